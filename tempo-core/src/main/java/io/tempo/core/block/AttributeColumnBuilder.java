package io.tempo.core.block;

import io.tempo.core.columns.TraceTable.AttributeColumn;

/** Collects the values of one attribute key as a column. The first value of an owner counts. */
final class AttributeColumnBuilder extends AttributeCollector {

    final byte[] types;
    private final long[] values;
    private boolean any;

    AttributeColumnBuilder(int owners) {
        types = new byte[owners];
        values = new long[owners];
    }

    @Override
    void set(int owner, byte type, long value) {
        types[owner] = type;
        values[owner] = value;
        any = true;
    }

    /** The column; null if no owner has a value. */
    AttributeColumn build() {
        return any ? new AttributeColumn(types, values, strings(), elements()) : null;
    }
}
