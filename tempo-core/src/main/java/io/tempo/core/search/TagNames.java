package io.tempo.core.search;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.engine.Bits;
import io.tempo.core.traceql.engine.QueryPlan;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Collects the keys of attributes from any number of tables. Thread-safe.
 *
 * <p>Source of the list of intrinsics: observed answers of Tempo ({@code http-api.md} 6.1).
 */
public final class TagNames {

    /** What is listed as names of intrinsics, whatever the data. */
    public static final List<String> INTRINSICS =
            List.of(
                    "duration",
                    "event:name",
                    "event:timeSinceStart",
                    "instrumentation:name",
                    "instrumentation:version",
                    "kind",
                    "link:spanID",
                    "link:traceID",
                    "name",
                    "rootName",
                    "rootServiceName",
                    "span:duration",
                    "span:id",
                    "span:kind",
                    "span:name",
                    "span:parentID",
                    "span:status",
                    "span:statusMessage",
                    "status",
                    "statusMessage",
                    "trace:duration",
                    "trace:id",
                    "trace:rootName",
                    "trace:rootService",
                    "traceDuration");

    private final Map<AttributeScope, SortedSet<String>> names =
            new EnumMap<>(AttributeScope.class);
    private final QueryPlan filter;
    private final int limitPerScope;
    private final long maxBytes;
    private long bytes;
    private boolean full;

    /**
     * @param scopes whose keys to collect
     * @param filter only spans that it finds count; null for all
     * @param limitPerScope collection ends when a scope has so many keys; 0 for no limit
     * @param maxBytes collection ends when keys have so many bytes; 0 for no limit
     */
    public TagNames(
            Set<AttributeScope> scopes, QueryPlan filter, int limitPerScope, long maxBytes) {
        this.filter = filter;
        this.limitPerScope = limitPerScope;
        this.maxBytes = maxBytes;
        for (AttributeScope scope : scopes) {
            names.put(scope, new TreeSet<>());
        }
        if (scopes.contains(AttributeScope.RESOURCE)) {
            add(AttributeScope.RESOURCE, "service.name");
        }
    }

    /** Adds the keys of a table. */
    public void collect(TraceTable table, SearchRequest request, SearchStats stats) {
        if (isFull()) {
            return;
        }
        SpanSelection selection = SpanSelection.of(table, filter, request);
        if (!selection.isEmpty()) {
            for (AttributeScope scope : List.copyOf(names.keySet())) {
                collect(table, selection, scope);
            }
        }
        stats.add(table.traceCount(), selection.size(), table.bytesRead());
    }

    private void collect(TraceTable table, SpanSelection selection, AttributeScope scope) {
        Bits owners = selection.isEverything() ? null : selection.owners(scope);
        for (String key : table.attributeKeys(scope)) {
            if (isFull()) {
                return;
            }
            if (!knows(scope, key)
                    && (owners == null || occurs(table.attribute(scope, key), owners))) {
                add(scope, key);
            }
        }
    }

    private static boolean occurs(AttributeColumn column, Bits owners) {
        if (column != null) {
            for (int o = owners.next(0); o < owners.size(); o = owners.next(o + 1)) {
                if (column.types()[o] != ValueType.NIL) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds keys that were collected elsewhere; those of other scopes are left out. */
    public void addAll(Map<AttributeScope, ? extends Collection<String>> keys) {
        keys.forEach(
                (scope, found) -> {
                    if (names.containsKey(scope)) {
                        found.forEach(key -> add(scope, key));
                    }
                });
    }

    private synchronized boolean knows(AttributeScope scope, String key) {
        return names.get(scope).contains(key);
    }

    private synchronized void add(AttributeScope scope, String key) {
        SortedSet<String> known = names.get(scope);
        if (!full && known.add(key)) {
            bytes += key.getBytes(StandardCharsets.UTF_8).length;
            full =
                    limitPerScope > 0 && known.size() >= limitPerScope
                            || maxBytes > 0 && bytes >= maxBytes;
        }
    }

    /** Whether a limit is reached, so that further tables need not be looked at. */
    public synchronized boolean isFull() {
        return full;
    }

    /** The keys so far, sorted; scopes without any are there too. */
    public synchronized Map<AttributeScope, List<String>> names() {
        Map<AttributeScope, List<String>> copy = new EnumMap<>(AttributeScope.class);
        names.forEach((scope, keys) -> copy.put(scope, List.copyOf(keys)));
        return copy;
    }
}
