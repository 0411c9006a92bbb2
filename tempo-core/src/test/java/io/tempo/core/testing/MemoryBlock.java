package io.tempo.core.testing;

import io.tempo.core.block.BlockSink;
import io.tempo.core.block.BlockSource;
import io.tempo.core.parquet.RangeReader;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The objects of a block in memory: written, read, and changed by tests. */
public final class MemoryBlock implements BlockSink, BlockSource {

    private final Map<String, byte[]> objects = new LinkedHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();

    /**
     * A block that Tempo wrote.
     *
     * @param version folder of test resources: {@code vParquet4} or {@code vParquet5}
     */
    public static MemoryBlock golden(String version) {
        MemoryBlock block = new MemoryBlock();
        for (String name : new String[] {"data.parquet", "meta.json", "index", "bloom-0"}) {
            block.put(name, resource("/golden/" + version + "/" + name));
        }
        return block;
    }

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

    /** Adds or replaces an object. */
    public void put(String name, byte[] bytes) {
        objects.put(name, bytes);
    }

    /** Removes an object. */
    public void remove(String name) {
        objects.remove(name);
    }

    /** Reads of ranges of the data so far. */
    public int reads() {
        return reads.get();
    }

    @Override
    public RangeReader data() {
        byte[] bytes = Objects.requireNonNull(objects.get(DATA_OBJECT_NAME));
        return new RangeReader() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public ByteBuffer read(long offset, int length) throws IOException {
                if (offset < 0 || length < 0 || offset > bytes.length - length) {
                    throw new EOFException(
                            "%d bytes at %d of %d".formatted(length, offset, bytes.length));
                }
                reads.incrementAndGet();
                ByteBuffer copy = ByteBuffer.allocate(length);
                copy.put(0, bytes, (int) offset, length);
                return copy;
            }
        };
    }

    @Override
    public byte[] object(String name) throws IOException {
        byte[] bytes = objects.get(name);
        if (bytes == null) {
            throw new NoSuchFileException(name);
        }
        return bytes;
    }

    private static byte[] resource(String name) {
        try (InputStream in = MemoryBlock.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
