package io.tempo.core.testing;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockMetaJson;
import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockSource;
import io.tempo.core.block.BlockSpec;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.BlockWriter;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.otlp.LoadShape;
import io.tempo.core.otlp.OtlpColumnAppender;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.parquet.RangeReader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Blocks of the load generator's spans in files, for programs that measure what queries cost. */
public final class LoadBlocks {

    private static final long START = 1_767_225_600_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private LoadBlocks() {}

    /**
     * Opens the blocks of a folder; writes them where it does not exist.
     *
     * @param thousands spans of each block
     * @param blocks how many
     */
    public static List<BlockReader> open(Path folder, int thousands, int blocks) throws Exception {
        if (!Files.exists(folder)) {
            write(folder, thousands, blocks);
        }
        List<BlockReader> readers = new ArrayList<>();
        try (var list = Files.list(folder)) {
            for (Path block : list.sorted().toList()) {
                readers.add(open(block));
            }
        }
        return readers;
    }

    private static void write(Path folder, int thousands, int blocks) throws Exception {
        LoadShape shape = new LoadShape(1);
        long number = 0;
        for (int b = 0; b < blocks; b++) {
            SpanColumnsBuilder builder = new SpanColumnsBuilder();
            OtlpColumnAppender appender = new OtlpColumnAppender(builder, 2048);
            for (int i = 0; i < thousands; i++) {
                appender.appendAll(
                        OtlpScanner.scan(shape.request(number, START + number * SECOND / 100)));
                number++;
            }
            Path block = Files.createDirectories(folder.resolve("block" + b));
            BlockSpec spec =
                    BlockSpec.of(
                            new UUID(1, b), "single-tenant", BlockVersion.ofFormat("vParquet5"));
            BlockMeta meta =
                    BlockWriter.write(
                            builder.columns(),
                            spec,
                            name -> Files.newOutputStream(block.resolve(name)));
            System.out.println(meta.size() + " bytes, " + meta.totalRecords() + " row groups");
        }
    }

    private static BlockReader open(Path block) throws IOException {
        FileChannel file = FileChannel.open(block.resolve(BlockSource.DATA_OBJECT_NAME));
        long size = file.size();
        RangeReader data =
                new RangeReader() {
                    @Override
                    public long size() {
                        return size;
                    }

                    @Override
                    public ByteBuffer read(long offset, int length) throws IOException {
                        ByteBuffer buffer = ByteBuffer.allocate(length);
                        while (buffer.hasRemaining()) {
                            file.read(buffer, offset + buffer.position());
                        }
                        return buffer.flip();
                    }
                };
        BlockSource source =
                new BlockSource() {
                    @Override
                    public RangeReader data() {
                        return data;
                    }

                    @Override
                    public byte[] object(String name) throws IOException {
                        return Files.readAllBytes(block.resolve(name));
                    }
                };
        byte[] meta = Files.readAllBytes(block.resolve("meta.json"));
        return BlockReader.open(BlockMetaJson.read(meta, block.toString()), source);
    }
}
