package io.tempo.querier.frontend;

import io.tempo.core.config.GoDuration;
import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.MetricsExpression;
import io.tempo.core.traceql.MetricsMath;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.PostStage;
import io.tempo.core.traceql.Query;
import io.tempo.core.traceql.ScalarExpression;
import io.tempo.core.traceql.SpansetExpression;
import io.tempo.core.traceql.SpansetOperator;
import io.tempo.core.traceql.Stage;
import io.tempo.core.traceql.Static;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A query in words, for people who want to know what theirs does.
 *
 * @param text the query in its canonical form; "" for a search by tags
 * @param stages what is done, one step after the other
 * @param conditions what is asked of single spans, each once
 */
record QueryOutline(String text, List<String> stages, List<String> conditions) {

    /** More of a query than anybody reads. */
    private static final int MAX_LINES = 100;

    /** Texts of expressions are cut after so many characters. */
    private static final int MAX_TEXT = 1_000;

    static QueryOutline of(Query query) {
        List<String> stages = new ArrayList<>();
        Set<String> conditions = new LinkedHashSet<>();
        switch (query.body()) {
            case Pipeline pipeline -> describe(pipeline, stages, conditions);
            case MetricsExpression.MetricsQuery metrics -> describe(metrics, stages, conditions);
            case MetricsMath math -> {
                describe(math.expression(), stages, conditions);
                describe(math.postStages(), stages);
            }
        }
        return new QueryOutline(
                cut(query.text()),
                stages.stream().limit(MAX_LINES).map(QueryOutline::cut).toList(),
                conditions.stream().limit(MAX_LINES).map(QueryOutline::cut).toList());
    }

    /** The search by tags. */
    static QueryOutline ofTags(
            Map<String, String> tags, Optional<Duration> min, Optional<Duration> max) {
        List<String> conditions = new ArrayList<>();
        tags.forEach((key, value) -> conditions.add(cut(key + '=' + value)));
        min.ifPresent(
                duration -> conditions.add("trace duration >= " + GoDuration.format(duration)));
        max.ifPresent(
                duration -> conditions.add("trace duration <= " + GoDuration.format(duration)));
        return new QueryOutline(
                "",
                List.of(
                        conditions.isEmpty()
                                ? "take all traces"
                                : "take traces that meet all conditions"),
                conditions.stream().limit(MAX_LINES).toList());
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    private static void describe(
            MetricsExpression expression, List<String> stages, Set<String> conditions) {
        switch (expression) {
            case MetricsExpression.MetricsQuery metrics -> {
                describe(metrics.pipeline(), stages, conditions);
                stages.add("compute " + metrics.function().text() + " over time");
                describe(metrics.postStages(), stages);
            }
            case MetricsExpression.MetricsOperation operation -> {
                describe(operation.left(), stages, conditions);
                describe(operation.right(), stages, conditions);
                stages.add(
                        "combine series with equal labels of both sides by "
                                + operation.operator().symbol());
            }
            case MetricsExpression.MetricsConstant constant ->
                    stages.add("take the number " + constant.text());
        }
    }

    private static void describe(List<PostStage> postStages, List<String> stages) {
        for (PostStage stage : postStages) {
            stages.add(
                    switch (stage) {
                        case PostStage.TopK top ->
                                "keep the " + top.limit() + " series with the highest values";
                        case PostStage.BottomK bottom ->
                                "keep the " + bottom.limit() + " series with the lowest values";
                        case PostStage.Comparison comparison ->
                                "keep values that are " + comparison.text();
                    });
        }
    }

    private static void describe(Pipeline pipeline, List<String> stages, Set<String> conditions) {
        for (Stage stage : pipeline.stages()) {
            switch (stage) {
                case SpansetExpression spans -> describe(spans, stages, conditions);
                case Stage.ScalarFilter filter -> {
                    inner(filter.left(), stages, conditions);
                    inner(filter.right(), stages, conditions);
                    stages.add(
                            "keep span sets with "
                                    + filter.left().text()
                                    + ' '
                                    + filter.operator().symbol()
                                    + ' '
                                    + filter.right().text());
                }
                case Stage.GroupBy by ->
                        stages.add("split the spans of each trace by " + by.expression().text());
                case Stage.Coalesce coalesce ->
                        stages.add("join the span sets of each trace into one");
                case Stage.Select select ->
                        stages.add(
                                "show of each span "
                                        + select.fields().stream()
                                                .map(FieldExpression::text)
                                                .collect(Collectors.joining(", ")));
            }
        }
    }

    private static void describe(
            SpansetExpression expression, List<String> stages, Set<String> conditions) {
        switch (expression) {
            case SpansetExpression.SpansetFilter filter -> {
                collect(filter.expression(), conditions);
                stages.add(
                        filter.expression() instanceof FieldExpression.Literal literal
                                        && literal.value() instanceof Static.BooleanValue bool
                                ? bool.value() ? "take all spans" : "take no spans"
                                : "take spans with " + filter.expression().text());
            }
            case SpansetExpression.SpansetOperation operation -> {
                describe(operation.left(), stages, conditions);
                describe(operation.right(), stages, conditions);
                stages.add(words(operation.operator()));
            }
            case SpansetExpression.WrappedPipeline wrapped ->
                    describe(wrapped.pipeline(), stages, conditions);
        }
    }

    private static String words(SpansetOperator operator) {
        String related =
                switch (operator.relation()) {
                    case LOGICAL -> "";
                    case CHILD -> "a child";
                    case PARENT -> "the parent";
                    case DESCENDANT -> "a descendant";
                    case ANCESTOR -> "an ancestor";
                    case SIBLING -> "a sibling";
                };
        if (related.isEmpty()) {
            return operator == SpansetOperator.AND
                    ? "keep traces that have spans of both sides, with the spans of both"
                    : "keep traces that have spans of either side, with the spans of both";
        }
        return switch (operator.form()) {
            case PLAIN ->
                    "keep spans of the right side that are " + related + " of one on the left";
            case NEGATED ->
                    "keep spans of the right side that are not " + related + " of any on the left";
            case UNION ->
                    "keep spans of the right side that are "
                            + related
                            + " of one on the left, and those on the left";
        };
    }

    /** The pipelines that a scalar is computed from. */
    private static void inner(
            ScalarExpression expression, List<String> stages, Set<String> conditions) {
        switch (expression) {
            case ScalarExpression.Aggregate aggregate -> {}
            case ScalarExpression.ScalarOperation operation -> {
                inner(operation.left(), stages, conditions);
                inner(operation.right(), stages, conditions);
            }
            case ScalarExpression.ScalarLiteral literal -> {}
            case ScalarExpression.PipelineAggregate pipeline ->
                    describe(pipeline.pipeline(), stages, conditions);
        }
    }

    private static void collect(FieldExpression expression, Set<String> conditions) {
        switch (expression) {
            case FieldExpression.BinaryOperation operation
                    when operation.operator().isLogical() -> {
                collect(operation.left(), conditions);
                collect(operation.right(), conditions);
            }
            case FieldExpression.Literal literal -> {}
            case FieldExpression.BinaryOperation operation -> conditions.add(operation.text());
            case FieldExpression.UnaryOperation operation -> conditions.add(operation.text());
            case FieldExpression.Exists exists -> conditions.add(exists.text());
            case FieldExpression.NotExists exists -> conditions.add(exists.text());
            case FieldExpression.Field field -> conditions.add(field.text());
        }
    }
}
