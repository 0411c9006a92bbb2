package io.tempo.core.block;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.model.BigEndian;
import io.tempo.core.parquet.LeafData;

import java.io.IOException;
import java.util.BitSet;

/**
 * Puts everything that is stored of some traces together again. Every leaf is decoded once, over
 * all rows, then spans are appended in the order of the file. Equal resources and equal scopes
 * become one.
 */
final class SpanAssembler {

    private static final int RESOURCE_LEVEL = 1;
    private static final int SCOPE_LEVEL = 2;
    private static final int SPAN_LEVEL = 3;
    private static final int EVENT_LEVEL = 4;

    private final RowRange rows;
    private final BlockSchema schema;
    private final SpanColumnsBuilder b = new SpanColumnsBuilder();

    private final OwnerKey ownerKey = new OwnerKey(b);

    private SpanAssembler(RowRange rows) {
        this.rows = rows;
        this.schema = rows.schema;
    }

    static SpanColumns read(RowRange rows) throws IOException {
        return new SpanAssembler(rows).read();
    }

    private SpanColumns read() throws IOException {
        if (rows.rows() > 0) {
            rows.prefetch(neededLeaves());
            LeafData start = rows.read(schema.spanStart);
            rows.structure(start);
            spans(resources(), scopes(), start.numbers());
        }
        return b.columns();
    }

    /** All leaves but those that can be computed from others. */
    private int[] neededLeaves() {
        int count = schema.parquet().leaves().size();
        BitSet needed = new BitSet();
        needed.set(0, count);
        int[] computed = {
            schema.traceIdText,
            schema.traceStart,
            schema.traceEnd,
            schema.traceDuration,
            schema.rootServiceName,
            schema.rootSpanName,
            schema.serviceStatsName,
            schema.serviceStatsSpanCount,
            schema.serviceStatsErrorCount,
            schema.scopeSpanCount,
            schema.spanNestedSetParent,
            schema.spanNestedSetLeft,
            schema.spanNestedSetRight,
            schema.spanChildCount
        };
        for (int leaf : computed) {
            exclude(needed, leaf);
        }
        for (int leaf : schema.spanStartRounded) {
            exclude(needed, leaf);
        }
        return rows.withValues(needed.stream().toArray());
    }

    private static void exclude(BitSet leaves, int leaf) {
        if (leaf >= 0) {
            leaves.clear(leaf);
        }
    }

    /** Adds the resources; gives the builder's ordinal of each. */
    private int[] resources() throws IOException {
        int count = rows.structure().resourceCount();
        AttributeAssembler attributes =
                new AttributeAssembler(rows, b, schema.resourceAttributes, RESOURCE_LEVEL, count);
        attributes.addColumns(schema.resourceDedicated, RESOURCE_LEVEL, count);
        attributes.addServiceName(schema.resourceServiceName, count);
        attributes.addColumns(schema.resourceFixed, RESOURCE_LEVEL, count);
        long[] dropped = numbersOrNull(schema.resourceDroppedAttributes, count);
        int[] ordinals = new int[count];
        for (int r = 0; r < count; r++) {
            int droppedCount = dropped == null ? 0 : (int) dropped[r];
            ownerKey.begin();
            ownerKey.putInt(droppedCount);
            attributes.emit(r, ownerKey);
            int known = b.findResource(ownerKey.bytes(), 0, ownerKey.length());
            if (known < 0) {
                b.beginResource();
                b.resourceDroppedAttributes(droppedCount);
                ownerKey.replay(b::resourceAttribute);
                known = b.endResource(ownerKey.bytes(), 0, ownerKey.length());
            } else {
                ownerKey.dropArrays();
            }
            ordinals[r] = known;
        }
        return ordinals;
    }

    /** Adds the scopes; gives the builder's ordinal of each. */
    private int[] scopes() throws IOException {
        int count = rows.structure().scopeCount();
        AttributeAssembler attributes =
                new AttributeAssembler(rows, b, schema.scopeAttributes, SCOPE_LEVEL, count);
        Strings name = strings(schema.scopeName, count);
        Strings version = strings(schema.scopeVersion, count);
        long[] dropped = numbersOrNull(schema.scopeDroppedAttributes, count);
        int[] ordinals = new int[count];
        for (int s = 0; s < count; s++) {
            int droppedCount = dropped == null ? 0 : (int) dropped[s];
            ownerKey.begin();
            ownerKey.putInt(name.id(s));
            ownerKey.putInt(version.id(s));
            ownerKey.putInt(droppedCount);
            attributes.emit(s, ownerKey);
            int known = b.findScope(ownerKey.bytes(), 0, ownerKey.length());
            if (known < 0) {
                b.beginScope();
                b.scopeName(name.id(s));
                b.scopeVersion(version.id(s));
                b.scopeDroppedAttributes(droppedCount);
                ownerKey.replay(b::scopeAttribute);
                known = b.endScope(ownerKey.bytes(), 0, ownerKey.length());
            } else {
                ownerKey.dropArrays();
            }
            ordinals[s] = known;
        }
        return ordinals;
    }

    private void spans(int[] resources, int[] scopes, long[] start) throws IOException {
        Structure structure = rows.structure();
        int count = structure.spanCount();
        int[] spanResource = structure.spanResource();
        int[] spanScope = structure.spanScope();
        long[] traceIds = rows.traceIds();
        LeafData id = rows.readRequired(schema.spanId, count);
        LeafData parentId = rows.readRequired(schema.spanParentId, count);
        Strings name = strings(schema.spanName, count);
        long[] kind = numbers(schema.spanKind, count);
        Strings traceState = strings(schema.spanTraceState, count);
        long[] duration = numbers(schema.spanDuration, count);
        long[] statusCode = numbers(schema.spanStatusCode, count);
        Strings statusMessage = strings(schema.spanStatusMessage, count);
        long[] droppedAttributes = numbers(schema.spanDroppedAttributes, count);
        long[] droppedEvents = numbers(schema.spanDroppedEvents, count);
        long[] droppedLinks = numbers(schema.spanDroppedLinks, count);
        AttributeAssembler attributes =
                new AttributeAssembler(rows, b, schema.spanAttributes, SPAN_LEVEL, count);
        attributes.addColumns(schema.spanDedicated, SPAN_LEVEL, count);
        attributes.addColumns(schema.spanFixed, SPAN_LEVEL, count);
        Children events = new Events(count);
        Children links = links(count);
        AttributeAssembler.Sink sink = b::spanAttribute;
        for (int trace = 0; trace < structure.traceCount(); trace++) {
            int ordinal = b.trace(traceIds[2 * trace], traceIds[2 * trace + 1]);
            int end = structure.traceSpanStart()[trace + 1];
            for (int s = structure.traceSpanStart()[trace]; s < end; s++) {
                b.beginSpan(ordinal, resources[spanResource[s]], scopes[spanScope[s]]);
                b.spanId(spanId(id, s), idLength(id, s));
                b.spanParentId(spanId(parentId, s), idLength(parentId, s));
                b.spanName(name.id(s));
                b.spanKind((int) kind[s]);
                b.spanTraceState(traceState.id(s));
                b.spanTime(start[s], duration[s]);
                b.spanStatus((int) statusCode[s], statusMessage.id(s));
                b.spanDroppedAttributes((int) droppedAttributes[s]);
                b.spanDroppedEvents((int) droppedEvents[s]);
                b.spanDroppedLinks((int) droppedLinks[s]);
                attributes.emit(s, sink);
                events.append(s);
                links.append(s);
                b.endSpan();
            }
        }
    }

    private Children links(int spans) throws IOException {
        if (schema.spanLinks < 0) {
            return new Links(spans);
        }
        EncodedLinks encoded = new EncodedLinks(rows, spans);
        return span -> encoded.append(span, b);
    }

    /** Events or links of spans. */
    private interface Children {
        /** Adds those of a span to the builder. */
        void append(int span) throws IOException;
    }

    private final class Events implements Children {
        private final int[] start;
        private final long[] time;
        private final boolean absolute = schema.eventTimeUnixNano >= 0;
        private Strings name;
        private long[] dropped;
        private AttributeAssembler attributes;
        private final AttributeAssembler.Sink sink = b::eventAttribute;

        Events(int spans) throws IOException {
            int timeLeaf = absolute ? schema.eventTimeUnixNano : schema.eventTimeSinceStart;
            LeafData data = rows.mayHaveValues(timeLeaf) ? rows.read(timeLeaf) : null;
            int count = data == null ? 0 : data.valueCount();
            start = count == 0 ? null : rows.starts(timeLeaf, data, SPAN_LEVEL, spans);
            time = count == 0 ? null : data.numbers();
            if (count > 0) {
                name = strings(schema.eventName, count);
                dropped = numbers(schema.eventDroppedAttributes, count);
                attributes =
                        new AttributeAssembler(rows, b, schema.eventAttributes, EVENT_LEVEL, count);
                attributes.addColumns(schema.eventDedicated, EVENT_LEVEL, count);
            }
        }

        @Override
        public void append(int span) throws IOException {
            if (start == null) {
                return;
            }
            for (int e = start[span]; e < start[span + 1]; e++) {
                b.beginEvent();
                b.eventTime(time[e]);
                b.eventName(name.id(e));
                b.eventDroppedAttributes((int) dropped[e]);
                attributes.emit(e, sink);
                b.endEvent();
            }
            if (absolute) {
                b.rebaseEvents();
            }
        }
    }

    private final class Links implements Children {
        private final int[] start;
        private Strings traceId;
        private Strings spanId;
        private Strings traceState;
        private long[] dropped;
        private AttributeAssembler attributes;
        private final AttributeAssembler.Sink sink = b::linkAttribute;

        Links(int spans) throws IOException {
            int leaf = schema.linkTraceId;
            LeafData data = rows.mayHaveValues(leaf) ? rows.read(leaf) : null;
            int count = data == null ? 0 : data.valueCount();
            start = count == 0 ? null : rows.starts(leaf, data, SPAN_LEVEL, spans);
            if (count > 0) {
                traceId = new Strings(data);
                spanId = strings(schema.linkSpanId, count);
                traceState = strings(schema.linkTraceState, count);
                dropped = numbers(schema.linkDroppedAttributes, count);
                attributes =
                        new AttributeAssembler(rows, b, schema.linkAttributes, EVENT_LEVEL, count);
            }
        }

        @Override
        public void append(int span) throws IOException {
            if (start == null) {
                return;
            }
            for (int l = start[span]; l < start[span + 1]; l++) {
                b.beginLink();
                b.linkTraceId(traceId.id(l));
                b.linkSpanId(spanId.id(l));
                b.linkTraceState(traceState.id(l));
                b.linkDroppedAttributes((int) dropped[l]);
                attributes.emit(l, sink);
                b.endLink();
            }
        }
    }

    /** The strings of a required leaf, as the builder's ids. */
    private final class Strings {
        private final int[] ids;
        private final InternedStrings interned;

        Strings(LeafData data) {
            ids = data.ids();
            interned = new InternedStrings(b, data.strings(), data.valueCount());
        }

        int id(int owner) {
            return interned.id(ids[owner]);
        }
    }

    private Strings strings(int leaf, int owners) throws IOException {
        return new Strings(rows.readRequired(leaf, owners));
    }

    private long[] numbers(int leaf, int owners) throws IOException {
        return rows.readRequired(leaf, owners).numbers();
    }

    private long[] numbersOrNull(int leaf, int owners) throws IOException {
        return leaf < 0 ? null : numbers(leaf, owners);
    }

    /** The first 8 bytes of an id as a number, padded at the end. */
    static long spanId(LeafData data, int owner) {
        ByteStrings strings = data.strings();
        int id = data.ids()[owner];
        int offset = strings.offset(id);
        int length = strings.length(id);
        if (length >= 8) {
            return BigEndian.getLong(strings.bytes(), offset);
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (strings.bytes()[offset + i] & 0xFFL) << 56 - 8 * i;
        }
        return value;
    }

    private static int idLength(LeafData data, int owner) {
        return Math.min(8, data.strings().length(data.ids()[owner]));
    }
}
