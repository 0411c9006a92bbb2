package io.tempo.core.block;

import io.tempo.core.block.AttributeRoutes.Route;
import io.tempo.core.block.BlockSchema.AttributeLeaf;
import io.tempo.core.block.BlockSchema.AttributeLeaves;
import io.tempo.core.columns.AttributeColumns;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.NestedSets;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.columns.TraceSummaries;
import io.tempo.core.model.BigEndian;
import io.tempo.core.model.TraceId;
import io.tempo.core.model.ValueType;
import io.tempo.core.parquet.LeafData;
import io.tempo.core.parquet.ParquetWriter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes row groups from columns: for each leaf its levels, shared among the leaves of one group,
 * and its values, gathered in stored order. A leaf is made when its turn comes and let go of when
 * it is written. Not thread-safe.
 */
final class RowGroupWriter {

    private static final int SPAN_ID_BYTES = 8;

    private final SpanColumns c;
    private final TraceLayout layout;
    private final NestedSets sets;
    private final TraceSummaries summaries;
    private final BlockSchema schema;
    private final boolean v5;
    private final Scratch scratch = new Scratch();
    private final AttributeValues values;
    private final AttributeRoutes resourceRoutes;
    private final AttributeRoutes spanRoutes;
    private final AttributeRoutes eventRoutes;
    private final AttributeLists resourceLists;
    private final AttributeLists scopeLists;
    private final AttributeLists spanLists;
    private final AttributeLists eventLists;
    private final AttributeLists linkLists;
    private final Supplier<?>[] leaves;
    private RowGroupLevels levels;

    RowGroupWriter(
            SpanColumns columns,
            TraceLayout layout,
            NestedSets sets,
            TraceSummaries summaries,
            BlockSchema schema) {
        this.c = columns;
        this.layout = layout;
        this.sets = sets;
        this.summaries = summaries;
        this.schema = schema;
        this.v5 = schema.version() == BlockVersion.VPARQUET5;
        this.values = new AttributeValues(c, scratch);
        ByteStrings strings = c.strings;
        resourceRoutes =
                AttributeRoutes.ofResources(
                        strings, schema.resourceFixed, schema.resourceDedicated, v5);
        spanRoutes = new AttributeRoutes(strings, schema.spanFixed, schema.spanDedicated, v5);
        eventRoutes = new AttributeRoutes(strings, List.of(), schema.eventDedicated, v5);
        resourceLists =
                new AttributeLists(c.resourceAttributes, resourceRoutes, strings, c.resourceCount);
        spanLists = new AttributeLists(c.spanAttributes, spanRoutes, strings, -1);
        eventLists = new AttributeLists(c.eventAttributes, eventRoutes, strings, -1);
        AttributeRoutes none = AttributeRoutes.none(strings);
        scopeLists = new AttributeLists(c.scopeAttributes, none, strings, -1);
        linkLists = new AttributeLists(c.linkAttributes, none, strings, -1);
        leaves = new Supplier<?>[schema.parquet().leaves().size()];
        traceLeaves();
        resourceLeaves();
        scopeLeaves();
        spanLeaves();
        eventLeaves();
        linkLeaves();
    }

    /** Writes the traces {@code [fromTrace, toTrace)} of the layout as a row group. */
    void write(ParquetWriter out, int fromTrace, int toTrace) throws IOException {
        levels = new RowGroupLevels(c, layout, summaries, fromTrace, toTrace);
        resourceLists.begin(levels.resources, layout.groupResource, levels.firstResource);
        scopeLists.begin(levels.scopes, layout.groupScope, levels.firstScope);
        spanLists.begin(levels.spans, layout.spans, levels.firstSpan);
        eventLists.begin(levels.events, levels.eventOrdinals, 0);
        linkLists.begin(levels.links, levels.linkOrdinals, 0);
        out.beginRowGroup(toTrace - fromTrace);
        for (int leaf = 0; leaf < leaves.length; leaf++) {
            out.writeColumn(leaf, (LeafData) leaves[leaf].get());
        }
        out.endRowGroup();
        resourceLists.end();
        scopeLists.end();
        spanLists.end();
        eventLists.end();
        linkLists.end();
        levels = null;
    }

    private void put(int leaf, Supplier<LeafData> data) {
        if (leaf >= 0) {
            leaves[leaf] = data;
        }
    }

    private void traceLeaves() {
        put(schema.traceId, this::traceIds);
        put(schema.traceIdText, this::traceIdTexts);
        put(schema.traceStart, () -> traceNumbers(summaries.startNanos));
        put(schema.traceEnd, () -> traceNumbers(summaries.endNanos));
        put(schema.traceDuration, this::traceDurations);
        put(schema.rootServiceName, () -> traceStrings(summaries.rootService));
        put(schema.rootSpanName, () -> traceStrings(summaries.rootName));
        put(
                schema.serviceStatsName,
                () -> {
                    int n = levels.serviceStats.count();
                    int[] ids = scratch.ids(n);
                    int first = summaries.serviceStart[levels.firstTrace];
                    System.arraycopy(summaries.service, first, ids, 0, n);
                    return Leaves.strings(levels.serviceStats, n, ids, c.strings);
                });
        put(schema.serviceStatsSpanCount, () -> serviceNumbers(summaries.serviceSpans));
        put(schema.serviceStatsErrorCount, () -> serviceNumbers(summaries.serviceErrors));
    }

    private void resourceLeaves() {
        put(
                schema.resourceServiceName,
                () -> {
                    int n = levels.resources.count();
                    int[] ids = scratch.ids(n);
                    for (int i = 0; i < n; i++) {
                        int resource = layout.groupResource[levels.firstResource + i];
                        ids[i] = Math.max(0, c.resourceServiceName[resource]);
                    }
                    return Leaves.strings(levels.resources, n, ids, c.strings);
                });
        attributeLeaves(schema.resourceAttributes, c.resourceAttributes, resourceLists);
        put(
                schema.resourceDroppedAttributes,
                () ->
                        gathered(
                                levels.resources,
                                c.resourceDroppedAttributes,
                                layout.groupResource,
                                levels.firstResource));
        columnLeaves(
                schema.resourceFixed,
                schema.resourceDedicated,
                resourceRoutes,
                c.resourceAttributes,
                resourceLists);
        spareLeaves("Resource.DedicatedAttributes.", resourceLists);
    }

    private void scopeLeaves() {
        put(
                schema.scopeName,
                () -> gatheredStrings(levels.scopes, c.scopeName, layout.groupScope, firstScope()));
        put(
                schema.scopeVersion,
                () ->
                        gatheredStrings(
                                levels.scopes, c.scopeVersion, layout.groupScope, firstScope()));
        attributeLeaves(schema.scopeAttributes, c.scopeAttributes, scopeLists);
        put(
                schema.scopeDroppedAttributes,
                () ->
                        gathered(
                                levels.scopes,
                                c.scopeDroppedAttributes,
                                layout.groupScope,
                                firstScope()));
        put(
                schema.scopeSpanCount,
                () -> {
                    int n = levels.scopes.count();
                    long[] numbers = scratch.numbers(n);
                    for (int i = 0; i < n; i++) {
                        int scope = firstScope() + i;
                        numbers[i] =
                                layout.scopeSpanStart[scope + 1] - layout.scopeSpanStart[scope];
                    }
                    return Leaves.numbers(levels.scopes, n, numbers);
                });
    }

    private void spanLeaves() {
        put(schema.spanId, () -> spanIds(c.spanId, c.spanIdLength));
        put(schema.spanParentId, () -> spanIds(c.spanParentId, c.spanParentIdLength));
        put(schema.spanNestedSetParent, () -> positioned(sets.parent));
        put(schema.spanNestedSetLeft, () -> positioned(sets.left));
        put(schema.spanNestedSetRight, () -> positioned(sets.right));
        put(schema.spanChildCount, () -> positioned(sets.childCount));
        put(schema.spanName, () -> spanStrings(c.spanName));
        put(schema.spanKind, () -> spanNumbers(c.spanKind));
        put(schema.spanTraceState, () -> spanStrings(c.spanTraceState));
        put(schema.spanStart, this::spanStarts);
        put(schema.spanDuration, this::spanDurations);
        put(schema.spanStatusCode, () -> spanNumbers(c.spanStatusCode));
        put(schema.spanStatusMessage, () -> spanStrings(c.spanStatusMessage));
        attributeLeaves(schema.spanAttributes, c.spanAttributes, spanLists);
        put(schema.spanDroppedAttributes, () -> spanNumbers(c.spanDroppedAttributes));
        put(schema.spanDroppedEvents, () -> spanNumbers(c.spanDroppedEvents));
        put(schema.spanDroppedLinks, () -> spanNumbers(c.spanDroppedLinks));
        columnLeaves(
                schema.spanFixed, schema.spanDedicated, spanRoutes, c.spanAttributes, spanLists);
        spareLeaves("Spans.list.element.DedicatedAttributes.", spanLists);
        for (int i = 0; i < BlockSchema.BUCKET_SECONDS.length; i++) {
            long step = BlockSchema.BUCKET_SECONDS[i] * 1_000_000_000L;
            put(schema.spanStartRounded[i], () -> buckets(step));
        }
    }

    private void eventLeaves() {
        put(
                schema.eventTimeSinceStart,
                () -> {
                    int n = levels.events.count();
                    long[] numbers = scratch.numbers(n);
                    for (int i = 0; i < n; i++) {
                        numbers[i] = c.eventTimeSinceStartNanos[levels.eventOrdinals[i]];
                    }
                    return Leaves.numbers(levels.events, n, numbers);
                });
        put(
                schema.eventName,
                () -> gatheredStrings(levels.events, c.eventName, levels.eventOrdinals, 0));
        attributeLeaves(schema.eventAttributes, c.eventAttributes, eventLists);
        put(
                schema.eventDroppedAttributes,
                () -> gathered(levels.events, c.eventDroppedAttributes, levels.eventOrdinals, 0));
        columnLeaves(List.of(), schema.eventDedicated, eventRoutes, c.eventAttributes, eventLists);
    }

    private void linkLeaves() {
        put(
                schema.linkTraceId,
                () -> gatheredStrings(levels.links, c.linkTraceId, levels.linkOrdinals, 0));
        put(
                schema.linkSpanId,
                () -> gatheredStrings(levels.links, c.linkSpanId, levels.linkOrdinals, 0));
        put(
                schema.linkTraceState,
                () -> gatheredStrings(levels.links, c.linkTraceState, levels.linkOrdinals, 0));
        attributeLeaves(schema.linkAttributes, c.linkAttributes, linkLists);
        put(
                schema.linkDroppedAttributes,
                () -> gathered(levels.links, c.linkDroppedAttributes, levels.linkOrdinals, 0));
    }

    private void attributeLeaves(AttributeLeaves at, AttributeColumns a, AttributeLists lists) {
        put(at.key(), () -> values.keys(a, lists));
        put(at.isArray(), () -> values.isArray(lists));
        put(at.value(), () -> values.values(a, lists, ValueType.STRING));
        put(at.valueInt(), () -> values.values(a, lists, ValueType.INT));
        put(at.valueDouble(), () -> values.values(a, lists, ValueType.DOUBLE));
        put(at.valueBool(), () -> values.values(a, lists, ValueType.BOOL));
        put(at.valueUnsupported(), () -> values.unsupported(a, lists));
    }

    private void columnLeaves(
            List<AttributeLeaf> fixed,
            List<AttributeLeaf> dedicated,
            AttributeRoutes routes,
            AttributeColumns a,
            AttributeLists lists) {
        for (int i = 0; i < routes.size(); i++) {
            int route = i;
            Route r = routes.get(route);
            byte type =
                    switch (r.type()) {
                        case STRING -> ValueType.STRING;
                        case INT -> ValueType.INT;
                    };
            put(r.leaf(), () -> values.column(a, lists, route, type));
        }
    }

    /** vParquet4 has spare columns also where no attribute uses them. */
    private void spareLeaves(String path, AttributeLists lists) {
        for (int leaf = 0; leaf < leaves.length; leaf++) {
            if (leaves[leaf] == null && schema.parquet().leaves().get(leaf).path().contains(path)) {
                leaves[leaf] = () -> AttributeValues.none(lists.owners(), ValueType.STRING);
            }
        }
    }

    private int firstScope() {
        return levels.firstScope;
    }

    private LeafData traceIds() {
        int n = levels.traces.count();
        byte[] bytes = new byte[n * TraceId.BYTES];
        int[] offsets = new int[n + 1];
        int[] ids = scratch.ids(n);
        for (int i = 0; i < n; i++) {
            int trace = layout.traces[levels.firstTrace + i];
            BigEndian.putLong(bytes, i * TraceId.BYTES, c.traceIdHigh[trace]);
            BigEndian.putLong(bytes, i * TraceId.BYTES + 8, c.traceIdLow[trace]);
            offsets[i + 1] = (i + 1) * TraceId.BYTES;
            ids[i] = i;
        }
        return Leaves.strings(levels.traces, n, ids, new ByteStrings(bytes, offsets, n));
    }

    private LeafData traceIdTexts() {
        int n = levels.traces.count();
        byte[] bytes = new byte[n * TraceId.BYTES * 2];
        int[] offsets = new int[n + 1];
        int[] ids = scratch.ids(n);
        int at = 0;
        for (int i = 0; i < n; i++) {
            String hex = c.traceId(layout.traces[levels.firstTrace + i]).toTrimmedHex();
            byte[] text = hex.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, bytes, at, text.length);
            at += text.length;
            offsets[i + 1] = at;
            ids[i] = i;
        }
        return Leaves.strings(levels.traces, n, ids, new ByteStrings(bytes, offsets, n));
    }

    private LeafData traceNumbers(long[] column) {
        int n = levels.traces.count();
        long[] numbers = scratch.numbers(n);
        System.arraycopy(column, levels.firstTrace, numbers, 0, n);
        return Leaves.numbers(levels.traces, n, numbers);
    }

    private LeafData traceDurations() {
        int n = levels.traces.count();
        long[] numbers = scratch.numbers(n);
        for (int i = 0; i < n; i++) {
            numbers[i] = summaries.durationNanos(levels.firstTrace + i);
        }
        return Leaves.numbers(levels.traces, n, numbers);
    }

    private LeafData traceStrings(int[] column) {
        int n = levels.traces.count();
        int[] ids = scratch.ids(n);
        System.arraycopy(column, levels.firstTrace, ids, 0, n);
        return Leaves.strings(levels.traces, n, ids, c.strings);
    }

    private LeafData serviceNumbers(int[] column) {
        int n = levels.serviceStats.count();
        long[] numbers = scratch.numbers(n);
        int first = summaries.serviceStart[levels.firstTrace];
        for (int i = 0; i < n; i++) {
            numbers[i] = column[first + i];
        }
        return Leaves.numbers(levels.serviceStats, n, numbers);
    }

    private LeafData spanIds(long[] column, byte[] lengths) {
        int n = levels.spans.count();
        byte[] bytes = new byte[n * SPAN_ID_BYTES + SPAN_ID_BYTES];
        int[] offsets = new int[n + 1];
        int[] ids = scratch.ids(n);
        int at = 0;
        for (int i = 0; i < n; i++) {
            int span = layout.spans[levels.firstSpan + i];
            BigEndian.putLong(bytes, at, column[span]);
            at += Math.min(SPAN_ID_BYTES, lengths[span]);
            offsets[i + 1] = at;
            ids[i] = i;
        }
        return Leaves.strings(levels.spans, n, ids, new ByteStrings(bytes, offsets, n));
    }

    private LeafData spanStarts() {
        int n = levels.spans.count();
        long[] numbers = scratch.numbers(n);
        for (int i = 0; i < n; i++) {
            numbers[i] = c.spanStartNanos[layout.spans[levels.firstSpan + i]];
        }
        return Leaves.numbers(levels.spans, n, numbers);
    }

    /**
     * A span that ends before it starts is stored with no duration: readers compare the column as
     * signed, and one negative value would spoil the bounds of its page.
     */
    private LeafData spanDurations() {
        int n = levels.spans.count();
        long[] numbers = scratch.numbers(n);
        for (int i = 0; i < n; i++) {
            numbers[i] = Math.max(0, c.spanDurationNanos[layout.spans[levels.firstSpan + i]]);
        }
        return Leaves.numbers(levels.spans, n, numbers);
    }

    private LeafData buckets(long stepNanos) {
        int n = levels.spans.count();
        long[] numbers = scratch.numbers(n);
        for (int i = 0; i < n; i++) {
            numbers[i] = bucket(c.spanStartNanos[layout.spans[levels.firstSpan + i]], stepNanos);
        }
        return Leaves.numbers(levels.spans, n, numbers);
    }

    /**
     * The number of the interval that a start lies in; intervals include their right end, not their
     * left.
     */
    static int bucket(long startNanos, long stepNanos) {
        if (startNanos == 0) {
            return 0;
        }
        return startNanos > 0
                ? (int) ((startNanos - 1) / stepNanos)
                : (int) Long.divideUnsigned(startNanos - 1, stepNanos);
    }

    private LeafData positioned(int[] column) {
        int n = levels.spans.count();
        long[] numbers = scratch.numbers(n);
        for (int i = 0; i < n; i++) {
            numbers[i] = column[levels.firstSpan + i];
        }
        return Leaves.numbers(levels.spans, n, numbers);
    }

    private LeafData spanNumbers(int[] column) {
        return gathered(levels.spans, column, layout.spans, levels.firstSpan);
    }

    private LeafData spanStrings(int[] column) {
        return gatheredStrings(levels.spans, column, layout.spans, levels.firstSpan);
    }

    private LeafData gathered(Levels shape, int[] column, int[] ordinals, int first) {
        int n = shape.count();
        long[] numbers = scratch.numbers(n);
        for (int i = 0; i < n; i++) {
            numbers[i] = column[ordinals[first + i]];
        }
        return Leaves.numbers(shape, n, numbers);
    }

    private LeafData gatheredStrings(Levels shape, int[] column, int[] ordinals, int first) {
        int n = shape.count();
        int[] ids = scratch.ids(n);
        for (int i = 0; i < n; i++) {
            ids[i] = column[ordinals[first + i]];
        }
        return Leaves.strings(shape, n, ids, c.strings);
    }
}
