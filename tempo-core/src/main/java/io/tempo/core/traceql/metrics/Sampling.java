package io.tempo.core.traceql.metrics;

import io.tempo.core.traceql.Hints;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.SpansetExpression;
import io.tempo.core.traceql.Stage;

import java.util.Optional;

/**
 * Which of the matching spans, or traces, are looked at: all of them, every {@code every}-th, or
 * adaptively up to every tenth where a large part of the data matches (specification 7.11).
 *
 * @param traces whether it is traces that are left out, whole
 * @param every 1 for all; 0 for adaptive
 */
record Sampling(boolean traces, long every) {

    private static final double ADAPTIVE_MOST = 10;

    /** Nothing is left out. */
    static final Sampling NONE = new Sampling(false, 1);

    static Sampling of(Hints hints, Pipeline pipeline) {
        Optional<Long> everyTrace = every(hints, "trace_sample");
        if (everyTrace.isPresent()) {
            return new Sampling(true, everyTrace.get());
        }
        Optional<Long> everySpan = every(hints, "span_sample");
        if (everySpan.isPresent()) {
            return new Sampling(false, everySpan.get());
        }
        boolean wholeTraces = needsWholeTraces(pipeline);
        if (hints.findBoolean("sample").orElse(false)) {
            return new Sampling(wholeTraces, 0);
        }
        return every(hints, "sample").map(every -> new Sampling(wholeTraces, every)).orElse(NONE);
    }

    private static Optional<Long> every(Hints hints, String name) {
        return hints.findNumber(name)
                .filter(rate -> rate > 0 && rate < 1)
                .map(rate -> (long) Math.floor(1 / rate));
    }

    private static boolean needsWholeTraces(Pipeline pipeline) {
        for (Stage stage : pipeline.stages()) {
            boolean needs =
                    switch (stage) {
                        case SpansetExpression.SpansetFilter filter -> false;
                        case SpansetExpression.SpansetOperation operation -> true;
                        case SpansetExpression.WrappedPipeline wrapped ->
                                needsWholeTraces(wrapped.pipeline());
                        case Stage.ScalarFilter filter -> true;
                        case Stage.GroupBy by -> false;
                        case Stage.Coalesce coalesce -> false;
                        case Stage.Select select -> false;
                    };
            if (needs) {
                return true;
            }
        }
        return false;
    }

    /** Whether some may be left out. */
    boolean isOn() {
        return every != 1;
    }

    /**
     * Every how many-th is kept.
     *
     * @param matching how many match so far, or in all
     * @param all how many there are of which these match
     */
    long every(long matching, long all) {
        if (every != 0) {
            return every;
        }
        return matching == 0 || all == 0
                ? 1
                : (long) Math.min(ADAPTIVE_MOST, Math.ceil(ADAPTIVE_MOST * matching / all));
    }

    /**
     * Whether one of many is kept: of each {@code every} in a row one, the first of the first, and
     * of others any, since what is counted often repeats itself in a rhythm of its own.
     *
     * @param position how many were before it
     */
    static boolean isKept(long position, long every) {
        long row = position / every;
        long mixed = (row ^ row >>> 16) * 0x9E3779B97F4A7C15L;
        return position % every == (mixed >>> 33) % every;
    }
}
