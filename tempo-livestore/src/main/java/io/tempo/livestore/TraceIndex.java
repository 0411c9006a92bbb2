package io.tempo.livestore;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.model.SeededHash;
import io.tempo.core.model.TraceId;

import java.util.Arrays;

/** Finds traces of columns by their ids: a hash table with open addressing. Immutable. */
final class TraceIndex {

    private final SpanColumns columns;
    private final int[] slots;

    TraceIndex(SpanColumns columns) {
        this.columns = columns;
        int bits = 33 - Integer.numberOfLeadingZeros(Math.max(8, columns.traceCount));
        this.slots = new int[1 << bits];
        Arrays.fill(slots, -1);
        for (int t = 0; t < columns.traceCount; t++) {
            int slot = slot(columns.traceIdHigh[t], columns.traceIdLow[t]);
            while (slots[slot] >= 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = t;
        }
    }

    private int slot(long high, long low) {
        return SeededHash.of(high, low) & slots.length - 1;
    }

    /** The trace, or -1. */
    int find(TraceId id) {
        int slot = slot(id.high(), id.low());
        for (int t = slots[slot]; t >= 0; t = slots[slot]) {
            if (columns.traceIdLow[t] == id.low() && columns.traceIdHigh[t] == id.high()) {
                return t;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return -1;
    }
}
