package io.tempo.benchmarks;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockSource;
import io.tempo.core.block.BlockSpec;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.BlockWriter;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.otlp.LoadShape;
import io.tempo.core.otlp.OtlpColumnAppender;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.parquet.RangeReader;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Spans of the load generator's shape, as requests, columns and blocks in memory. */
final class LoadData {

    private static final long START_NANOS = 1_767_225_600_000_000_000L;
    private static final int MAX_ATTRIBUTE_BYTES = 2048;

    private LoadData() {}

    /** Export requests of about a thousand spans each. */
    static byte[][] requests(int count) {
        return requests(0, count);
    }

    /** Likewise, of an endless sequence those from {@code first} on. */
    static byte[][] requests(int first, int count) {
        LoadShape shape = new LoadShape(1);
        byte[][] requests = new byte[count][];
        for (int i = 0; i < count; i++) {
            requests[i] = shape.request(first + i, START_NANOS + (first + i) * 10_000_000L);
        }
        return requests;
    }

    static SpanColumns columns(byte[][] requests) throws OtlpException {
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        OtlpColumnAppender appender = new OtlpColumnAppender(builder, MAX_ATTRIBUTE_BYTES);
        for (byte[] request : requests) {
            SpanBatch batch = OtlpScanner.scan(request);
            appender.begin(batch);
            for (int span = 0; span < batch.spanCount(); span++) {
                appender.append(span);
            }
        }
        return builder.columns();
    }

    /** A block in memory. */
    record Block(BlockMeta meta, Map<String, byte[]> objects) {

        long size() {
            return objects.values().stream().mapToLong(o -> o.length).sum();
        }

        BlockReader open() throws IOException {
            byte[] data = objects.get(BlockSource.DATA_OBJECT_NAME);
            return BlockReader.open(
                    meta,
                    new BlockSource() {
                        @Override
                        public RangeReader data() {
                            return new InMemory(data);
                        }

                        @Override
                        public byte[] object(String name) {
                            return objects.get(name);
                        }
                    });
        }
    }

    private record InMemory(byte[] bytes) implements RangeReader {

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public ByteBuffer read(long offset, int length) throws EOFException {
            if (offset + length > bytes.length) {
                throw new EOFException("the object ends at " + bytes.length);
            }
            return ByteBuffer.wrap(bytes, (int) offset, length).slice();
        }
    }

    static Block block(SpanColumns columns, BlockVersion version) throws IOException {
        Map<String, ByteArrayOutputStream> objects = new HashMap<>();
        BlockMeta meta =
                BlockWriter.write(
                        columns,
                        BlockSpec.of(new UUID(1, 1), "single-tenant", version),
                        name -> {
                            ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 20);
                            objects.put(name, out);
                            return out;
                        });
        Map<String, byte[]> bytes = new HashMap<>();
        objects.forEach((name, out) -> bytes.put(name, out.toByteArray()));
        return new Block(meta, bytes);
    }
}
