package io.tempo.core.block;

import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.model.BigEndian;
import io.tempo.core.model.ValueType;

import java.util.Arrays;

/** Collects the attributes of a resource or scope, and the bytes that equal ones have in common. */
final class OwnerKey implements AttributeAssembler.Sink {
    private final SpanColumnsBuilder b;
    private byte[] bytes = new byte[512];
    private int length;
    private long[] entries = new long[64];
    private int entryCount;
    private int firstElement;

    OwnerKey(SpanColumnsBuilder b) {
        this.b = b;
    }

    void begin() {
        length = 0;
        entryCount = 0;
        firstElement = b.beginArray();
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void putInt(int value) {
        putLong(value);
    }

    @Override
    public void add(int key, byte type, long value) {
        if (entryCount + 2 > entries.length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        entries[entryCount++] = (long) key << 8 | type;
        entries[entryCount++] = value;
        putLong((long) key << 8 | type);
        if (ValueType.isArray(type)) {
            int count = ValueType.arrayCount(value);
            putLong(count);
            for (int i = 0; i < count; i++) {
                putLong(b.elementAt(ValueType.arrayStart(value) + i));
            }
        } else {
            putLong(value);
        }
    }

    /** Gives the attributes again. */
    void replay(AttributeAssembler.Sink sink) {
        for (int i = 0; i < entryCount; i += 2) {
            sink.add((int) (entries[i] >>> 8), (byte) entries[i], entries[i + 1]);
        }
    }

    /** Gives back the elements of arrays of what turned out to be known. */
    void dropArrays() {
        b.dropArray(firstElement);
    }

    private void putLong(long value) {
        if (length + 8 > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        BigEndian.putLong(bytes, length, value);
        length += 8;
    }
}
