package io.tempo.core.traceql.metrics;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;

/**
 * For how many spans each span of a table stands, where some were left out when they were recorded:
 * the inverse of the sampling probability in the {@code th} value of its W3C {@code tracestate}
 * (OpenTelemetry, Probability Sampling). Computed once for each distinct {@code tracestate}. For
 * one thread.
 */
final class AdjustedCounts {

    private static final int DIGITS = 14;
    private static final double MAX = 0x1p56;

    private final StringColumn states;

    /** By string; 0 where it is not computed yet. */
    private final double[] counts;

    AdjustedCounts(TraceTable table) {
        this.states = table.strings(StringField.SPAN_TRACE_STATE);
        this.counts = new double[states.strings().size()];
    }

    /** Sets the weights of a batch. */
    void load(SpanBatch batch) {
        for (int i = 0; i < batch.count; i++) {
            int id = states.ids()[batch.spans[i]];
            if (counts[id] == 0) {
                counts[id] = adjustedCount(states.strings().text(id));
            }
            batch.weights[i] = counts[id];
        }
    }

    /**
     * The adjusted count of a {@code tracestate}: 1 where it has no (valid) threshold; a whole
     * number, rounded by the trace's own randomness, where it has a random value.
     */
    static double adjustedCount(String traceState) {
        String threshold = "";
        String random = "";
        for (String member : traceState.split(",")) {
            String entry = member.strip();
            if (entry.startsWith("ot=")) {
                for (String value : entry.substring(3).split(";")) {
                    if (value.startsWith("th:")) {
                        threshold = value.substring(3);
                    } else if (value.startsWith("rv:")) {
                        random = value.substring(3);
                    }
                }
            }
        }
        long rejected = hex(threshold);
        if (rejected < 0) {
            return 1;
        }
        double count = MAX / (MAX - rejected);
        long drawn = random.length() == DIGITS ? hex(random) : -1;
        if (drawn < rejected) {
            return count;
        }
        // What was kept has a random value from the threshold to 2^56, evenly.
        double position = (drawn - rejected) / (MAX - rejected);
        double whole = Math.floor(count);
        return position < count - whole ? whole + 1 : whole;
    }

    /** Up to 14 hexadecimal digits, completed with zeros behind; -1 if they are none. */
    private static long hex(String digits) {
        if (digits.isEmpty() || digits.length() > DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = i < digits.length() ? Character.digit(digits.charAt(i), 16) : 0;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
