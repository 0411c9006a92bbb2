package io.tempo.core.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.traceql.TraceQlException.Kind;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Accepts and refuses what the language does. */
class TraceQlConformanceTest {

    /** What the language reserves for later, and is answered here. */
    private static final Set<Integer> ANSWERED = Set.of(41, 64);

    @ParameterizedTest
    @MethodSource("queries")
    void agreesOnTheQueries(String outcome, String query) {
        switch (outcome) {
            case "valid" -> assertAccepted(query);
            case "parse_fails" -> assertThat(refusal(query)).contains(Kind.PARSE);
            case "validate_fails" -> assertThat(refusal(query)).contains(Kind.VALIDATION);
            case "unsupported" -> assertThat(refusal(query)).isNotEqualTo(Optional.of(Kind.PARSE));
            default -> throw new AssertionError(outcome);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void agreesOnTheExamples(int number, String outcome, String query) {
        switch (outcome) {
            case "ok" -> assertAccepted(query);
            case "parse" -> assertThat(refusal(query)).contains(Kind.PARSE);
            case "invalid" -> assertThat(refusal(query)).contains(Kind.VALIDATION);
            case "unsup" -> {
                if (ANSWERED.contains(number)) {
                    assertAccepted(query);
                } else {
                    assertThat(refusal(query)).contains(Kind.UNSUPPORTED);
                }
            }
            default -> throw new AssertionError(outcome);
        }
    }

    private static void assertAccepted(String text) {
        Query query = TraceQl.parseAndValidate(text);
        Query again = TraceQl.parseAndValidate(query.text());
        assertThat(again).isEqualTo(query);
        assertThat(again.text()).isEqualTo(query.text());
    }

    private static Optional<Kind> refusal(String query) {
        try {
            TraceQl.parseAndValidate(query);
            return Optional.empty();
        } catch (TraceQlException e) {
            assertThat(e.kind()).isIn(EnumSet.allOf(Kind.class));
            assertThat(e.at().line()).isPositive();
            assertThat(e.at().column()).isPositive();
            assertThat(e).hasMessageContaining(" at line " + e.at().line() + ", col ");
            return Optional.of(e.kind());
        }
    }

    static Stream<Arguments> queries() throws IOException {
        try (InputStream in = resource("queries.yaml")) {
            Map<?, ?> byOutcome =
                    (Map<?, ?>)
                            new Load(LoadSettings.builder().build())
                                    .loadFromString(
                                            new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return byOutcome.entrySet().stream()
                    .flatMap(
                            entry ->
                                    ((List<?>) entry.getValue())
                                            .stream()
                                                    .map(
                                                            query ->
                                                                    Arguments.of(
                                                                            entry.getKey(),
                                                                            query)));
        }
    }

    static Stream<Arguments> examples() throws IOException {
        try (InputStream in = resource("examples.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t", 3))
                    .map(cells -> Arguments.of(Integer.valueOf(cells[0]), cells[1], cells[2]));
        }
    }

    private static InputStream resource(String name) {
        return TraceQlConformanceTest.class.getResourceAsStream("/traceql/" + name);
    }
}
