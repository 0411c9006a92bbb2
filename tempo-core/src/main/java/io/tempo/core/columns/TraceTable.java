package io.tempo.core.columns;

import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TraceId;
import io.tempo.core.model.ValueType;

import java.util.Set;

/**
 * Traces as columns, the shape that TraceQL is evaluated on: some live spans, or a row group of a
 * block. Spans of a trace lie together, in storage order (resources in order of first appearance,
 * within them scopes, within them spans); traces are in any order, each trace at most once.
 *
 * <p>Columns are loaded when they are first asked for and kept; arrays belong to the table and may
 * be longer than the count that they go with. Rows of a column belong to an <em>owner</em>: a
 * trace, a span, a resource, a scope, an event or a link, each counted from 0 within the table.
 *
 * <p>Not thread-safe: one query's one thread works on one table. Reading a damaged block throws
 * {@link java.io.UncheckedIOException} with the block and the column in its message.
 */
public interface TraceTable {

    int traceCount();

    int spanCount();

    /** First span of each trace, and one more: {@code traceCount + 1} entries. */
    int[] traceSpanStart();

    TraceId traceId(int trace);

    /** Resource of each span. */
    int[] spanResource();

    /** Instrumentation scope of each span. */
    int[] spanScope();

    int resourceCount();

    int scopeCount();

    /** First event of each span, and one more: {@code spanCount + 1} entries. */
    int[] spanEventStart();

    /** First link of each span, and one more: {@code spanCount + 1} entries. */
    int[] spanLinkStart();

    /** A column of numbers; its owners are what the field says. */
    long[] numbers(NumberField field);

    /** A column of text or raw bytes; its owners are what the field says. */
    StringColumn strings(StringField field);

    /** The column of an attribute, or null if no owner in this table has the key. */
    AttributeColumn attribute(AttributeScope scope, String key);

    /**
     * The values of an attribute of those owners that have it; null if none has. For a look at many
     * keys in turn: costs time and memory by the owners that have the key and not by all of them.
     * What it gives may be overwritten by the next call.
     */
    default AttributeEntries attributeEntries(AttributeScope scope, String key) {
        AttributeColumn column = attribute(scope, key);
        return column == null ? null : AttributeEntries.of(column);
    }

    /** Every key that some owner of the scope has. */
    Set<String> attributeKeys(AttributeScope scope);

    /**
     * Whether some owner may have this text as (an element of) its value of the attribute. May say
     * yes wrongly, never no; a cheap check before any column is loaded.
     */
    default boolean mayContain(AttributeScope scope, String key, byte[] value) {
        return true;
    }

    /** As {@link #mayContain(AttributeScope, String, byte[])}, for a field. */
    default boolean mayContain(StringField field, byte[] value) {
        return true;
    }

    /**
     * Whether integers that are values of the attribute are kept, in the table's block or in the
     * block that its spans will be in, in a column of their own. Values of other types may occur
     * all the same. Known without reading anything.
     */
    default boolean hasIntegerColumn(AttributeScope scope, String key) {
        return false;
    }

    /** Counts per service of one stored trace. */
    ServiceStats serviceStats(int trace);

    /** Bytes read from storage for this table so far; 0 for live data. */
    long bytesRead();

    /**
     * Columns of numbers. Times are unix nanoseconds, durations nanoseconds that wrap as unsigned.
     */
    enum NumberField {
        /** Owner: trace. */
        TRACE_START,
        /** Owner: trace. */
        TRACE_DURATION,
        /** Owner: span. The first 8 bytes of the id, big-endian, padded at the end. */
        SPAN_ID,
        /** Owner: span. 0 where there is none. */
        SPAN_PARENT_ID,
        /** Owner: span. */
        SPAN_START,
        /** Owner: span. */
        SPAN_DURATION,
        /** Owner: span. OTLP's number. */
        SPAN_KIND,
        /** Owner: span. OTLP's number. */
        SPAN_STATUS,
        /** Owner: span. */
        SPAN_NESTED_SET_LEFT,
        /** Owner: span. */
        SPAN_NESTED_SET_RIGHT,
        /** Owner: span. The parent's left number; -1 for a root, 0 where unknown. */
        SPAN_NESTED_SET_PARENT,
        /** Owner: span. */
        SPAN_CHILD_COUNT,
        /** Owner: event. */
        EVENT_TIME_SINCE_START
    }

    /** Columns of text. */
    enum StringField {
        /** Owner: trace. */
        TRACE_ROOT_NAME,
        /** Owner: trace. */
        TRACE_ROOT_SERVICE,
        /** Owner: span. */
        SPAN_NAME,
        /** Owner: span. */
        SPAN_STATUS_MESSAGE,
        /** Owner: span. */
        SPAN_TRACE_STATE,
        /** Owner: scope. */
        SCOPE_NAME,
        /** Owner: scope. */
        SCOPE_VERSION,
        /** Owner: event. */
        EVENT_NAME,
        /** Owner: link. Raw bytes. */
        LINK_TRACE_ID,
        /** Owner: link. Raw bytes. */
        LINK_SPAN_ID
    }

    /**
     * A column of text.
     *
     * @param ids an id into {@code strings} for each owner
     */
    record StringColumn(int[] ids, ByteStrings strings) {}

    /**
     * The values of one attribute key, one row per owner. Where an owner has the key twice, the
     * first counts.
     *
     * @param types {@link ValueType} for each owner; NIL where it lacks the key
     * @param values the value for each owner, as its type says
     * @param strings what string values point into
     * @param elements what array values point into
     */
    record AttributeColumn(byte[] types, long[] values, ByteStrings strings, long[] elements) {}

    /**
     * The values of one attribute key, one row per owner that has it; rows are in no particular
     * order.
     *
     * @param count number of rows; arrays may be longer
     * @param owners the owner of each row, each at most once
     * @param types {@link ValueType} of each row, never NIL
     * @param values the value of each row, as its type says
     * @param strings what string values point into; may hold others, and equal ones
     * @param elements what array values point into
     */
    record AttributeEntries(
            int count,
            int[] owners,
            byte[] types,
            long[] values,
            ByteStrings strings,
            long[] elements) {

        /** The rows of a column that have a value. */
        public static AttributeEntries of(AttributeColumn column) {
            byte[] all = column.types();
            int count = 0;
            for (byte type : all) {
                count += type == ValueType.NIL ? 0 : 1;
            }
            int[] owners = new int[count];
            byte[] types = new byte[count];
            long[] values = new long[count];
            int row = 0;
            for (int owner = 0; owner < all.length; owner++) {
                if (all[owner] != ValueType.NIL) {
                    owners[row] = owner;
                    types[row] = all[owner];
                    values[row++] = column.values()[owner];
                }
            }
            return new AttributeEntries(
                    count, owners, types, values, column.strings(), column.elements());
        }
    }

    /**
     * Spans and failed spans per service of a trace; the three lists go together.
     *
     * @param services service names, "" included
     */
    record ServiceStats(String[] services, int[] spanCounts, int[] errorCounts) {}
}
