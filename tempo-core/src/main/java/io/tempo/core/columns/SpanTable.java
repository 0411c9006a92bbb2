package io.tempo.core.columns;

import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TraceId;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Spans in memory as traces that can be searched: the live side of {@link TraceTable}. Spans come
 * in the order of a {@link TraceLayout}; resources and scopes keep the numbers they have in the
 * columns, so some may belong to no span of the table.
 *
 * <p>Unlike what the interface asks for, it is thread-safe: several queries may share one table,
 * and with it the columns that an earlier one had made.
 */
public final class SpanTable implements TraceTable {

    /** How many answers to "does this text occur" are kept. */
    private static final int MAX_KNOWN = 1024;

    private final SpanColumns c;
    private final TraceLayout layout;
    private final Set<String> integerSpanKeys;
    private final Map<NumberField, long[]> numbers = new EnumMap<>(NumberField.class);
    private final Map<StringField, StringColumn> texts = new EnumMap<>(StringField.class);
    private final Map<AttributeScope, Map<String, Integer>> keys =
            new EnumMap<>(AttributeScope.class);
    private final Map<AttributeScope, Map<String, AttributeColumn>> attributes =
            new EnumMap<>(AttributeScope.class);
    private final Map<String, Boolean> known = new HashMap<>();
    private int[] spanResource;
    private int[] spanScope;
    private int[] spanEventStart;
    private int[] spanLinkStart;

    /** The columns' ordinal of each event (link) of the table. */
    private int[] events;

    private int[] links;
    private NestedSets nestedSets;
    private TraceSummaries summaries;

    /** A table of all traces. */
    public SpanTable(SpanColumns columns) {
        this(columns, TraceLayout.of(columns));
    }

    /** A table of the traces of a layout of the columns. */
    public SpanTable(SpanColumns columns, TraceLayout layout) {
        this(columns, layout, Set.of());
    }

    /**
     * A table of the traces of a layout of the columns.
     *
     * @param integerSpanKeys attributes of spans that {@link #hasIntegerColumn} is true for
     */
    public SpanTable(SpanColumns columns, TraceLayout layout, Set<String> integerSpanKeys) {
        this.c = columns;
        this.layout = layout;
        this.integerSpanKeys = Set.copyOf(integerSpanKeys);
    }

    /** The columns that the table shows. */
    public SpanColumns columns() {
        return c;
    }

    /** How the table orders them. */
    public TraceLayout layout() {
        return layout;
    }

    @Override
    public int traceCount() {
        return layout.traceCount;
    }

    @Override
    public int spanCount() {
        return layout.spanCount;
    }

    @Override
    public int[] traceSpanStart() {
        return layout.traceSpanStart;
    }

    @Override
    public TraceId traceId(int trace) {
        return c.traceId(layout.traces[trace]);
    }

    @Override
    public int resourceCount() {
        return c.resourceCount;
    }

    @Override
    public int scopeCount() {
        return c.scopeCount;
    }

    @Override
    public synchronized int[] spanResource() {
        if (spanResource == null) {
            spanResource = inOrder(c.spanResource, layout.spans, layout.spanCount);
        }
        return spanResource;
    }

    @Override
    public synchronized int[] spanScope() {
        if (spanScope == null) {
            spanScope = inOrder(c.spanScope, layout.spans, layout.spanCount);
        }
        return spanScope;
    }

    @Override
    public synchronized int[] spanEventStart() {
        if (spanEventStart == null) {
            spanEventStart = starts(c.spanEventStart);
            events = children(c.spanEventStart, spanEventStart);
        }
        return spanEventStart;
    }

    @Override
    public synchronized int[] spanLinkStart() {
        if (spanLinkStart == null) {
            spanLinkStart = starts(c.spanLinkStart);
            links = children(c.spanLinkStart, spanLinkStart);
        }
        return spanLinkStart;
    }

    @Override
    public synchronized long[] numbers(NumberField field) {
        long[] column = numbers.get(field);
        if (column == null) {
            column = loadNumbers(field);
            numbers.put(field, column);
        }
        return column;
    }

    @Override
    public synchronized StringColumn strings(StringField field) {
        StringColumn column = texts.get(field);
        if (column == null) {
            column = new StringColumn(loadStrings(field), c.strings);
            texts.put(field, column);
        }
        return column;
    }

    @Override
    public synchronized AttributeColumn attribute(AttributeScope scope, String key) {
        Integer keyId = keys(scope).get(key);
        if (keyId == null) {
            return null;
        }
        return attributes
                .computeIfAbsent(scope, s -> new HashMap<>())
                .computeIfAbsent(key, k -> loadAttribute(scope, keyId));
    }

    @Override
    public synchronized Set<String> attributeKeys(AttributeScope scope) {
        return Collections.unmodifiableSet(keys(scope).keySet());
    }

    @Override
    public boolean mayContain(AttributeScope scope, String key, byte[] value) {
        return occurs(value);
    }

    @Override
    public boolean mayContain(StringField field, byte[] value) {
        return occurs(value);
    }

    @Override
    public boolean hasIntegerColumn(AttributeScope scope, String key) {
        return scope == AttributeScope.SPAN && integerSpanKeys.contains(key);
    }

    @Override
    public ServiceStats serviceStats(int trace) {
        TraceSummaries s = summaries();
        int from = s.serviceStart[trace];
        int n = s.serviceStart[trace + 1] - from;
        String[] services = new String[n];
        int[] spans = new int[n];
        int[] errors = new int[n];
        for (int i = 0; i < n; i++) {
            services[i] = c.strings.text(s.service[from + i]);
            spans[i] = s.serviceSpans[from + i];
            errors[i] = s.serviceErrors[from + i];
        }
        return new ServiceStats(services, spans, errors);
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    private synchronized TraceSummaries summaries() {
        if (summaries == null) {
            summaries = TraceSummaries.of(c, layout);
        }
        return summaries;
    }

    private NestedSets nestedSets() {
        if (nestedSets == null) {
            nestedSets = NestedSets.of(c, layout);
        }
        return nestedSets;
    }

    private int[] events() {
        spanEventStart();
        return events;
    }

    private int[] links() {
        spanLinkStart();
        return links;
    }

    private long[] loadNumbers(NumberField field) {
        int n = layout.spanCount;
        int[] spans = layout.spans;
        return switch (field) {
            case TRACE_START -> summaries().startNanos;
            case TRACE_DURATION -> {
                long[] out = new long[layout.traceCount];
                for (int t = 0; t < out.length; t++) {
                    out[t] = summaries().durationNanos(t);
                }
                yield out;
            }
            case SPAN_ID -> inOrder(c.spanId, spans, n);
            case SPAN_PARENT_ID -> inOrder(c.spanParentId, spans, n);
            case SPAN_START -> inOrder(c.spanStartNanos, spans, n);
            case SPAN_DURATION -> {
                long[] out = inOrder(c.spanDurationNanos, spans, n);
                for (int i = 0; i < n; i++) {
                    out[i] = Math.max(0, out[i]);
                }
                yield out;
            }
            case SPAN_KIND -> widened(inOrder(c.spanKind, spans, n), n);
            case SPAN_STATUS -> widened(inOrder(c.spanStatusCode, spans, n), n);
            case SPAN_NESTED_SET_LEFT -> widened(nestedSets().left, n);
            case SPAN_NESTED_SET_RIGHT -> widened(nestedSets().right, n);
            case SPAN_NESTED_SET_PARENT -> widened(nestedSets().parent, n);
            case SPAN_CHILD_COUNT -> widened(nestedSets().childCount, n);
            case EVENT_TIME_SINCE_START ->
                    inOrder(c.eventTimeSinceStartNanos, events(), events().length);
        };
    }

    private int[] loadStrings(StringField field) {
        int n = layout.spanCount;
        int[] spans = layout.spans;
        return switch (field) {
            case TRACE_ROOT_NAME -> summaries().rootName;
            case TRACE_ROOT_SERVICE -> summaries().rootService;
            case SPAN_NAME -> inOrder(c.spanName, spans, n);
            case SPAN_STATUS_MESSAGE -> inOrder(c.spanStatusMessage, spans, n);
            case SPAN_TRACE_STATE -> inOrder(c.spanTraceState, spans, n);
            case SCOPE_NAME -> c.scopeName;
            case SCOPE_VERSION -> c.scopeVersion;
            case EVENT_NAME -> inOrder(c.eventName, events(), events().length);
            case LINK_TRACE_ID -> inOrder(c.linkTraceId, links(), links().length);
            case LINK_SPAN_ID -> inOrder(c.linkSpanId, links(), links().length);
        };
    }

    private AttributeColumns attributesOf(AttributeScope scope) {
        return switch (scope) {
            case SPAN -> c.spanAttributes;
            case RESOURCE -> c.resourceAttributes;
            case EVENT -> c.eventAttributes;
            case LINK -> c.linkAttributes;
            case INSTRUMENTATION -> c.scopeAttributes;
        };
    }

    private AttributeColumn loadAttribute(AttributeScope scope, int key) {
        AttributeColumns a = attributesOf(scope);
        return switch (scope) {
            case SPAN -> pick(a, key, layout.spans, layout.spanCount);
            case RESOURCE -> pick(a, key, null, c.resourceCount);
            case EVENT -> pick(a, key, events(), events().length);
            case LINK -> pick(a, key, links(), links().length);
            case INSTRUMENTATION -> pick(a, key, null, c.scopeCount);
        };
    }

    /** The first value of a key for each owner; {@code owners} null stands for all, in order. */
    private AttributeColumn pick(AttributeColumns a, int key, int[] owners, int count) {
        byte[] types = new byte[count];
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            int owner = owners == null ? i : owners[i];
            int to = a.start()[owner + 1];
            for (int e = a.start()[owner]; e < to; e++) {
                if (a.key()[e] == key) {
                    types[i] = a.type()[e];
                    values[i] = a.value()[e];
                    break;
                }
            }
        }
        return new AttributeColumn(types, values, c.strings, c.elements);
    }

    /** Ids of the keys that owners of the table have. */
    private Map<String, Integer> keys(AttributeScope scope) {
        return keys.computeIfAbsent(scope, this::collectKeys);
    }

    private Map<String, Integer> collectKeys(AttributeScope scope) {
        AttributeColumns a = attributesOf(scope);
        long[] seen = new long[(c.strings.size() + 63) >>> 6];
        Map<String, Integer> found = new LinkedHashMap<>();
        switch (scope) {
            case SPAN -> collect(a, layout.spans, layout.spanCount, seen, found);
            case EVENT -> collect(a, events(), events().length, seen, found);
            case LINK -> collect(a, links(), links().length, seen, found);
            case RESOURCE -> {
                int[] groups = layout.groupResource;
                collect(a, groups, layout.resourceGroupCount, seen, found);
            }
            case INSTRUMENTATION -> {
                int[] groups = layout.groupScope;
                collect(a, groups, layout.scopeGroupCount, seen, found);
            }
        }
        return found;
    }

    private void collect(
            AttributeColumns a, int[] owners, int count, long[] seen, Map<String, Integer> found) {
        for (int i = 0; i < count; i++) {
            int to = a.start()[owners[i] + 1];
            for (int e = a.start()[owners[i]]; e < to; e++) {
                int key = a.key()[e];
                if ((seen[key >>> 6] & 1L << key) == 0) {
                    seen[key >>> 6] |= 1L << key;
                    found.put(c.strings.text(key), key);
                }
            }
        }
    }

    private synchronized boolean occurs(byte[] value) {
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(
                new String(value, StandardCharsets.ISO_8859_1), v -> c.strings.find(value) >= 0);
    }

    private int[] starts(int[] start) {
        int[] out = new int[layout.spanCount + 1];
        for (int i = 0; i < layout.spanCount; i++) {
            int span = layout.spans[i];
            out[i + 1] = out[i] + start[span + 1] - start[span];
        }
        return out;
    }

    private int[] children(int[] start, int[] tableStart) {
        int[] out = new int[tableStart[layout.spanCount]];
        for (int i = 0; i < layout.spanCount; i++) {
            int child = start[layout.spans[i]];
            for (int at = tableStart[i]; at < tableStart[i + 1]; at++) {
                out[at] = child++;
            }
        }
        return out;
    }

    private static int[] inOrder(int[] column, int[] order, int count) {
        int[] out = new int[count];
        for (int i = 0; i < count; i++) {
            out[i] = column[order[i]];
        }
        return out;
    }

    private static long[] inOrder(long[] column, int[] order, int count) {
        long[] out = new long[count];
        for (int i = 0; i < count; i++) {
            out[i] = column[order[i]];
        }
        return out;
    }

    private static long[] widened(int[] column, int count) {
        long[] out = new long[count];
        for (int i = 0; i < count; i++) {
            out[i] = column[i];
        }
        return out;
    }
}
