package io.tempo.core.search;

import io.tempo.core.columns.Texts;
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
 * Offers the traces of a table that may match to a result, those that rank highest first, and
 * builds only those that the result has room for. For one thread.
 */
final class Candidates {

    private final TraceTable table;
    private final TopTraces result;
    private final long[] starts;
    private Texts rootServices;
    private Texts rootNames;
    private final long[] durations;
    private final long[] ranks;
    private int[] traces = new int[64];
    private int size;

    Candidates(TraceTable table, TopTraces result) {
        this.table = table;
        this.result = result;
        this.starts = table.numbers(NumberField.TRACE_START);
        this.durations = table.numbers(NumberField.TRACE_DURATION);
        this.ranks = table.numbers(result.order().rankField());
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
    void offer(boolean withServices, IntFunction<List<SpanSetMatch>> spanSets) {
        // A heap, since usually only the first few are ever taken.
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
        while (size > 0) {
            int trace = traces[0];
            traces[0] = traces[--size];
            sink(0);
            TraceId id = table.traceId(trace);
            if (!mayEnter(trace, id)) {
                if (isBelow(ranks[trace], result.thresholdNanos())) {
                    offerKnown(withServices, spanSets);
                    return;
                }
                continue;
            }
            offer(trace, id, withServices, spanSets);
        }
    }

    /** No new trace has room any more, but other parts of those in the result may be here. */
    private void offerKnown(boolean withServices, IntFunction<List<SpanSetMatch>> spanSets) {
        for (int i = 0; i < size; i++) {
            TraceId id = table.traceId(traces[i]);
            if (mayEnter(traces[i], id)) {
                offer(traces[i], id, withServices, spanSets);
            }
        }
    }

    private boolean mayEnter(int trace, TraceId id) {
        return result.mayEnter(id, starts[trace], durations[trace]);
    }

    private void offer(
            int trace, TraceId id, boolean withServices, IntFunction<List<SpanSetMatch>> spanSets) {
        List<SpanSetMatch> sets = spanSets.apply(trace);
        if (sets == null) {
            return;
        }
        StringColumn services = table.strings(StringField.TRACE_ROOT_SERVICE);
        StringColumn names = table.strings(StringField.TRACE_ROOT_NAME);
        if (rootServices == null) {
            rootServices = new Texts(services.strings());
            rootNames = new Texts(names.strings());
        }
        result.add(
                new TraceMatch(
                        id,
                        rootServices.get(services.ids()[trace]),
                        rootNames.get(names.ids()[trace]),
                        starts[trace],
                        durations[trace],
                        sets,
                        withServices ? services(trace) : Map.of()));
    }

    private Map<String, ServiceCounts> services(int trace) {
        ServiceStats stats = table.serviceStats(trace);
        Map<String, ServiceCounts> services = HashMap.newHashMap(stats.services().length);
        for (int i = 0; i < stats.services().length; i++) {
            services.put(
                    stats.services()[i],
                    new ServiceCounts(stats.spanCounts()[i], stats.errorCounts()[i]));
        }
        return services;
    }

    private static boolean isBelow(long rank, long threshold) {
        return Long.compareUnsigned(rank, threshold) < 0;
    }

    private void sink(int from) {
        int i = from;
        while (true) {
            int child = 2 * i + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && isBelow(ranks[traces[child]], ranks[traces[child + 1]])) {
                child++;
            }
            if (!isBelow(ranks[traces[i]], ranks[traces[child]])) {
                return;
            }
            int trace = traces[i];
            traces[i] = traces[child];
            traces[child] = trace;
            i = child;
        }
    }
}
