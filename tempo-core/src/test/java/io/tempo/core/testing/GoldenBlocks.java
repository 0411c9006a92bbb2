package io.tempo.core.testing;

import io.tempo.core.block.BlockMetaJson;
import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockSource;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.parquet.RangeReader;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The blocks that the reference wrote of the golden data. */
public final class GoldenBlocks {

    private GoldenBlocks() {}

    /**
     * The row groups of a block, as tables.
     *
     * @param format {@code vParquet4} or {@code vParquet5}
     */
    public static List<TraceTable> tables(String format) throws IOException {
        byte[] data = Golden.object(format + "/data.parquet");
        BlockSource source =
                new BlockSource() {
                    @Override
                    public RangeReader data() {
                        return new InMemory(data);
                    }

                    @Override
                    public byte[] object(String name) {
                        return Golden.object(format + "/" + name);
                    }
                };
        BlockReader reader =
                BlockReader.open(
                        BlockMetaJson.read(
                                Golden.object(format + "/meta.json"), format + "/meta.json"),
                        source);
        List<TraceTable> tables = new ArrayList<>();
        for (int group = 0; group < reader.rowGroupCount(); group++) {
            tables.add(reader.table(group));
        }
        return tables;
    }

    private record InMemory(byte[] bytes) implements RangeReader {

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public ByteBuffer read(long offset, int length) throws IOException {
            if (offset + length > bytes.length) {
                throw new EOFException();
            }
            return ByteBuffer.wrap(bytes, (int) offset, length).slice();
        }
    }
}
