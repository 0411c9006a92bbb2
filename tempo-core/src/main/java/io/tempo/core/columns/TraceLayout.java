package io.tempo.core.columns;

import io.tempo.core.model.SeededHash;

import java.util.Arrays;

/**
 * The order in which the spans of {@link SpanColumns} are stored and answered: traces ascending by
 * id; within a trace its resources in order of first appearance, within a resource its scopes
 * likewise, within a scope its spans in order of arrival. Resources and scopes that are equal in
 * content are one. A span that repeats an earlier one of its trace (same span id and kind) is left
 * out.
 *
 * <p>Everything is an ordinal of the columns. Ranges are given by their starts, with one more at
 * the end; arrays may be longer. Immutable; thread-safe.
 *
 * <p>Cost: three counting passes over the spans and a sort of the traces.
 */
public final class TraceLayout {

    private static final int KINDS = 6;

    public final int traceCount;

    /** Traces in order. Those without a span are left out. */
    public final int[] traces;

    /** First resource group of each trace. */
    public final int[] traceResourceStart;

    /** First position of each trace in {@link #spans}. */
    public final int[] traceSpanStart;

    public final int resourceGroupCount;

    /** The resource of each group: the one that appeared first. */
    public final int[] groupResource;

    /** First scope group of each resource group. */
    public final int[] resourceScopeStart;

    public final int scopeGroupCount;

    /** The scope of each group: the one that appeared first. */
    public final int[] groupScope;

    /** First position of each scope group in {@link #spans}. */
    public final int[] scopeSpanStart;

    public final int spanCount;

    /** Spans in order. */
    public final int[] spans;

    /** How many spans were left out because they repeat another. */
    public final int duplicateSpans;

    /** The layout of all traces. */
    public static TraceLayout of(SpanColumns columns) {
        return new Builder(columns, allTraces(columns)).build();
    }

    /**
     * The layout of some traces.
     *
     * @param traces ordinals of traces, each at most once, in any order
     */
    public static TraceLayout of(SpanColumns columns, int... traces) {
        return new Builder(columns, traces.clone()).build();
    }

    private TraceLayout(Builder b) {
        traceCount = b.traceCount;
        traces = b.traces;
        traceResourceStart = b.traceResourceStart;
        traceSpanStart = b.traceSpanStart;
        resourceGroupCount = b.resourceGroups;
        groupResource = b.groupResource;
        resourceScopeStart = b.resourceScopeStart;
        scopeGroupCount = b.scopeGroups;
        groupScope = b.groupScope;
        scopeSpanStart = b.scopeSpanStart;
        spanCount = b.spanCount;
        spans = b.spans;
        duplicateSpans = b.duplicates;
    }

    private static int[] allTraces(SpanColumns columns) {
        int[] traces = new int[columns.traceCount];
        for (int i = 0; i < traces.length; i++) {
            traces[i] = i;
        }
        return traces;
    }

    /** What is under way while a layout is made. */
    private static final class Builder {

        private final SpanColumns c;
        private final OwnerIdentity resourceIdentity;
        private final OwnerIdentity scopeIdentity;

        private int traceCount;
        private final int[] traces;
        private final int[] traceResourceStart;
        private final int[] traceSpanStart;
        private int resourceGroups;
        private int[] groupResource = new int[64];
        private int[] resourceScopeStart = new int[64];
        private int scopeGroups;
        private int[] groupScope = new int[64];
        private int[] scopeSpanStart = new int[64];
        private int spanCount;
        private final int[] spans;
        private int duplicates;

        /** Spans by trace, in order of arrival; trace {@code t} ends at {@code arrivalEnd[t]}. */
        private final int[] arrivals;

        private final int[] arrivalEnd;

        /** Group of a resource (or scope) within what {@code stamp} says it was last seen in. */
        private final int[] resourceGroup;

        private final int[] resourceStamp;
        private final int[] scopeGroup;
        private final int[] scopeStamp;

        private int[] byResource = new int[64];
        private int[] groupEnd = new int[64];
        private int[] idTable = new int[64];

        Builder(SpanColumns columns, int[] wanted) {
            c = columns;
            traces = wanted;
            resourceIdentity = OwnerIdentity.ofResources(c);
            scopeIdentity = OwnerIdentity.ofScopes(c);
            resourceGroup = new int[c.resourceCount];
            resourceStamp = new int[c.resourceCount];
            Arrays.fill(resourceStamp, -1);
            scopeGroup = new int[c.scopeCount];
            scopeStamp = new int[c.scopeCount];
            Arrays.fill(scopeStamp, -1);
            new IntSort(this::compareIds).sort(traces, 0, traces.length);
            traceResourceStart = new int[traces.length + 1];
            traceSpanStart = new int[traces.length + 1];

            int[] place = new int[c.traceCount];
            Arrays.fill(place, -1);
            for (int i = 0; i < traces.length; i++) {
                place[traces[i]] = i;
            }
            int[] next = new int[traces.length + 1];
            for (int s = 0; s < c.spanCount; s++) {
                int p = place[c.spanTrace[s]];
                if (p >= 0) {
                    next[p + 1]++;
                }
            }
            for (int i = 1; i <= traces.length; i++) {
                next[i] += next[i - 1];
            }
            arrivals = new int[next[traces.length]];
            for (int s = 0; s < c.spanCount; s++) {
                int p = place[c.spanTrace[s]];
                if (p >= 0) {
                    arrivals[next[p]++] = s;
                }
            }
            arrivalEnd = next;
            spans = new int[arrivals.length];
        }

        TraceLayout build() {
            int from = 0;
            for (int i = 0; i < traces.length; i++) {
                int to = arrivalEnd[i];
                if (to > from) {
                    int kept = removeDuplicates(from, to);
                    duplicates += to - kept;
                    traces[traceCount] = traces[i];
                    traceResourceStart[traceCount] = resourceGroups;
                    traceSpanStart[traceCount] = spanCount;
                    traceCount++;
                    groupByResource(from, kept);
                }
                from = to;
            }
            traceResourceStart[traceCount] = resourceGroups;
            traceSpanStart[traceCount] = spanCount;
            resourceScopeStart = withRoom(resourceScopeStart, resourceGroups);
            resourceScopeStart[resourceGroups] = scopeGroups;
            scopeSpanStart = withRoom(scopeSpanStart, scopeGroups);
            scopeSpanStart[scopeGroups] = spanCount;
            return new TraceLayout(this);
        }

        /** Moves the spans to keep to the front of the range; gives where they end. */
        private int removeDuplicates(int from, int to) {
            if (to - from == 1) {
                return to;
            }
            int size = Integer.highestOneBit(to - from) * 4;
            if (idTable.length < size) {
                idTable = new int[size];
            } else {
                Arrays.fill(idTable, 0, size, 0);
            }
            int mask = size - 1;
            int out = from;
            for (int i = from; i < to; i++) {
                int span = arrivals[i];
                if (c.spanIdLength[span] == 0 || isNew(span, mask)) {
                    arrivals[out++] = span;
                }
            }
            return out;
        }

        private boolean isNew(int span, int mask) {
            long id = c.spanId[span];
            int kind = identityKind(c.spanKind[span]);
            int slot = SeededHash.of(id, kind) & mask;
            while (idTable[slot] != 0) {
                int other = idTable[slot] - 1;
                if (c.spanId[other] == id && identityKind(c.spanKind[other]) == kind) {
                    return false;
                }
                slot = slot + 1 & mask;
            }
            idTable[slot] = span + 1;
            return true;
        }

        /** Kinds that OTLP does not know count as unspecified. */
        private static int identityKind(int kind) {
            return kind >= 0 && kind < KINDS ? kind : 0;
        }

        private void groupByResource(int from, int to) {
            int first = resourceGroups;
            for (int i = from; i < to; i++) {
                int resource = c.spanResource[arrivals[i]];
                int r = resourceIdentity.of(resource);
                if (resourceStamp[r] != traceCount) {
                    resourceStamp[r] = traceCount;
                    resourceGroup[r] = resourceGroups - first;
                    groupResource = withRoom(groupResource, resourceGroups);
                    groupResource[resourceGroups++] = resource;
                    groupEnd = withRoom(groupEnd, resourceGroups - first);
                    groupEnd[resourceGroups - first - 1] = 0;
                }
                groupEnd[resourceGroup[r]]++;
            }
            resourceScopeStart = withRoom(resourceScopeStart, resourceGroups);
            int groups = resourceGroups - first;
            if (groups == 1) {
                groupByScope(first, arrivals, from, to);
                return;
            }
            int sum = 0;
            for (int g = 0; g < groups; g++) {
                int count = groupEnd[g];
                groupEnd[g] = sum;
                sum += count;
            }
            if (byResource.length < sum) {
                byResource = new int[Math.max(sum, byResource.length * 2)];
            }
            for (int i = from; i < to; i++) {
                int r = resourceIdentity.of(c.spanResource[arrivals[i]]);
                byResource[groupEnd[resourceGroup[r]]++] = arrivals[i];
            }
            int start = 0;
            for (int g = 0; g < groups; g++) {
                groupByScope(first + g, byResource, start, groupEnd[g]);
                start = groupEnd[g];
            }
        }

        private void groupByScope(int resourceGroupIndex, int[] source, int from, int to) {
            int first = scopeGroups;
            resourceScopeStart[resourceGroupIndex] = first;
            for (int i = from; i < to; i++) {
                int scope = c.spanScope[source[i]];
                int s = scopeIdentity.of(scope);
                if (scopeStamp[s] != resourceGroupIndex) {
                    scopeStamp[s] = resourceGroupIndex;
                    scopeGroup[s] = scopeGroups;
                    groupScope = withRoom(groupScope, scopeGroups);
                    groupScope[scopeGroups] = scope;
                    scopeSpanStart = withRoom(scopeSpanStart, scopeGroups + 1);
                    scopeSpanStart[scopeGroups++] = 0;
                }
                scopeSpanStart[scopeGroup[s]]++;
            }
            int position = spanCount;
            for (int g = first; g < scopeGroups; g++) {
                int count = scopeSpanStart[g];
                scopeSpanStart[g] = position;
                position += count;
            }
            if (scopeGroups - first == 1) {
                System.arraycopy(source, from, spans, spanCount, to - from);
                spanCount = position;
                return;
            }
            for (int i = from; i < to; i++) {
                int s = scopeIdentity.of(c.spanScope[source[i]]);
                spans[scopeSpanStart[scopeGroup[s]]++] = source[i];
            }
            for (int g = scopeGroups - 1; g > first; g--) {
                scopeSpanStart[g] = scopeSpanStart[g - 1];
            }
            scopeSpanStart[first] = spanCount;
            spanCount = position;
        }

        private static int[] withRoom(int[] a, int index) {
            return index < a.length ? a : Arrays.copyOf(a, Math.max(a.length * 2, index + 1));
        }

        private int compareIds(int a, int b) {
            int order = Long.compareUnsigned(c.traceIdHigh[a], c.traceIdHigh[b]);
            return order != 0 ? order : Long.compareUnsigned(c.traceIdLow[a], c.traceIdLow[b]);
        }
    }
}
