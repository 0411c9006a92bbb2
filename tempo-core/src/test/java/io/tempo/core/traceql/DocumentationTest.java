package io.tempo.core.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds {@code docs/traceql.md} to the language. */
class DocumentationTest {

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "traceql.md"));
    }

    /** The queries of the blocks of a kind; a blank line stands between two. */
    private static List<String> queries(String kind) throws IOException {
        Pattern block =
                Pattern.compile(
                        "^```" + kind + "\n(.*?)\n```$", Pattern.DOTALL | Pattern.MULTILINE);
        List<String> queries = new ArrayList<>();
        Matcher matcher = block.matcher(document());
        while (matcher.find()) {
            queries.addAll(List.of(matcher.group(1).split("\n\n")));
        }
        assertThat(queries).as(kind).hasSizeGreaterThan(10);
        return queries;
    }

    static List<String> shown() throws IOException {
        return queries("traceql");
    }

    static List<String> refused() throws IOException {
        return queries("traceql-refused");
    }

    @ParameterizedTest
    @MethodSource("shown")
    void whatIsShownIsAccepted(String query) {
        assertThatCode(() -> TraceQl.parseAndValidate(query)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsShownAsRefusedIsRefused(String query) {
        assertThatThrownBy(() -> TraceQl.parseAndValidate(query))
                .isInstanceOf(TraceQlException.class);
    }

    @Test
    void everyIntrinsicFunctionAndOperatorIsExplained() throws IOException {
        String document = document();
        Stream<String> intrinsics =
                Arrays.stream(Intrinsic.values())
                        .map(i -> new FieldExpression.IntrinsicField(i, Position.NONE).text());
        Stream<String> functions =
                Stream.concat(
                        Arrays.stream(MetricsFunctionName.values()).map(MetricsFunctionName::word),
                        Arrays.stream(AggregateFunction.values()).map(AggregateFunction::word));
        Stream<String> operators =
                Arrays.stream(SpansetOperator.values()).map(o -> o.toString().replace("|", "\\|"));
        List<String> missing =
                Stream.of(intrinsics, functions, operators)
                        .flatMap(s -> s)
                        .filter(
                                word ->
                                        !Pattern.compile(
                                                        "`[^`\n]*"
                                                                + Pattern.quote(word)
                                                                + "[^`\n]*`")
                                                .matcher(document)
                                                .find())
                        .collect(Collectors.toList());
        assertThat(missing).isEmpty();
    }
}
