package io.tempo.core.traceql.metrics;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.traceql.engine.Bits;
import io.tempo.core.traceql.engine.SpanSet;
import io.tempo.core.traceql.engine.TableEvaluation;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Gives the spans of a table that a pipeline finds and that start in the window, in batches. Where
 * the pipeline only filters, they come from a bitset and the column of start times alone; else from
 * the spansets of one trace after the other. For one thread.
 */
final class SpanFeed {

    private final TraceTable table;
    private final TableEvaluation evaluation;
    private final Sampling sampling;
    private final TimeAxis axis;
    private final BooleanSupplier cancelled;
    private final Consumer<SpanBatch> sink;
    private final SpanBatch batch = new SpanBatch();
    private final Bits candidates;
    private final long[] starts;
    private long seen;
    private long kept;
    private long everySpan = 1;

    /**
     * @param sink takes each batch, and may change it
     */
    SpanFeed(
            TraceTable table,
            TableEvaluation evaluation,
            Sampling sampling,
            TimeAxis axis,
            BooleanSupplier cancelled,
            Consumer<SpanBatch> sink) {
        this.table = table;
        this.evaluation = evaluation;
        this.sampling = sampling;
        this.axis = axis;
        this.cancelled = cancelled;
        this.sink = sink;
        this.candidates = evaluation.candidates();
        this.starts = table.numbers(NumberField.SPAN_START);
    }

    /** Gives all spans; for how many each of them stands. */
    double run() {
        if (sampling.isOn() && !sampling.traces()) {
            everySpan = sampling.every(candidates.count(0, candidates.size()), table.spanCount());
        }
        if (evaluation.isExact() && (!sampling.isOn() || !sampling.traces())) {
            spans(0, candidates.size());
        } else {
            traces();
        }
        flush();
        return kept == 0 ? 1 : (double) seen / kept;
    }

    /** Candidates from a place on, all of which are found. */
    private void spans(int from, int to) {
        int next = from;
        int[] spans = new int[SpanBatch.CAPACITY];
        while (next < to) {
            int count = candidates.list(next, spans);
            if (count == 0) {
                return;
            }
            next = spans[count - 1] + 1;
            while (count > 0 && spans[count - 1] >= to) {
                count--;
            }
            for (int i = 0; i < count; i++) {
                add(spans[i]);
            }
        }
    }

    private void traces() {
        int[] start = table.traceSpanStart();
        long matching = 0;
        long position = 0;
        boolean exact = evaluation.isExact();
        for (int t = 0; t < table.traceCount(); t++) {
            if (!candidates.any(start[t], start[t + 1])) {
                continue;
            }
            if (sampling.traces() && sampling.isOn()) {
                seen++;
                if (!Sampling.isKept(position++, sampling.every(matching, t))) {
                    continue;
                }
                kept++;
            }
            matching++;
            if (exact) {
                spans(start[t], start[t + 1]);
            } else {
                for (SpanSet set : evaluation.spanSets(t)) {
                    for (int i = 0; i < set.size(); i++) {
                        add(set.span(i));
                    }
                }
            }
        }
    }

    private void add(int span) {
        long time = starts[span];
        if (time <= axis.startNanos() || time > axis.endNanos()) {
            return;
        }
        if (everySpan != 1 && !Sampling.isKept(seen++, everySpan)) {
            return;
        }
        if (everySpan != 1) {
            kept++;
        }
        if (batch.count == SpanBatch.CAPACITY) {
            flush();
        }
        batch.spans[batch.count] = span;
        batch.intervals[batch.count++] = axis.interval(time);
    }

    private void flush() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the query was cancelled");
        }
        if (batch.count > 0) {
            sink.accept(batch);
            batch.count = 0;
        }
    }
}
