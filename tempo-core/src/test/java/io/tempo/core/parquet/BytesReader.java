package io.tempo.core.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A file in memory that remembers what was read of it, and hands out exact copies. */
final class BytesReader implements RangeReader {

    record Read(long offset, int length) {}

    private final byte[] bytes;
    final List<Read> reads = new ArrayList<>();

    BytesReader(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public synchronized ByteBuffer read(long offset, int length) throws IOException {
        reads.add(new Read(offset, length));
        if (offset < 0 || offset + length > bytes.length) {
            throw new EOFException("ends at " + bytes.length);
        }
        byte[] copy = new byte[length];
        System.arraycopy(bytes, (int) offset, copy, 0, length);
        return ByteBuffer.wrap(copy);
    }
}
