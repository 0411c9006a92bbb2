package io.tempo.core.block;

import io.tempo.core.columns.TraceTable.AttributeEntries;

import java.util.Arrays;

/** Collects the values of one attribute key as rows of the owners that have it. */
final class AttributeEntriesBuilder extends AttributeCollector {

    private int[] owners;
    private byte[] types;
    private long[] values;
    private int count;

    /** Begins with room for some rows. */
    AttributeEntriesBuilder(int expected) {
        owners = new int[expected];
        types = new byte[expected];
        values = new long[expected];
    }

    @Override
    void set(int owner, byte type, long value) {
        if (count == owners.length) {
            int length = Math.max(64, 2 * count);
            owners = Arrays.copyOf(owners, length);
            types = Arrays.copyOf(types, length);
            values = Arrays.copyOf(values, length);
        }
        owners[count] = owner;
        types[count] = type;
        values[count++] = value;
    }

    /** The rows; null if there are none. */
    AttributeEntries build() {
        return count == 0
                ? null
                : new AttributeEntries(count, owners, types, values, strings(), elements());
    }
}
