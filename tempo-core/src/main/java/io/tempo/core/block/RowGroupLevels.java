package io.tempo.core.block;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.columns.TraceSummaries;

import java.util.Arrays;

/**
 * The levels of the nested groups of one row group, made once and shared by all their leaves. Every
 * trace has a resource, every resource a scope and every scope a span, so only events and links can
 * be absent.
 */
final class RowGroupLevels {

    /** Of the rows themselves, which have no levels. */
    final Levels traces;

    final Levels serviceStats;
    final Levels resources;
    final Levels scopes;
    final Levels spans;
    final Levels events;
    final Levels links;

    final int firstTrace;
    final int firstResource;
    final int firstScope;
    final int firstSpan;

    /** Ordinals of the spans' events, in stored order. */
    final int[] eventOrdinals;

    final int[] linkOrdinals;

    RowGroupLevels(
            SpanColumns c,
            TraceLayout layout,
            TraceSummaries summaries,
            int fromTrace,
            int toTrace) {
        firstTrace = fromTrace;
        firstResource = layout.traceResourceStart[fromTrace];
        firstScope = layout.resourceScopeStart[firstResource];
        firstSpan = layout.traceSpanStart[fromTrace];
        int toResource = layout.traceResourceStart[toTrace];
        int toScope = layout.resourceScopeStart[toResource];
        int toSpan = layout.traceSpanStart[toTrace];
        traces = new Levels(toTrace - fromTrace, null, null, 0, 0, toTrace - fromTrace);

        byte[] repetition = filled(toResource - firstResource, 1);
        for (int t = fromTrace; t < toTrace; t++) {
            repetition[layout.traceResourceStart[t] - firstResource] = 0;
        }
        resources = full(repetition, 1);

        repetition = filled(toScope - firstScope, 2);
        for (int r = firstResource; r < toResource; r++) {
            repetition[layout.resourceScopeStart[r] - firstScope] =
                    resources.repetition()[r - firstResource];
        }
        scopes = full(repetition, 2);

        repetition = filled(toSpan - firstSpan, 3);
        for (int s = firstScope; s < toScope; s++) {
            repetition[layout.scopeSpanStart[s] - firstSpan] = scopes.repetition()[s - firstScope];
        }
        spans = full(repetition, 3);

        int firstService = summaries.serviceStart[fromTrace];
        repetition = filled(summaries.serviceStart[toTrace] - firstService, 1);
        for (int t = fromTrace; t < toTrace; t++) {
            repetition[summaries.serviceStart[t] - firstService] = 0;
        }
        serviceStats = full(repetition, 1);

        int[] ordinals = layout.spans;
        eventOrdinals = children(c.spanEventStart, ordinals);
        events = children(c.spanEventStart, ordinals, eventOrdinals.length);
        linkOrdinals = children(c.spanLinkStart, ordinals);
        links = children(c.spanLinkStart, ordinals, linkOrdinals.length);
    }

    private static byte[] filled(int length, int level) {
        byte[] levels = new byte[length];
        Arrays.fill(levels, (byte) level);
        return levels;
    }

    private static Levels full(byte[] repetition, int depth) {
        int n = repetition.length;
        return new Levels(n, repetition, filled(n, depth), depth, depth, n);
    }

    private int[] children(int[] start, int[] ordinals) {
        int total = 0;
        for (int i = firstSpan; i < firstSpan + spans.entries(); i++) {
            total += start[ordinals[i] + 1] - start[ordinals[i]];
        }
        int[] out = new int[total];
        int at = 0;
        for (int i = firstSpan; total > 0 && i < firstSpan + spans.entries(); i++) {
            for (int child = start[ordinals[i]]; child < start[ordinals[i] + 1]; child++) {
                out[at++] = child;
            }
        }
        return out;
    }

    private Levels children(int[] start, int[] ordinals, int total) {
        if (total == 0) {
            return AttributeLists.below(spans);
        }
        int entries = total;
        for (int i = firstSpan; i < firstSpan + spans.entries(); i++) {
            if (start[ordinals[i] + 1] == start[ordinals[i]]) {
                entries++;
            }
        }
        byte[] repetition = filled(entries, 4);
        byte[] definition = filled(entries, 4);
        int out = 0;
        for (int i = 0; i < spans.entries(); i++) {
            int span = ordinals[firstSpan + i];
            int count = start[span + 1] - start[span];
            repetition[out] = spans.repetition()[i];
            if (count == 0) {
                definition[out] = 3;
            }
            out += Math.max(1, count);
        }
        return new Levels(entries, repetition, definition, 4, 4, total);
    }
}
