package io.tempo.core.block;

import io.tempo.core.columns.Texts;
import io.tempo.core.columns.TraceTable.ServiceStats;
import io.tempo.core.parquet.LeafData;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Spans and failed spans per service of each trace, as stored; counted where they are not. */
final class ServiceStatsColumns {

    private static final long STATUS_ERROR = 2;

    private final int[] start;
    private final LeafData services;
    private final Texts names;
    private final long[] spanCounts;
    private final long[] errorCounts;

    private ServiceStatsColumns(
            int[] start, LeafData services, long[] spanCounts, long[] errorCounts) {
        this.start = start;
        this.services = services;
        this.names = new Texts(services.strings());
        this.spanCounts = spanCounts;
        this.errorCounts = errorCounts;
    }

    /** Reads them. */
    static ServiceStatsColumns read(RowRange rows) throws IOException {
        BlockSchema schema = rows.schema;
        int leaf = schema.serviceStatsName;
        rows.prefetch(
                rows.withValues(leaf, schema.serviceStatsSpanCount, schema.serviceStatsErrorCount));
        LeafData services = rows.read(leaf);
        int count = services.valueCount();
        return new ServiceStatsColumns(
                rows.starts(leaf, services, 0, rows.rows()),
                services,
                rows.readRequired(schema.serviceStatsSpanCount, count).numbers(),
                rows.readRequired(schema.serviceStatsErrorCount, count).numbers());
    }

    /** Counts them, for versions that do not store them. */
    static ServiceStatsColumns count(RowRange rows) throws IOException {
        BlockSchema schema = rows.schema;
        Structure structure = rows.structure();
        int spans = structure.spanCount();
        int[] spanResource = structure.spanResource();
        LeafData service = rows.readRequired(schema.resourceServiceName, structure.resourceCount());
        Texts texts = new Texts(service.strings());
        long[] status = rows.readRequired(schema.spanStatusCode, spans).numbers();
        int[] start = new int[structure.traceCount() + 1];
        int[] ids = new int[spans];
        long[] spanCounts = new long[spans];
        long[] errorCounts = new long[spans];
        int count = 0;
        Map<String, Integer> places = new LinkedHashMap<>();
        for (int trace = 0; trace < structure.traceCount(); trace++) {
            places.clear();
            int end = structure.traceSpanStart()[trace + 1];
            for (int s = structure.traceSpanStart()[trace]; s < end; s++) {
                int id = service.ids()[spanResource[s]];
                String text = texts.get(id);
                Integer place = places.get(text);
                if (place == null) {
                    place = count++;
                    ids[place] = id;
                    places.put(text, place);
                }
                spanCounts[place]++;
                errorCounts[place] += status[s] == STATUS_ERROR ? 1 : 0;
            }
            start[trace + 1] = count;
        }
        LeafData services = new LeafData(count, null, null, count, ids, service.strings(), null);
        return new ServiceStatsColumns(start, services, spanCounts, errorCounts);
    }

    /** The counts of a trace. */
    ServiceStats get(int trace) {
        int from = start[trace];
        int count = start[trace + 1] - from;
        String[] service = new String[count];
        int[] spans = new int[count];
        int[] errors = new int[count];
        for (int i = 0; i < count; i++) {
            service[i] = names.get(services.ids()[from + i]);
            spans[i] = (int) spanCounts[from + i];
            errors[i] = (int) errorCounts[from + i];
        }
        return new ServiceStats(service, spans, errors);
    }
}
