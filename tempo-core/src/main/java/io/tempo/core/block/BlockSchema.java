package io.tempo.core.block;

import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.parquet.ColumnOptions;
import io.tempo.core.parquet.Leaf;
import io.tempo.core.parquet.ParquetSchema;

import java.util.ArrayList;
import java.util.List;

/**
 * The leaf columns of a block's {@code data.parquet}, by name. Every {@code int} is the ordinal of
 * a leaf in the file, -1 where the file has no such leaf. Immutable; thread-safe.
 */
public final class BlockSchema {

    /** Widths of the start-time buckets, in the order of {@link #spanStartRounded}. */
    public static final int[] BUCKET_SECONDS = {15, 60, 300, 3600};

    private final BlockVersion version;
    private final ParquetSchema parquet;
    private final ParquetSchema canonical;
    private final List<ColumnOptions> options;

    public final int traceId;
    public final int traceIdText;
    public final int traceStart;
    public final int traceEnd;
    public final int traceDuration;
    public final int rootServiceName;
    public final int rootSpanName;

    public final int serviceStatsName;
    public final int serviceStatsSpanCount;
    public final int serviceStatsErrorCount;

    public final int resourceServiceName;
    public final AttributeLeaves resourceAttributes;
    public final int resourceDroppedAttributes;

    /** Attributes with a column in every file of the version. */
    public final List<AttributeLeaf> resourceFixed;

    public final List<AttributeLeaf> resourceDedicated;

    public final int scopeName;
    public final int scopeVersion;
    public final AttributeLeaves scopeAttributes;
    public final int scopeDroppedAttributes;
    public final int scopeSpanCount;

    public final int spanId;
    public final int spanParentId;

    /** The parent's left number. */
    public final int spanNestedSetParent;

    public final int spanNestedSetLeft;
    public final int spanNestedSetRight;
    public final int spanChildCount;
    public final int spanName;
    public final int spanKind;
    public final int spanTraceState;
    public final int spanStart;
    public final int spanDuration;
    public final int spanStatusCode;
    public final int spanStatusMessage;
    public final AttributeLeaves spanAttributes;
    public final int spanDroppedAttributes;
    public final int spanDroppedEvents;
    public final int spanDroppedLinks;

    /** Attributes with a column in every file of the version. */
    public final List<AttributeLeaf> spanFixed;

    public final List<AttributeLeaf> spanDedicated;

    /** Start-time buckets, widths as {@link #BUCKET_SECONDS}. */
    public final int[] spanStartRounded;

    public final int eventTimeSinceStart;

    /** vParquet3 only: unix nanoseconds. */
    public final int eventTimeUnixNano;

    public final int eventName;

    /** In vParquet3 only keys and values, the values encoded {@code AnyValue}s. */
    public final AttributeLeaves eventAttributes;

    public final int eventDroppedAttributes;
    public final List<AttributeLeaf> eventDedicated;

    /** vParquet3 only: all links of a span, encoded. */
    public final int spanLinks;

    public final int linkTraceId;
    public final int linkSpanId;
    public final int linkTraceState;
    public final AttributeLeaves linkAttributes;
    public final int linkDroppedAttributes;

    /**
     * The leaves of a generic attribute list.
     *
     * @param value string values; in vParquet3 at most one
     * @param valueUnsupported JSON of values of other types
     * @param valueKvList vParquet3 only: JSON of key-value lists
     * @param valueArray vParquet3 only: JSON of arrays
     */
    public record AttributeLeaves(
            int key,
            int isArray,
            int value,
            int valueInt,
            int valueDouble,
            int valueBool,
            int valueUnsupported,
            int valueKvList,
            int valueArray) {}

    /**
     * The leaf of an attribute with a column of its own.
     *
     * @param key the attribute's key
     * @param type the type of the column
     * @param leaf ordinal of the leaf
     */
    public record AttributeLeaf(String key, Type type, int leaf) {}

    /**
     * The schema of a file written with these columns.
     *
     * @param dedicated as in the block's meta
     */
    public static BlockSchema of(BlockVersion version, List<DedicatedColumn> dedicated) {
        SchemaBuilder builder = SchemaLayout.of(version, dedicated);
        ParquetSchema schema = builder.schema("Trace");
        return new BlockSchema(version, dedicated, schema, schema, builder.options());
    }

    /**
     * The leaves of a file that is there, found by their paths; what the file lacks is -1.
     *
     * @param dedicated as in the block's meta
     * @throws IllegalArgumentException if a leaf has another type or nesting than in this version
     */
    public static BlockSchema ofFile(
            BlockVersion version, List<DedicatedColumn> dedicated, ParquetSchema file) {
        SchemaBuilder builder = SchemaLayout.of(version, dedicated);
        return new BlockSchema(
                version, dedicated, builder.schema("Trace"), file, builder.options());
    }

    private BlockSchema(
            BlockVersion version,
            List<DedicatedColumn> dedicated,
            ParquetSchema canonical,
            ParquetSchema file,
            List<ColumnOptions> options) {
        this.version = version;
        this.canonical = canonical;
        this.parquet = file;
        this.options = options;
        boolean v5 = version == BlockVersion.VPARQUET5;
        String element = v5 ? "." : ".list.element.";

        traceId = leaf("TraceID");
        traceIdText = leaf("TraceIDText");
        traceStart = leaf("StartTimeUnixNano");
        traceEnd = leaf("EndTimeUnixNano");
        traceDuration = leaf("DurationNano");
        rootServiceName = leaf("RootServiceName");
        rootSpanName = leaf("RootSpanName");

        String stats = v5 ? "ServiceStats." : "ServiceStats.key_value.";
        String counts = v5 ? stats : stats + "value.";
        serviceStatsName = leaf(stats + (v5 ? "ServiceName" : "key"));
        serviceStatsSpanCount = leaf(counts + "SpanCount");
        serviceStatsErrorCount = leaf(counts + "ErrorCount");

        String resource = "rs" + element + "Resource.";
        resourceServiceName = leaf(resource + "ServiceName");
        resourceAttributes = attributes(resource);
        resourceDroppedAttributes = leaf(resource + "DroppedAttributesCount");
        resourceFixed = fixed(AttributeScope.RESOURCE, resource);
        resourceDedicated = dedicated(AttributeScope.RESOURCE, resource, dedicated);

        String group = "rs" + element + "ss" + element;
        scopeName = leaf(group + "Scope.Name");
        scopeVersion = leaf(group + "Scope.Version");
        scopeAttributes = attributes(group + "Scope.");
        scopeDroppedAttributes = leaf(group + "Scope.DroppedAttributesCount");
        scopeSpanCount = leaf(group + "SpanCount");

        String span = group + "Spans" + element;
        spanId = leaf(span + "SpanID");
        spanParentId = leaf(span + "ParentSpanID");
        spanNestedSetParent = leaf(span + "ParentID");
        spanNestedSetLeft = leaf(span + "NestedSetLeft");
        spanNestedSetRight = leaf(span + "NestedSetRight");
        spanChildCount = leaf(span + "ChildCount");
        spanName = leaf(span + "Name");
        spanKind = leaf(span + "Kind");
        spanTraceState = leaf(span + "TraceState");
        spanStart = leaf(span + "StartTimeUnixNano");
        spanDuration = leaf(span + "DurationNano");
        spanStatusCode = leaf(span + "StatusCode");
        spanStatusMessage = leaf(span + "StatusMessage");
        spanAttributes = attributes(span);
        spanDroppedAttributes = leaf(span + "DroppedAttributesCount");
        spanDroppedEvents = leaf(span + "DroppedEventsCount");
        spanDroppedLinks = leaf(span + "DroppedLinksCount");
        spanFixed = fixed(AttributeScope.SPAN, span);
        spanDedicated = dedicated(AttributeScope.SPAN, span, dedicated);
        spanStartRounded = new int[BUCKET_SECONDS.length];
        for (int i = 0; i < spanStartRounded.length; i++) {
            spanStartRounded[i] = leaf(span + "StartTimeRounded" + BUCKET_SECONDS[i]);
        }

        String event = span + "Events" + element;
        eventTimeSinceStart = leaf(event + "TimeSinceStartNano");
        eventTimeUnixNano = leaf(event + "TimeUnixNano");
        eventName = leaf(event + "Name");
        eventAttributes = attributes(event);
        eventDroppedAttributes = leaf(event + "DroppedAttributesCount");
        eventDedicated = dedicated(AttributeScope.EVENT, event, dedicated);

        String link = span + "Links" + element;
        spanLinks = leaf(span + "Links");
        linkTraceId = leaf(link + "TraceID");
        linkSpanId = leaf(link + "SpanID");
        linkTraceState = leaf(link + "TraceState");
        linkAttributes = attributes(link);
        linkDroppedAttributes = leaf(link + "DroppedAttributesCount");
    }

    public BlockVersion version() {
        return version;
    }

    /** The schema that the ordinals are of. */
    public ParquetSchema parquet() {
        return parquet;
    }

    /** How each leaf of a file that {@link #of} describes is written. */
    public List<ColumnOptions> options() {
        return options;
    }

    private AttributeLeaves attributes(String owner) {
        boolean v5 = version == BlockVersion.VPARQUET5;
        String attribute = owner + "Attrs" + (v5 ? "." : ".list.element.");
        String element = version == BlockVersion.VPARQUET4 ? ".list.element" : "";
        return new AttributeLeaves(
                leaf(attribute + "Key"),
                leaf(attribute + "IsArray"),
                leaf(attribute + "Value" + element),
                leaf(attribute + "ValueInt" + element),
                leaf(attribute + "ValueDouble" + element),
                leaf(attribute + "ValueBool" + element),
                leaf(attribute + "ValueUnsupported"),
                leaf(attribute + "ValueKVList"),
                leaf(attribute + "ValueArray"));
    }

    private List<AttributeLeaf> fixed(AttributeScope scope, String owner) {
        List<AttributeLeaf> leaves = new ArrayList<>();
        if (version != BlockVersion.VPARQUET5) {
            for (FixedColumn column : FixedColumn.values()) {
                if (column.scope == scope) {
                    leaves.add(
                            new AttributeLeaf(
                                    column.key, column.type, leaf(owner + column.columnName)));
                }
            }
        }
        return List.copyOf(leaves);
    }

    private List<AttributeLeaf> dedicated(
            AttributeScope scope, String owner, List<DedicatedColumn> columns) {
        int[] slots = DedicatedColumns.slots(version, columns);
        List<AttributeLeaf> leaves = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            DedicatedColumn column = columns.get(i);
            if (column.scope() == scope && slots[i] >= 0) {
                String name = SchemaLayout.spareName(column.type(), slots[i]);
                leaves.add(
                        new AttributeLeaf(
                                column.name(),
                                column.type(),
                                leaf(owner + "DedicatedAttributes." + name)));
            }
        }
        return List.copyOf(leaves);
    }

    private int leaf(String path) {
        Leaf expected = canonical.leaf(path);
        Leaf found = expected == null ? null : parquet.leaf(path);
        if (found == null) {
            return -1;
        }
        if (found.type() != expected.type()
                || found.maxRepetition() != expected.maxRepetition()
                || found.maxDefinition() != expected.maxDefinition()) {
            throw new IllegalArgumentException(
                    "leaf column "
                            + path
                            + " of a "
                            + version
                            + " file is "
                            + describe(expected)
                            + ": found "
                            + describe(found));
        }
        return found.ordinal();
    }

    private static String describe(Leaf leaf) {
        return leaf.type() + " with levels " + leaf.maxRepetition() + "/" + leaf.maxDefinition();
    }
}
