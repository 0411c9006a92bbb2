package io.tempo.core.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.testing.TestSpans;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class TraceLayoutTest {

    private final TestSpans spans = new TestSpans();

    /** Trace{resource[scope(span names)]}, as the layout nests them. */
    private static String describe(SpanColumns c, TraceLayout l) {
        StringBuilder out = new StringBuilder();
        for (int t = 0; t < l.traceCount; t++) {
            out.append(c.traceId(l.traces[t]).toTrimmedHex()).append('{');
            for (int r = l.traceResourceStart[t]; r < l.traceResourceStart[t + 1]; r++) {
                int service = Math.max(0, c.resourceServiceName[l.groupResource[r]]);
                out.append(c.strings.text(service)).append('[');
                for (int s = l.resourceScopeStart[r]; s < l.resourceScopeStart[r + 1]; s++) {
                    out.append(c.strings.text(c.scopeName[l.groupScope[s]])).append('(');
                    for (int i = l.scopeSpanStart[s]; i < l.scopeSpanStart[s + 1]; i++) {
                        out.append(c.strings.text(c.spanName[l.spans[i]]));
                    }
                    out.append(')');
                }
                out.append(']');
            }
            out.append('}');
        }
        return out.toString();
    }

    @Test
    void groupsInterleavedTracesResourcesAndScopesInOrderOfFirstAppearance() {
        int x = spans.service("x");
        int y = spans.service("y");
        int p = spans.scope("p", "1", Map.of());
        int q = spans.scope("q", "1", Map.of());
        spans.use(y, q);
        spans.span(9, 1, 0, "a");
        spans.use(x, p);
        spans.span(3, 2, 0, "b");
        spans.span(9, 3, 0, "c");
        spans.use(y, p);
        spans.span(9, 4, 0, "d");
        spans.use(y, q);
        spans.span(9, 5, 0, "e");
        spans.use(x, q);
        spans.span(3, 6, 0, "f");
        spans.use(x, p);
        spans.span(3, 7, 0, "g");

        SpanColumns c = spans.columns();
        assertThat(describe(c, TraceLayout.of(c)))
                .isEqualTo("3{x[p(bg)q(f)]}9{y[q(ae)p(d)]x[p(c)]}");
        assertThat(describe(c, TraceLayout.of(c, 1, 0)))
                .isEqualTo("3{x[p(bg)q(f)]}9{y[q(ae)p(d)]x[p(c)]}");
        assertThat(describe(c, TraceLayout.of(c, 1))).isEqualTo("3{x[p(bg)q(f)]}");
        assertThat(TraceLayout.of(c, new int[0]).spanCount).isZero();
    }

    @Test
    void resourcesAndScopesWithTheSameContentAreOne() {
        Map<String, Object> forward = new LinkedHashMap<>();
        forward.put("service.name", "x");
        forward.put("list", List.of(1L, 2L));
        forward.put("a", 1.5);
        Map<String, Object> backward = new LinkedHashMap<>();
        backward.put("a", 1.5);
        backward.put("list", List.of(1L, 2L));
        backward.put("service.name", "x");
        int first = spans.resource(forward);
        int second = spans.resource(backward);
        backward.put("list", List.of(1L, 3L));
        int third = spans.resource(backward);
        int p = spans.scope("p", "1", Map.of("k", "v"));
        int same = spans.scope("p", "1", Map.of("k", "v"));
        int other = spans.scope("p", "2", Map.of("k", "v"));
        int[][] used = {{first, p}, {second, same}, {third, p}, {second, other}, {first, same}};
        for (int i = 0; i < used.length; i++) {
            spans.use(used[i][0], used[i][1]);
            spans.span(1, i + 1, 0, String.valueOf(i));
        }

        SpanColumns c = spans.columns();
        TraceLayout layout = TraceLayout.of(c);
        assertThat(describe(c, layout)).isEqualTo("1{x[p(014)p(3)]x[p(2)]}");
        assertThat(layout.groupResource[0]).isEqualTo(first);
    }

    @Test
    void leavesOutSpansThatRepeatAnEarlierOneOfTheTrace() {
        spans.begin(1, 7, 0).kind(TestSpans.CLIENT).name("a").end();
        spans.begin(1, 7, 0).kind(TestSpans.SERVER).name("b").end();
        spans.begin(2, 7, 0).kind(TestSpans.CLIENT).name("c").end();
        spans.begin(1, 7, 9).kind(TestSpans.CLIENT).name("d").end();
        spans.begin(1, 8, 0).kind(0).name("e").end();
        spans.begin(1, 8, 0).kind(77).name("f").end();

        SpanColumns c = spans.columns();
        TraceLayout layout = TraceLayout.of(c);
        assertThat(describe(c, layout)).isEqualTo("1{service[(abe)]}2{service[(c)]}");
        assertThat(layout.duplicateSpans).isEqualTo(2);
    }

    @Test
    void ordersTracesByUnsignedId() {
        List<Long> ids = new ArrayList<>(List.of(-1L, 1L, Long.MIN_VALUE, 5L, Long.MAX_VALUE));
        for (long id : ids) {
            spans.begin(id, 1, 0).end();
        }
        spans.builder().trace(9, 9);
        SpanColumns c = spans.columns();
        TraceLayout layout = TraceLayout.of(c);
        List<Long> found = new ArrayList<>();
        for (int t = 0; t < layout.traceCount; t++) {
            found.add(c.traceIdLow[layout.traces[t]]);
        }
        ids.sort(Long::compareUnsigned);
        assertThat(found).isEqualTo(ids);
    }

    @Test
    void ownersWithThousandsOfAttributesAreComparedToo() {
        Map<String, Object> forward = new LinkedHashMap<>();
        Map<String, Object> backward = new LinkedHashMap<>();
        for (int i = 0; i < 3000; i++) {
            forward.put("key" + i, (long) i);
            backward.put("key" + (2999 - i), 2999L - i);
        }
        int first = spans.resource(forward);
        int scope = spans.scope("", "", Map.of());
        int second = spans.resource(backward);
        spans.use(first, scope);
        spans.span(1, 1, 0, "a");
        spans.use(second, scope);
        spans.span(1, 2, 0, "b");
        assertThat(TraceLayout.of(spans.columns()).resourceGroupCount).isEqualTo(1);
    }
}
