package io.tempo.core.search;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.Intrinsic;
import io.tempo.core.traceql.Position;
import io.tempo.core.traceql.Scope;
import io.tempo.core.traceql.Status;
import io.tempo.core.traceql.engine.QueryPlan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects the distinct values of one tag from any number of tables; elements of arrays each by
 * itself. Thread-safe.
 */
public final class TagValues {

    /** Names of the older API that are not attributes. */
    private static final Map<String, Intrinsic> UNSCOPED_NAMES =
            Map.of(
                    "name", Intrinsic.NAME,
                    "root.name", Intrinsic.ROOT_NAME,
                    "root.service.name", Intrinsic.ROOT_SERVICE_NAME,
                    "status.code", Intrinsic.STATUS);

    private final Field field;
    private final QueryPlan filter;
    private final int limit;
    private final long maxBytes;
    private final Set<TypedValue> values = new LinkedHashSet<>();
    private long bytes;
    private boolean full;

    /**
     * @param field whose values to collect; an attribute without scope is looked for on spans and
     *     on resources
     * @param filter only spans that it finds count; null for all
     * @param limit collection ends when there are so many values; 0 for no limit
     * @param maxBytes collection ends when values have so many bytes; 0 for no limit
     */
    public TagValues(Field field, QueryPlan filter, int limit, long maxBytes) {
        this.field = field;
        this.filter = filter;
        this.limit = limit;
        this.maxBytes = maxBytes;
        if (isStatus(field)) {
            for (Status status : Status.values()) {
                add(TypedValue.KEYWORD, status.word());
            }
        }
    }

    /** What the older API, whose names have no scope, means by a name. */
    public static Field unscopedField(String name) {
        Intrinsic intrinsic = UNSCOPED_NAMES.get(name);
        return intrinsic != null
                ? new IntrinsicField(intrinsic, Position.NONE)
                : new Attribute(Scope.UNSCOPED, false, name, Position.NONE);
    }

    private static boolean isStatus(Field field) {
        return field instanceof IntrinsicField i && i.intrinsic() == Intrinsic.STATUS;
    }

    /** Adds the values of a table. */
    public void collect(TraceTable table, SearchRequest request, SearchStats stats) {
        if (isFull() || isStatus(field)) {
            return;
        }
        SpanSelection selection = SpanSelection.of(table, filter, request);
        if (!selection.isEmpty()) {
            new TagValueReader(table, selection, this).read(field);
        }
        stats.add(table.traceCount(), selection.size(), table.bytesRead());
    }

    /** Adds a value; tells whether there is room for more. */
    synchronized boolean add(String type, String value) {
        if (!full && values.add(new TypedValue(type, value))) {
            bytes += value.getBytes(StandardCharsets.UTF_8).length;
            full = limit > 0 && values.size() >= limit || maxBytes > 0 && bytes >= maxBytes;
        }
        return !full;
    }

    /** Adds values that were collected elsewhere. */
    public void addAll(Collection<TypedValue> found) {
        found.forEach(value -> add(value.type(), value.value()));
    }

    /** Whether a limit is reached, so that further tables need not be looked at. */
    public synchronized boolean isFull() {
        return full;
    }

    /** The values so far, in order of first sight. */
    public synchronized List<TypedValue> values() {
        return new ArrayList<>(values);
    }

    /** The values so far as the older API lists them: without types, sorted. */
    public synchronized List<String> texts() {
        Set<String> texts = new TreeSet<>();
        for (TypedValue value : values) {
            texts.add(value.value());
        }
        return new ArrayList<>(texts);
    }
}
