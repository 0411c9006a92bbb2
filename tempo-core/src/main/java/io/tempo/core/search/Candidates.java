package io.tempo.core.search;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.ServiceStats;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.TraceId;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Offers the traces of a table that may match to a result, newest first, and builds only those that
 * the result has room for. For one thread.
 */
final class Candidates {

    private final TraceTable table;
    private final long[] starts;
    private int[] traces = new int[64];
    private int size;

    Candidates(TraceTable table) {
        this.table = table;
        this.starts = table.numbers(NumberField.TRACE_START);
    }

    void add(int trace) {
        if (size == traces.length) {
            traces = Arrays.copyOf(traces, size * 2);
        }
        traces[size++] = trace;
    }

    /**
     * @param spanSets what matches in a trace; null if it does not match after all
     * @param withServices whether results carry counts per service
     */
    void offer(TopTraces result, boolean withServices, IntFunction<List<SpanSetMatch>> spanSets) {
        // A heap, since usually only the newest few are ever taken.
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
        while (size > 0) {
            int trace = traces[0];
            traces[0] = traces[--size];
            sink(0);
            TraceId id = table.traceId(trace);
            if (!result.mayEnter(id, starts[trace])) {
                if (isBelow(starts[trace], result.thresholdNanos())) {
                    offerKnown(result, withServices, spanSets);
                    return;
                }
                continue;
            }
            offer(trace, id, result, withServices, spanSets);
        }
    }

    /** No new trace has room any more, but other parts of those in the result may be here. */
    private void offerKnown(
            TopTraces result, boolean withServices, IntFunction<List<SpanSetMatch>> spanSets) {
        for (int i = 0; i < size; i++) {
            TraceId id = table.traceId(traces[i]);
            if (result.mayEnter(id, starts[traces[i]])) {
                offer(traces[i], id, result, withServices, spanSets);
            }
        }
    }

    private void offer(
            int trace,
            TraceId id,
            TopTraces result,
            boolean withServices,
            IntFunction<List<SpanSetMatch>> spanSets) {
        List<SpanSetMatch> sets = spanSets.apply(trace);
        if (sets == null) {
            return;
        }
        result.add(
                new TraceMatch(
                        id,
                        text(StringField.TRACE_ROOT_SERVICE, trace),
                        text(StringField.TRACE_ROOT_NAME, trace),
                        starts[trace],
                        table.numbers(NumberField.TRACE_DURATION)[trace],
                        sets,
                        withServices ? services(trace) : Map.of()));
    }

    private String text(StringField field, int trace) {
        StringColumn column = table.strings(field);
        return column.strings().text(column.ids()[trace]);
    }

    private Map<String, ServiceCounts> services(int trace) {
        ServiceStats stats = table.serviceStats(trace);
        Map<String, ServiceCounts> services = new HashMap<>();
        for (int i = 0; i < stats.services().length; i++) {
            services.put(
                    stats.services()[i],
                    new ServiceCounts(stats.spanCounts()[i], stats.errorCounts()[i]));
        }
        return services;
    }

    private static boolean isBelow(long start, long threshold) {
        return Long.compareUnsigned(start, threshold) < 0;
    }

    private void sink(int from) {
        int i = from;
        while (true) {
            int child = 2 * i + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && isBelow(starts[traces[child]], starts[traces[child + 1]])) {
                child++;
            }
            if (!isBelow(starts[traces[i]], starts[traces[child]])) {
                return;
            }
            int trace = traces[i];
            traces[i] = traces[child];
            traces[child] = trace;
            i = child;
        }
    }
}
