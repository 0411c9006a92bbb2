package io.tempo.core.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Position;
import io.tempo.core.traceql.PostStage;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Post stages and arithmetic, on series made by hand. */
class PostStagesTest {

    private static final double NONE = Double.NaN;

    private static PointSeries series(String label, double... values) {
        List<KeyValue> labels =
                label.isEmpty() ? List.of() : List.of(PointSeries.label("name", label));
        Exemplar exemplar = new Exemplar(List.of(PointSeries.label("of", label)), values[0], 1);
        return new PointSeries(label.isEmpty() ? "rate" : "", labels, values, List.of(exemplar));
    }

    private static List<String> shown(List<PointSeries> series) {
        List<String> shown = new ArrayList<>();
        for (PointSeries one : series) {
            StringBuilder text = new StringBuilder(one.name());
            one.labels().forEach(l -> text.append(l.getValue().getStringValue()));
            shown.add(text + " " + Arrays.toString(one.values()));
        }
        Collections.sort(shown);
        return shown;
    }

    @Property(tries = 300)
    void topkKeepsTheLargestOfEachInterval(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int limit) {
        Random random = new Random(seed);
        List<PointSeries> all = new ArrayList<>();
        for (int s = 0; s < 12; s++) {
            double[] values = new double[3];
            for (int i = 0; i < 3; i++) {
                values[i] = random.nextInt(5) == 0 ? NONE : random.nextInt(6);
            }
            all.add(series("s" + (char) ('a' + s), values));
        }
        Collections.shuffle(all, random);
        for (boolean largest : new boolean[] {true, false}) {
            PostStage stage =
                    largest
                            ? new PostStage.TopK(limit, Position.NONE)
                            : new PostStage.BottomK(limit, Position.NONE);
            List<PointSeries> kept = PostStages.apply(all, List.of(stage));
            for (int i = 0; i < 3; i++) {
                int interval = i;
                List<String> expected =
                        all.stream()
                                .filter(s -> !Double.isNaN(s.values()[interval]))
                                .sorted(
                                        (a, b) -> {
                                            int c =
                                                    Double.compare(
                                                            b.values()[interval],
                                                            a.values()[interval]);
                                            c = c != 0 ? c : name(a).compareTo(name(b));
                                            return largest ? c : -c;
                                        })
                                .limit(limit)
                                .map(PostStagesTest::name)
                                .sorted()
                                .toList();
                assertThat(
                                kept.stream()
                                        .filter(s -> !Double.isNaN(s.values()[interval]))
                                        .map(PostStagesTest::name)
                                        .sorted()
                                        .toList())
                        .isEqualTo(expected);
            }
        }
    }

    private static String name(PointSeries series) {
        return series.labels().getFirst().getValue().getStringValue();
    }

    @Test
    void aSeriesWithoutLabelsStandsInForAllThatAreMissing() {
        List<PointSeries> groups = List.of(series("a", 1, 2), series("b", 4, NONE));
        List<PointSeries> one = List.of(series("", 2, 0));
        assertThat(shown(SeriesMath.join(Operator.DIVIDE, groups, one)))
                .containsExactly("a [0.5, NaN]", "b [2.0, NaN]");
        assertThat(shown(SeriesMath.join(Operator.SUBTRACT, one, groups)))
                .containsExactly("a [1.0, -2.0]", "b [-2.0, NaN]");
        assertThat(SeriesMath.join(Operator.DIVIDE, groups, one))
                .allSatisfy(s -> assertThat(s.exemplars()).hasSize(1));
        assertThat(shown(SeriesMath.join(Operator.ADD, one, one)))
                .containsExactly("(rate + rate) [4.0, 0.0]");
        assertThat(SeriesMath.join(Operator.ADD, one, one).getFirst().exemplars()).hasSize(2);
    }

    @Test
    void seriesThatOnlyOneSideHasAreLeftOut() {
        List<PointSeries> left = List.of(series("a", 1, 2), series("b", 3, 4));
        List<PointSeries> right = List.of(series("b", 10, NONE), series("c", 5, 6));
        assertThat(shown(SeriesMath.join(Operator.MULTIPLY, left, right)))
                .containsExactly("b [30.0, NaN]");
    }

    @Test
    void constantsCalculateWithPointsAndExemplars() {
        List<PointSeries> result =
                SeriesMath.scalar(List.of(series("a", 4, 0)), Operator.DIVIDE, 8, true);
        assertThat(shown(result)).containsExactly("a [2.0, NaN]");
        assertThat(result.getFirst().exemplars().getFirst().value()).isEqualTo(2);
    }

    @Test
    void quantilesAreInterpolatedBetweenBoundsOfBuckets() {
        double[] counts = new double[Buckets.COUNT];
        assertThat(Quantiles.of(.5, counts)).isZero();
        counts[3] = 1;
        counts[4] = 1;
        counts[5] = 1;
        assertThat(Quantiles.of(0, counts)).isEqualTo(8);
        assertThat(Quantiles.of(1, counts)).isEqualTo(32);
        Arrays.fill(counts, 3, 6, 10);
        assertThat(Quantiles.of(.5, counts)).isEqualTo(Math.pow(2, 3.5));
        Arrays.fill(counts, 0);
        counts[63] = 1.9;
        assertThat(Quantiles.of(.9, counts)).isEqualTo(0x1p63);
    }
}
