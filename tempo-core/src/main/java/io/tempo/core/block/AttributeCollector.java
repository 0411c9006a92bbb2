package io.tempo.core.block;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.model.ValueType;

import java.util.Arrays;

/**
 * Collects the values of one attribute key from the leaves that hold some. Strings of a leaf that
 * holds only this attribute are taken as they are; of a leaf that it shares with others, only those
 * that it uses, unless they are not kept for long.
 */
abstract class AttributeCollector implements ValueStore {

    private long[] elements = new long[0];
    private int elementCount;

    private ByteStrings taken = ByteStrings.EMPTY;
    private byte[] bytes = new byte[0];
    private int[] offsets = new int[1];
    private int added;

    /** Forgets everything, keeping the room that it took. */
    void clear() {
        elementCount = 0;
        taken = ByteStrings.EMPTY;
        added = 0;
    }

    /** Sets an owner's value; it has none yet. */
    abstract void set(int owner, byte type, long value);

    /** Whether strings can be taken: none were taken or added. */
    final boolean canTake() {
        return taken.size() == 0 && added == 0;
    }

    /** Takes all strings, with the ids that they have. */
    final void take(ByteStrings strings) {
        taken = strings;
    }

    /** Adds a string of some leaf's strings; gives its id. */
    final int string(ByteStrings strings, int id) {
        return string(strings.bytes(), strings.offset(id), strings.length(id));
    }

    @Override
    public int string(byte[] source, int offset, int length) {
        int from = offsets[added];
        if (from + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, from + length + 256));
        }
        if (added + 2 > offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.max(16, offsets.length * 2));
        }
        System.arraycopy(source, offset, bytes, from, length);
        offsets[added + 1] = from + length;
        return taken.size() + added++;
    }

    @Override
    public int beginArray() {
        return elementCount;
    }

    @Override
    public void element(long value) {
        if (elementCount == elements.length) {
            elements = Arrays.copyOf(elements, Math.max(16, elementCount * 2));
        }
        elements[elementCount++] = value;
    }

    @Override
    public long endArray(int start) {
        return ValueType.array(start, elementCount - start);
    }

    /** What array values point into. */
    final long[] elements() {
        return elements;
    }

    /** What string values point into. */
    final ByteStrings strings() {
        if (added == 0) {
            return taken;
        }
        if (taken.size() == 0) {
            return new ByteStrings(bytes, offsets, added);
        }
        int takenFrom = taken.offset(0);
        int takenBytes = taken.offset(taken.size()) - takenFrom;
        int size = taken.size() + added;
        byte[] all = new byte[takenBytes + offsets[added]];
        int[] allOffsets = new int[size + 1];
        System.arraycopy(taken.bytes(), takenFrom, all, 0, takenBytes);
        System.arraycopy(bytes, 0, all, takenBytes, offsets[added]);
        for (int i = 0; i < taken.size(); i++) {
            allOffsets[i] = taken.offset(i) - takenFrom;
        }
        for (int i = 0; i <= added; i++) {
            allOffsets[taken.size() + i] = takenBytes + offsets[i];
        }
        return new ByteStrings(all, allOffsets, size);
    }
}
