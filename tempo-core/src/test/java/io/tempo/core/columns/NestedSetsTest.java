package io.tempo.core.columns;

import static io.tempo.core.testing.TestSpans.CLIENT;
import static io.tempo.core.testing.TestSpans.SERVER;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.testing.TestSpans;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class NestedSetsTest {

    private final TestSpans spans = new TestSpans();

    /** Per span in stored order: parent, left, right, children. */
    private List<List<Integer>> numbers() {
        SpanColumns c = spans.columns();
        TraceLayout layout = TraceLayout.of(c);
        NestedSets n = NestedSets.of(c, layout);
        List<List<Integer>> rows = new ArrayList<>();
        for (int i = 0; i < layout.spanCount; i++) {
            rows.add(List.of(n.parent[i], n.left[i], n.right[i], n.childCount[i]));
        }
        return rows;
    }

    @Test
    void numbersAForestInOneNumberSpace() {
        spans.span(1, 13, 12, "leaf");
        spans.span(1, 10, 0, "root1");
        spans.span(1, 20, 0, "root2");
        spans.span(1, 12, 10, "mid");
        spans.span(1, 14, 10, "mid2");
        spans.span(1, 21, 20, "kid");
        assertThat(numbers())
                .containsExactly(
                        List.of(2, 3, 4, 0),
                        List.of(-1, 1, 8, 2),
                        List.of(-1, 9, 12, 1),
                        List.of(1, 2, 5, 1),
                        List.of(1, 6, 7, 0),
                        List.of(9, 10, 11, 0));
    }

    @Test
    void everyTraceCountsFromOne() {
        spans.span(2, 10, 0, "b");
        spans.span(1, 10, 0, "a");
        spans.span(2, 11, 10, "c");
        assertThat(numbers())
                .containsExactly(List.of(-1, 1, 2, 0), List.of(-1, 1, 4, 1), List.of(1, 2, 3, 0));
    }

    @Test
    void orphansCyclesAndTheirDescendantsHaveNoNumbersButCountChildren() {
        spans.span(1, 1, 0, "root");
        spans.span(1, 2, 99, "orphan");
        spans.span(1, 3, 2, "below the orphan");
        spans.span(1, 4, 5, "cycle");
        spans.span(1, 5, 4, "cycle");
        spans.span(1, 6, 6, "own parent");
        assertThat(numbers())
                .containsExactly(
                        List.of(-1, 1, 2, 0),
                        List.of(0, 0, 0, 1),
                        List.of(0, 0, 0, 0),
                        List.of(0, 0, 0, 1),
                        List.of(0, 0, 0, 1),
                        List.of(0, 0, 0, 1));
    }

    @Test
    void aTraceWithoutRootHasNoNumbers() {
        spans.span(1, 1, 9, "a");
        spans.span(1, 2, 1, "b");
        assertThat(numbers()).containsOnly(List.of(0, 0, 0, 0));
    }

    @Test
    void aClientAndAServerMayShareAnId() {
        spans.begin(1, 1, 0).kind(CLIENT).end();
        spans.begin(1, 1, 1).kind(SERVER).end();
        spans.begin(1, 2, 1).kind(CLIENT).end();
        spans.begin(1, 3, 1).kind(SERVER).end();
        assertThat(numbers())
                .containsExactly(
                        List.of(-1, 1, 8, 2),
                        List.of(1, 2, 5, 1),
                        List.of(2, 3, 4, 0),
                        List.of(1, 6, 7, 0));
    }

    @Test
    void aPairWithoutTheWantedKindIsNoParent() {
        spans.begin(1, 1, 0).kind(CLIENT).end();
        spans.begin(1, 1, 0).kind(4).end();
        spans.begin(1, 2, 1).kind(CLIENT).end();
        spans.begin(1, 3, 1).kind(SERVER).end();
        assertThat(numbers())
                .containsExactly(
                        List.of(-1, 1, 4, 1),
                        List.of(-1, 5, 6, 0),
                        List.of(0, 0, 0, 0),
                        List.of(1, 2, 3, 0));
    }

    @Test
    void threeSpansWithOneIdLeaveTheTraceWithoutNumbers() {
        spans.begin(1, 9, 0).end();
        spans.begin(1, 1, 9).kind(1).end();
        spans.begin(1, 1, 9).kind(2).end();
        spans.begin(1, 1, 9).kind(3).end();
        assertThat(numbers()).containsOnly(List.of(0, 0, 0, 0));
    }

    @Test
    void shortIdsArePaddedAndEightZeroBytesAreAParent() {
        spans.begin(1, 0, 0).end();
        spans.begin(1, 1L << 56, 0);
        spans.builder().spanId(1L << 56, 1);
        spans.builder().spanParentId(0, 8);
        spans.end();
        spans.begin(1, 2, 0);
        spans.builder().spanParentId(1L << 56, 8);
        spans.end();
        assertThat(numbers())
                .containsExactly(List.of(-1, 1, 6, 1), List.of(1, 2, 5, 1), List.of(2, 3, 4, 0));
    }

    @Test
    void aChainOfAHundredThousandSpansIsNumbered() {
        int n = 100_000;
        for (int i = n; i >= 1; i--) {
            spans.begin(1, i, i - 1).end();
        }
        List<List<Integer>> rows = numbers();
        assertThat(rows.get(n - 1)).isEqualTo(List.of(-1, 1, 2 * n, 1));
        assertThat(rows.getFirst()).isEqualTo(List.of(n - 1, n, n + 1, 0));
    }

    @Test
    void aHundredThousandChildrenAreNumberedInStoredOrder() {
        int n = 100_000;
        for (int i = 1; i < n; i++) {
            spans.begin(1, i + 1, 1).end();
        }
        spans.begin(1, 1, 0).end();
        List<List<Integer>> rows = numbers();
        assertThat(rows.getLast()).isEqualTo(List.of(-1, 1, 2 * n, n - 1));
        assertThat(rows.getFirst()).isEqualTo(List.of(1, 2, 3, 0));
        assertThat(rows.get(n - 2)).isEqualTo(List.of(1, 2 * n - 2, 2 * n - 1, 0));
    }
}
