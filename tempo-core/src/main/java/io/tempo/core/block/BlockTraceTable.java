package io.tempo.core.block;

import io.tempo.core.block.BlockSchema.AttributeLeaf;
import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.columns.AttributeColumns;
import io.tempo.core.columns.ByteDictionary;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TraceId;
import io.tempo.core.model.ValueType;
import io.tempo.core.parquet.LeafData;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A row group of a block as columns. Each leaf is decoded when it is first needed, over the whole
 * row group; what is kept is values and first positions, not levels.
 */
final class BlockTraceTable implements TraceTable {

    static final String SERVICE_NAME = "service.name";

    private static final int SPAN_LEVEL = 3;
    private static final int EVENT_LEVEL = 4;

    private final RowRange rows;
    private final BlockSchema schema;

    private final long[][] numbers = new long[NumberField.values().length][];
    private final StringColumn[] strings = new StringColumn[StringField.values().length];
    private final TableAttributes[] attributes =
            new TableAttributes[AttributeScope.values().length];
    private long[] traceIds;
    private int[] spanResource;
    private int[] spanScope;
    private int[] spanEventStart;
    private int[] spanLinkStart;
    private ServiceStatsColumns serviceStats;

    /** vParquet3's links, decoded. */
    private SpanColumns encodedLinks;

    /** What is read; an IOException becomes an UncheckedIOException. */
    private interface Read<T> {
        T get() throws IOException;
    }

    BlockTraceTable(RowRange rows) {
        this.rows = rows;
        this.schema = rows.schema;
    }

    @Override
    public int traceCount() {
        return rows.rows();
    }

    @Override
    public int spanCount() {
        return structure().spanCount();
    }

    @Override
    public int[] traceSpanStart() {
        return structure().traceSpanStart();
    }

    @Override
    public int[] spanResource() {
        if (spanResource == null) {
            spanResource = structure().spanResource();
        }
        return spanResource;
    }

    @Override
    public int[] spanScope() {
        if (spanScope == null) {
            Structure structure = structure();
            boolean same = structure.scopeSpanStart() == structure.resourceSpanStart();
            spanScope = same ? spanResource() : structure.spanScope();
        }
        return spanScope;
    }

    @Override
    public int resourceCount() {
        return structure().resourceCount();
    }

    @Override
    public int scopeCount() {
        return structure().scopeCount();
    }

    @Override
    public TraceId traceId(int trace) {
        if (traceIds == null) {
            traceIds = read(rows::traceIds);
        }
        return new TraceId(traceIds[2 * trace], traceIds[2 * trace + 1]);
    }

    @Override
    public int[] spanEventStart() {
        if (spanEventStart == null) {
            spanEventStart = read(this::readEvents);
        }
        return spanEventStart;
    }

    @Override
    public int[] spanLinkStart() {
        if (spanLinkStart == null) {
            spanLinkStart = read(this::readLinks);
        }
        return spanLinkStart;
    }

    @Override
    public long[] numbers(NumberField field) {
        long[] column = numbers[field.ordinal()];
        if (column == null) {
            column = read(() -> readNumbers(field));
            numbers[field.ordinal()] = column;
        }
        return column;
    }

    @Override
    public StringColumn strings(StringField field) {
        StringColumn column = strings[field.ordinal()];
        if (column == null) {
            column = read(() -> readStrings(field));
            strings[field.ordinal()] = column;
        }
        return column;
    }

    @Override
    public AttributeColumn attribute(AttributeScope scope, String key) {
        if (scope == AttributeScope.LINK && schema.spanLinks >= 0) {
            return encodedLinkAttribute(key);
        }
        return read(() -> attributes(scope).column(key));
    }

    @Override
    public AttributeEntries attributeEntries(AttributeScope scope, String key) {
        if (scope == AttributeScope.LINK && schema.spanLinks >= 0) {
            return TraceTable.super.attributeEntries(scope, key);
        }
        return read(() -> attributes(scope).entries(key));
    }

    @Override
    public Set<String> attributeKeys(AttributeScope scope) {
        Set<String> keys = new LinkedHashSet<>();
        if (scope == AttributeScope.LINK && schema.spanLinks >= 0) {
            SpanColumns links = encodedLinks();
            for (int a = 0; a < links.linkAttributes.start()[links.linkCount()]; a++) {
                keys.add(links.strings.text(links.linkAttributes.key()[a]));
            }
            return keys;
        }
        return read(
                () -> {
                    attributes(scope).addKeys(keys);
                    return keys;
                });
    }

    @Override
    public boolean mayContain(AttributeScope scope, String key, byte[] value) {
        if (scope == AttributeScope.LINK && schema.spanLinks >= 0) {
            return true;
        }
        return read(() -> attributes(scope).mayContain(key, value));
    }

    @Override
    public boolean mayContain(StringField field, byte[] value) {
        int leaf = leaf(field);
        if (leaf < 0) {
            return true;
        }
        StringColumn column = strings[field.ordinal()];
        if (column != null) {
            return column.strings().find(value) >= 0;
        }
        return read(() -> rows.mayContain(leaf, value));
    }

    @Override
    public boolean hasIntegerColumn(AttributeScope scope, String key) {
        return switch (scope) {
            case RESOURCE ->
                    hasInteger(schema.resourceFixed, key)
                            || hasInteger(schema.resourceDedicated, key);
            case SPAN -> hasInteger(schema.spanFixed, key) || hasInteger(schema.spanDedicated, key);
            case EVENT -> hasInteger(schema.eventDedicated, key);
            case LINK, INSTRUMENTATION -> false;
        };
    }

    private static boolean hasInteger(List<AttributeLeaf> leaves, String key) {
        for (AttributeLeaf leaf : leaves) {
            if (leaf.type() == Type.INT && leaf.key().equals(key)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public ServiceStats serviceStats(int trace) {
        if (serviceStats == null) {
            serviceStats =
                    read(
                            () ->
                                    schema.serviceStatsName >= 0
                                            ? ServiceStatsColumns.read(rows)
                                            : ServiceStatsColumns.count(rows));
        }
        return serviceStats.get(trace);
    }

    @Override
    public long bytesRead() {
        return rows.file.bytesRead();
    }

    private Structure structure() {
        return read(rows::structure);
    }

    private static <T> T read(Read<T> read) {
        try {
            return read.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long[] readNumbers(NumberField field) throws IOException {
        Structure structure = rows.structure();
        int spans = structure.spanCount();
        return switch (field) {
            case TRACE_START -> numbers(schema.traceStart, structure.traceCount());
            case TRACE_DURATION -> numbers(schema.traceDuration, structure.traceCount());
            case SPAN_ID -> ids(schema.spanId, spans);
            case SPAN_PARENT_ID -> ids(schema.spanParentId, spans);
            case SPAN_START -> numbers(schema.spanStart, spans);
            case SPAN_DURATION -> numbers(schema.spanDuration, spans);
            case SPAN_KIND -> numbers(schema.spanKind, spans);
            case SPAN_STATUS -> numbers(schema.spanStatusCode, spans);
            case SPAN_NESTED_SET_LEFT -> numbers(schema.spanNestedSetLeft, spans);
            case SPAN_NESTED_SET_RIGHT -> numbers(schema.spanNestedSetRight, spans);
            case SPAN_NESTED_SET_PARENT -> numbers(schema.spanNestedSetParent, spans);
            case SPAN_CHILD_COUNT ->
                    schema.spanChildCount >= 0
                            ? ChildCounts.stored(
                                    structure,
                                    numbers(schema.spanChildCount, spans),
                                    numbers(NumberField.SPAN_NESTED_SET_LEFT))
                            : ChildCounts.count(rows, numbers(NumberField.SPAN_KIND));
            case EVENT_TIME_SINCE_START -> {
                spanEventStart();
                yield numbers[field.ordinal()];
            }
        };
    }

    private long[] numbers(int leaf, int owners) throws IOException {
        return rows.readRequired(leaf, owners).numbers();
    }

    private long[] ids(int leaf, int spans) throws IOException {
        LeafData data = rows.readRequired(leaf, spans);
        long[] ids = new long[spans];
        for (int s = 0; s < spans; s++) {
            ids[s] = SpanAssembler.spanId(data, s);
        }
        return ids;
    }

    /** Reads the events' times, which also tell which span an event belongs to. */
    private int[] readEvents() throws IOException {
        Structure structure = rows.structure();
        int spans = structure.spanCount();
        boolean absolute = schema.eventTimeUnixNano >= 0;
        int leaf = absolute ? schema.eventTimeUnixNano : schema.eventTimeSinceStart;
        if (!rows.mayHaveValues(leaf)) {
            numbers[NumberField.EVENT_TIME_SINCE_START.ordinal()] = new long[0];
            return new int[spans + 1];
        }
        LeafData data = rows.read(leaf);
        int[] start = rows.starts(leaf, data, SPAN_LEVEL, spans);
        long[] times = data.numbers();
        if (absolute) {
            long[] spanStart = numbers(NumberField.SPAN_START);
            times = Arrays.copyOf(times, data.valueCount());
            for (int s = 0; s < spans; s++) {
                for (int e = start[s]; e < start[s + 1]; e++) {
                    times[e] -= spanStart[s];
                }
            }
        }
        numbers[NumberField.EVENT_TIME_SINCE_START.ordinal()] = times;
        return start;
    }

    private int[] readLinks() throws IOException {
        if (schema.spanLinks >= 0) {
            return encodedLinks().spanLinkStart;
        }
        int spans = rows.structure().spanCount();
        int leaf = schema.linkTraceId;
        if (!rows.mayHaveValues(leaf)) {
            return new int[spans + 1];
        }
        LeafData data = rows.read(leaf);
        strings[StringField.LINK_TRACE_ID.ordinal()] = new StringColumn(data.ids(), data.strings());
        return rows.starts(leaf, data, SPAN_LEVEL, spans);
    }

    private StringColumn readStrings(StringField field) throws IOException {
        if (schema.spanLinks >= 0) {
            if (field == StringField.LINK_TRACE_ID) {
                return new StringColumn(encodedLinks().linkTraceId, encodedLinks().strings);
            }
            if (field == StringField.LINK_SPAN_ID) {
                return new StringColumn(encodedLinks().linkSpanId, encodedLinks().strings);
            }
        }
        Structure structure = rows.structure();
        int owners =
                switch (field) {
                    case TRACE_ROOT_NAME, TRACE_ROOT_SERVICE -> structure.traceCount();
                    case SPAN_NAME, SPAN_STATUS_MESSAGE, SPAN_TRACE_STATE -> structure.spanCount();
                    case SCOPE_NAME, SCOPE_VERSION -> structure.scopeCount();
                    case EVENT_NAME -> spanEventStart()[structure.spanCount()];
                    case LINK_TRACE_ID, LINK_SPAN_ID -> spanLinkStart()[structure.spanCount()];
                };
        if (owners == 0) {
            return new StringColumn(new int[0], ByteStrings.EMPTY);
        }
        LeafData data = rows.readRequired(leaf(field), owners);
        return switch (field) {
            case SPAN_STATUS_MESSAGE, SPAN_TRACE_STATE -> distinct(data);
            case TRACE_ROOT_NAME,
                    TRACE_ROOT_SERVICE,
                    SPAN_NAME,
                    SCOPE_NAME,
                    SCOPE_VERSION,
                    EVENT_NAME,
                    LINK_TRACE_ID,
                    LINK_SPAN_ID ->
                    new StringColumn(data.ids(), data.strings());
        };
    }

    /** A column of few distinct texts that is stored without a dictionary. */
    private static StringColumn distinct(LeafData data) {
        ByteDictionary dictionary = new ByteDictionary();
        ByteStrings strings = data.strings();
        int[] ids = new int[data.valueCount()];
        for (int i = 0; i < ids.length; i++) {
            int id = data.ids()[i];
            ids[i] = dictionary.intern(strings.bytes(), strings.offset(id), strings.length(id));
        }
        return new StringColumn(ids, dictionary.strings());
    }

    /** The leaf of a field; -1 where the version has none. */
    private int leaf(StringField field) {
        return switch (field) {
            case TRACE_ROOT_NAME -> schema.rootSpanName;
            case TRACE_ROOT_SERVICE -> schema.rootServiceName;
            case SPAN_NAME -> schema.spanName;
            case SPAN_STATUS_MESSAGE -> schema.spanStatusMessage;
            case SPAN_TRACE_STATE -> schema.spanTraceState;
            case SCOPE_NAME -> schema.scopeName;
            case SCOPE_VERSION -> schema.scopeVersion;
            case EVENT_NAME -> schema.eventName;
            case LINK_TRACE_ID -> schema.linkTraceId;
            case LINK_SPAN_ID -> schema.linkSpanId;
        };
    }

    private TableAttributes attributes(AttributeScope scope) throws IOException {
        TableAttributes known = attributes[scope.ordinal()];
        if (known == null) {
            known = newAttributes(scope);
            attributes[scope.ordinal()] = known;
        }
        return known;
    }

    private TableAttributes newAttributes(AttributeScope scope) throws IOException {
        Structure structure = rows.structure();
        int spans = structure.spanCount();
        return switch (scope) {
            case RESOURCE ->
                    new TableAttributes(
                            rows,
                            schema.resourceAttributes,
                            1,
                            structure.resourceCount(),
                            schema.resourceFixed,
                            schema.resourceDedicated,
                            schema.resourceServiceName);
            case INSTRUMENTATION ->
                    new TableAttributes(
                            rows,
                            schema.scopeAttributes,
                            2,
                            structure.scopeCount(),
                            List.of(),
                            List.of(),
                            -1);
            case SPAN ->
                    new TableAttributes(
                            rows,
                            schema.spanAttributes,
                            SPAN_LEVEL,
                            spans,
                            schema.spanFixed,
                            schema.spanDedicated,
                            -1);
            case EVENT ->
                    new TableAttributes(
                            rows,
                            schema.eventAttributes,
                            EVENT_LEVEL,
                            spanEventStart()[spans],
                            List.of(),
                            schema.eventDedicated,
                            -1);
            case LINK ->
                    new TableAttributes(
                            rows,
                            schema.linkAttributes,
                            EVENT_LEVEL,
                            spanLinkStart()[spans],
                            List.of(),
                            List.of(),
                            -1);
        };
    }

    private SpanColumns encodedLinks() {
        if (encodedLinks == null) {
            encodedLinks = read(() -> new EncodedLinks(rows, structure().spanCount()).decode());
        }
        return encodedLinks;
    }

    private AttributeColumn encodedLinkAttribute(String key) {
        SpanColumns links = encodedLinks();
        int keyId = links.strings.find(key.getBytes(StandardCharsets.UTF_8));
        AttributeColumns a = links.linkAttributes;
        byte[] types = new byte[links.linkCount()];
        long[] values = new long[types.length];
        boolean any = false;
        for (int link = 0; link < types.length && keyId >= 0; link++) {
            for (int i = a.start()[link]; i < a.start()[link + 1]; i++) {
                if (a.key()[i] == keyId && types[link] == ValueType.NIL) {
                    types[link] = a.type()[i];
                    values[link] = a.value()[i];
                    any = true;
                }
            }
        }
        return any ? new AttributeColumn(types, values, links.strings, links.elements) : null;
    }
}
