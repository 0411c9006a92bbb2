package io.tempo.core.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.testing.RandomSpans;
import io.tempo.core.testing.TestSpans;
import io.tempo.core.testing.WorkedFixture;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

class CompareTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long START = WorkedFixture.T0 - 5 * SECOND;
    private static final long END = WorkedFixture.T0 + 25 * SECOND;

    private static List<String> answer(MetricsPlan plan, List<SpanTable> tables) {
        List<String> lines = new ArrayList<>();
        for (Series series : Metrics.answer(plan, tables)) {
            KeyValue type = series.labels().get(0);
            KeyValue attribute = series.labels().get(1);
            assertThat(type.getKey()).isEqualTo("__meta_type");
            assertThat(series.labels()).hasSize(2);
            lines.add(
                    type.getValue().getStringValue()
                            + " "
                            + attribute.getKey()
                            + "="
                            + text(attribute.getValue())
                            + " "
                            + Arrays.toString(series.values()));
        }
        return lines;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.getStringValue();
        };
    }

    @Test
    void countsValuesInTheSelectionAndInTheBaseline() {
        MetricsPlan plan = Metrics.instant("{ } | compare({ name = \"leaf\" })", START, END);
        List<String> lines = answer(plan, List.of(new SpanTable(WorkedFixture.columns())));
        assertThat(lines)
                .contains(
                        "baseline resource.service.name=back [1.0]",
                        "baseline resource.service.name=front [2.0]",
                        "baseline resource.service.name=solo [2.0]",
                        "baseline_total resource.service.name=nil [5.0]",
                        "selection resource.service.name=back [2.0]",
                        "selection_total resource.service.name=nil [2.0]",
                        "selection span.grp=g2 [2.0]",
                        "baseline span.grp=g1 [2.0]",
                        "selection span.int=20 [1.0]",
                        "baseline span.arr=nil [1.0]",
                        "baseline_total span.arr=nil [1.0]",
                        "selection status=error [1.0]",
                        "selection status=unset [1.0]",
                        "baseline rootName=solo-b [2.0]",
                        "baseline instrumentation.lang=go [2.0]",
                        "baseline span:childCount=2 [1.0]")
                .noneMatch(line -> line.contains("uration=") || line.contains("trace:id"))
                .noneMatch(line -> line.contains("selection resource.foo=res "));
    }

    @Test
    void aRangeHasAValueForEachInterval() {
        MetricsPlan plan =
                Metrics.range(
                        "{ } | compare({ name = \"leaf\" || name = \"solo-a\" })",
                        new TimeAxis(START, END, 15 * SECOND));
        assertThat(answer(plan, List.of(new SpanTable(WorkedFixture.columns()))))
                .contains(
                        "selection name=leaf [2.0, 0.0]",
                        "selection name=solo-a [0.0, 1.0]",
                        "selection_total name=nil [2.0, 1.0]",
                        "baseline_total name=nil [3.0, 1.0]",
                        "baseline resource.service.name=front [2.0, 0.0]",
                        "selection resource.service.name=solo [0.0, 1.0]");
    }

    @Test
    void theSelectionMayHaveATimeOfItsOwn() {
        MetricsPlan plan =
                Metrics.instant(
                        "{ } | compare({ }, 10, "
                                + WorkedFixture.T0
                                + ", "
                                + (WorkedFixture.T0 + SECOND)
                                + ")",
                        START,
                        END);
        assertThat(answer(plan, List.of(new SpanTable(WorkedFixture.columns()))))
                .contains(
                        "selection_total name=nil [4.0]", // s1 starts on the exclusive edge
                        "baseline_total name=nil [3.0]",
                        "baseline name=root [1.0]");
    }

    @Test
    void onlyTheMostFrequentValuesAreShownButAllAreCounted() {
        TestSpans spans = new TestSpans();
        for (int i = 1; i <= 500; i++) {
            spans.resource(Map.of("rare", "r" + i % 250, "often", "o" + Math.min(i % 10, 2)));
            spans.begin(i, i, 0).time(WorkedFixture.T0, 1).attribute("n", (long) i).end();
        }
        SpanTable table = new SpanTable(spans.columns());
        for (MetricsPlan plan :
                List.of(
                        Metrics.instant("{ } | compare({ status = error }, 2)", START, END),
                        Metrics.range(
                                "{ } | compare({ status = error }, 2)",
                                new TimeAxis(START, END, 30 * SECOND)))) {
            List<String> lines = answer(plan, List.of(table, table));
            assertThat(lines).filteredOn(l -> l.startsWith("baseline span.n=")).hasSize(2);
            assertThat(lines)
                    .contains(
                            "baseline_total span.n=nil [1000.0]",
                            "baseline_total resource.rare=nil [1000.0]",
                            "baseline resource.often=o2 [800.0]")
                    .noneMatch(l -> l.startsWith("selection"));
        }
    }

    @Test
    void equallyFrequentValuesThatLookAlikeHaveAnOrder() {
        TestSpans spans = new TestSpans();
        spans.resource(Map.of("service.name", "s"));
        List<Object> alike = List.of(0.0, "true", 0L, true);
        for (int i = 0; i < alike.size(); i++) {
            String key = i % 2 == 0 ? "number" : "word";
            spans.begin(1, i + 1, 0).time(WorkedFixture.T0, 1).attribute(key, alike.get(i)).end();
        }
        MetricsPlan plan = Metrics.instant("{ } | compare({ status = error }, 1)", START, END);
        List<Series> series = Metrics.answer(plan, List.of(new SpanTable(spans.columns())));
        assertThat(series)
                .extracting(s -> s.labels().get(1).getValue())
                .contains(
                        AnyValue.newBuilder().setIntValue(0).build(),
                        AnyValue.newBuilder().setStringValue("true").build())
                .doesNotContain(
                        AnyValue.newBuilder().setDoubleValue(0).build(),
                        AnyValue.newBuilder().setBoolValue(true).build());
    }

    @Property(tries = 100)
    void tablesAddUpInAnyGroupingAndThroughOtherProcesses(@ForAll long seed) {
        Random random = new Random(seed);
        TimeAxis axis = TimeAxis.range(1, 7_000_000, 1 + random.nextInt(7_000_000));
        MetricsPlan plan = Metrics.range("{ } | compare({ .x = \"a\" || status = ok }, 5)", axis);
        List<SpanTable> tables = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tables.add(new SpanTable(new RandomSpans(random.nextLong()).columns));
        }
        List<String> expected = answer(plan, tables);
        PartialSeries left = Metrics.evaluate(plan, tables.get(3));
        left.add(Metrics.evaluate(plan, tables.get(0)));
        PartialSeries right = Metrics.evaluate(plan, tables.get(2));
        right.add(PartialSeries.fromBytes(plan, Metrics.evaluate(plan, tables.get(1)).toBytes()));
        right.add(PartialSeries.fromBytes(plan, left.toBytes()));
        List<String> actual = new ArrayList<>();
        for (Series series : plan.finish(right)) {
            actual.add(series.labels() + Arrays.toString(series.values()));
        }
        List<String> wanted = new ArrayList<>();
        for (Series series : Metrics.answer(plan, tables)) {
            wanted.add(series.labels() + Arrays.toString(series.values()));
        }
        assertThat(actual).isEqualTo(wanted).hasSameSizeAs(expected);
    }
}
