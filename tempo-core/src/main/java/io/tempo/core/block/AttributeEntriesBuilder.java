package io.tempo.core.block;

import io.tempo.core.columns.TraceTable.AttributeEntries;

/**
 * Collects the values of one attribute key after another as rows of the owners that have it. What
 * was built is overwritten by the next.
 */
final class AttributeEntriesBuilder extends AttributeCollector {

    private int[] owners = new int[0];
    private byte[] types = new byte[0];
    private long[] values = new long[0];
    private int count;

    /** Begins a key that at most so many owners have. */
    void begin(int most) {
        clear();
        count = 0;
        if (owners.length < most) {
            owners = new int[most];
            types = new byte[most];
            values = new long[most];
        }
    }

    @Override
    void set(int owner, byte type, long value) {
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
