package io.tempo.core.testing;

import io.tempo.core.block.BlockSink;
import io.tempo.core.block.BlockSource;
import io.tempo.core.parquet.RangeReader;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The objects of one block in memory: written to, then read from. */
public final class MemoryBlock implements BlockSink, BlockSource {

    private final Map<String, byte[]> objects = new LinkedHashMap<>();

    /** All objects in the order they were closed. */
    public Map<String, byte[]> objects() {
        return objects;
    }

    @Override
    public OutputStream open(String objectName) {
        return new ByteArrayOutputStream() {
            @Override
            public void close() {
                objects.put(objectName, toByteArray());
            }
        };
    }

    @Override
    public RangeReader data() {
        byte[] data = objects.get(DATA_OBJECT_NAME);
        return new RangeReader() {
            @Override
            public long size() {
                return data.length;
            }

            @Override
            public ByteBuffer read(long offset, int length) throws IOException {
                if (offset + length > data.length) {
                    throw new EOFException("read behind the end of " + DATA_OBJECT_NAME);
                }
                byte[] part = new byte[length];
                System.arraycopy(data, (int) offset, part, 0, length);
                return ByteBuffer.wrap(part);
            }
        };
    }

    @Override
    public byte[] object(String name) throws IOException {
        byte[] object = objects.get(name);
        if (object == null) {
            throw new FileNotFoundException(name);
        }
        return object;
    }
}
