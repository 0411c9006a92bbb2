package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.MetricsExpression.MetricsQuery;
import io.tempo.core.traceql.ScalarExpression.Aggregate;
import io.tempo.core.traceql.ScalarExpression.PipelineAggregate;
import io.tempo.core.traceql.ScalarExpression.ScalarLiteral;
import io.tempo.core.traceql.SpansetExpression.WrappedPipeline;
import io.tempo.core.traceql.Stage.ScalarFilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses whole queries, by recursive descent. A leading parenthesis may open a spanset expression,
 * a pipeline, an aggregate, a constant or a metrics query; {@link OperandParser} reads it as what
 * its content turns out to be, and this class decides what may follow.
 */
final class Parser {

    private final TokenCursor cursor;
    private final FieldParser fields;
    private final MetricsParser metrics;
    private final OperandParser operands;

    Parser(String text) {
        this(Lexer.tokens(text));
    }

    Parser(List<Token> tokens) {
        cursor = new TokenCursor(tokens);
        fields = new FieldParser(cursor);
        operands = new OperandParser(cursor, fields, this);
        metrics = new MetricsParser(cursor, fields, operands);
    }

    /** Parses the text to its end. */
    Query query() {
        QueryBody body = body();
        Hints hints = Hints.NONE;
        while (cursor.isWord("with")) {
            hints = hints();
        }
        cursor.expectEnd();
        return new Query(body, hints);
    }

    /** Parses a text that is an attribute or an intrinsic in braces, and nothing else. */
    Field onlyField() {
        cursor.expect("{", "at the start");
        Field field = fields.field();
        cursor.expect("}", "behind the attribute");
        cursor.expectEnd();
        return field;
    }

    private QueryBody body() {
        Token start = cursor.peek();
        if (isStageWord(start)) {
            return asBody(pipeline(wordStage(), false));
        }
        Operand head = operands.expression();
        return switch (head) {
            case Operand.Wrapped(SpansetExpression expression, Position at) -> {
                if (cursor.isSymbol("|")) {
                    throw cursor.error(
                            cursor.peek(),
                            "operators between pipelines end the query, no stage may follow them");
                }
                yield new Pipeline(List.of(expression), at);
            }
            case Operand.PipelineScalar scalar ->
                    new Pipeline(List.of(pipelineComparison(scalar)), scalar.at());
            case Operand.Metrics(MetricsExpression expression, Position at) ->
                    new MetricsMath(expression, metrics.postStages(), at);
            case Operand.Spanset _, Operand.Scalar _, Operand.Constant _ ->
                    asBody(pipeline(stage(head), false));
        };
    }

    /** Outside of parentheses a pipeline never ends in an aggregate. */
    private static QueryBody asBody(Ending ending) {
        return switch (ending) {
            case Ending.Spans(Pipeline pipeline) -> pipeline;
            case Ending.Series(MetricsQuery query) -> query;
            case Ending.Number _ -> throw new IllegalStateException("aggregate at the end");
        };
    }

    /** How a pipeline ended. */
    private sealed interface Ending {

        record Spans(Pipeline pipeline) implements Ending {}

        record Number(PipelineAggregate aggregate) implements Ending {}

        record Series(MetricsQuery query) implements Ending {}
    }

    /** Parses what stands in parentheses, from the opening to the closing one. */
    Operand group() {
        Token open = cursor.next();
        cursor.enter(open);
        Operand content = groupContent(open.at());
        if (content instanceof Operand.Metrics && !cursor.isSymbol(")")) {
            throw cursor.unexpected("an arithmetic operator or ')' behind " + content.describe());
        }
        cursor.expect(")", "to close the '(' at " + open.at());
        cursor.leave();
        return content;
    }

    private Operand groupContent(Position at) {
        Stage first;
        if (isStageWord(cursor.peek())) {
            first = wordStage();
        } else {
            Operand head = operands.expression();
            switch (head) {
                case Operand.Wrapped _, Operand.PipelineScalar _, Operand.Metrics _ -> {
                    return head;
                }
                case Operand.Spanset(SpansetExpression expression, _, _) -> {
                    if (cursor.isSymbol(")")) {
                        return new Operand.Spanset(expression, true, at);
                    }
                }
                case Operand.Scalar(ScalarExpression expression, _, _) -> {
                    if (cursor.isSymbol(")")) {
                        return new Operand.Scalar(expression, true, at);
                    }
                }
                case Operand.Constant _ -> {
                    if (cursor.isSymbol(")")) {
                        return head;
                    }
                }
            }
            first = stage(head);
        }
        cursor.setHeight(cursor.height() + 1, at);
        return switch (pipeline(first, true)) {
            case Ending.Spans(Pipeline pipeline) ->
                    new Operand.Wrapped(new WrappedPipeline(pipeline, at), at);
            case Ending.Number(PipelineAggregate aggregate) ->
                    new Operand.PipelineScalar(aggregate, at);
            case Ending.Series(MetricsQuery query) -> new Operand.Metrics(query, at);
        };
    }

    /** Parses the stages behind the first one. */
    private Ending pipeline(Stage first, boolean grouped) {
        List<Stage> stages = new ArrayList<>();
        stages.add(first);
        int height = cursor.height();
        while (cursor.accept("|")) {
            Token token = cursor.peek();
            if (MetricsParser.startsFunction(token)) {
                MetricsFunction function = metrics.function();
                height = Math.max(height, cursor.height());
                List<PostStage> postStages = metrics.postStages();
                cursor.setHeight(height, token.at());
                Pipeline pipeline = new Pipeline(stages, first.at());
                return new Ending.Series(
                        new MetricsQuery(pipeline, function, postStages, first.at()));
            }
            if (token.isWord("topk") || token.isWord("bottomk")) {
                throw cursor.error(
                        token, token.text() + " may only follow a metrics function such as rate()");
            }
            if (token.isWord("coalesce")) {
                stages.add(coalesce());
            } else if (isStageWord(token)) {
                stages.add(wordStage());
            } else {
                Operand operand = operands.expression();
                if (grouped
                        && operand instanceof Operand.Scalar(Aggregate aggregate, boolean inner, _)
                        && !inner
                        && cursor.isSymbol(")")) {
                    cursor.setHeight(Math.max(height, cursor.height()) + 1, token.at());
                    Pipeline pipeline = new Pipeline(stages, first.at());
                    return new Ending.Number(
                            new PipelineAggregate(pipeline, aggregate, first.at()));
                }
                stages.add(stage(operand));
            }
            height = Math.max(height, cursor.height());
        }
        cursor.setHeight(height, first.at());
        return new Ending.Spans(new Pipeline(stages, first.at()));
    }

    private static boolean isStageWord(Token token) {
        return token.isWord("by") || token.isWord("select");
    }

    /** {@code by(...)} or {@code select(...)}. */
    private Stage wordStage() {
        Token word = cursor.next();
        cursor.expect("(", "after '" + word.text() + "'");
        if (word.text().equals("by")) {
            FieldExpression expression = fields.expression();
            if (cursor.isSymbol(",")) {
                throw cursor.error(
                        cursor.peek(),
                        "by() as a stage takes one expression; write by(a) | by(b) for several");
            }
            cursor.expect(")", "to close by()");
            return new Stage.GroupBy(expression, word.at());
        }
        List<Field> selected = new ArrayList<>();
        do {
            selected.add(fields.field());
        } while (cursor.accept(","));
        cursor.expect(")", "to close select()");
        return new Stage.Select(selected, word.at());
    }

    private Stage coalesce() {
        Token word = cursor.next();
        cursor.expect("(", "after 'coalesce'");
        cursor.expect(")", "to close coalesce()");
        return new Stage.Coalesce(word.at());
    }

    /** Makes a stage of an operand, with the comparison behind it. */
    private Stage stage(Operand operand) {
        return switch (operand) {
            case Operand.Spanset(SpansetExpression expression, _, _) -> expression;
            case Operand.Scalar(ScalarExpression expression, _, Position at) -> {
                Operator operator = comparison(operand);
                int height = cursor.height();
                Operand right = operands.expression();
                yield filter(operator, expression, height, right, at);
            }
            case Operand.Constant(Static value, Position at) -> {
                Operator operator = comparison(operand);
                Operand right = operands.expression();
                if (right instanceof Operand.Constant) {
                    throw cursor.error(right.at(), "expected an aggregate such as count()");
                }
                yield filter(operator, new ScalarLiteral(value, at), 1, right, at);
            }
            case Operand.Wrapped _, Operand.PipelineScalar _, Operand.Metrics _ ->
                    throw cursor.error(
                            operand.at(),
                            operand.describe()
                                    + " is not a stage, expected a spanset, a comparison with an"
                                    + " aggregate, by(), select() or coalesce()");
        };
    }

    private ScalarFilter filter(
            Operator operator, ScalarExpression left, int leftHeight, Operand right, Position at) {
        cursor.setHeight(Math.max(leftHeight, cursor.height()) + 1, at);
        return switch (right) {
            case Operand.Scalar(ScalarExpression expression, _, _) ->
                    new ScalarFilter(operator, left, expression, at);
            case Operand.Constant(Static value, Position place) ->
                    new ScalarFilter(operator, left, new ScalarLiteral(value, place), at);
            case Operand.Spanset _,
                    Operand.Wrapped _,
                    Operand.PipelineScalar _,
                    Operand.Metrics _ ->
                    throw cursor.error(
                            right.at(),
                            "an aggregate is compared with a constant or an aggregate, not with "
                                    + right.describe());
        };
    }

    private ScalarFilter pipelineComparison(Operand.PipelineScalar left) {
        Operator operator = comparison(left);
        int height = cursor.height();
        Operand right = operands.expression();
        cursor.setHeight(Math.max(height, cursor.height()) + 1, left.at());
        return switch (right) {
            case Operand.PipelineScalar(ScalarExpression expression, _) ->
                    new ScalarFilter(operator, left.expression(), expression, left.at());
            case Operand.Constant(Static value, Position at) ->
                    new ScalarFilter(
                            operator, left.expression(), new ScalarLiteral(value, at), left.at());
            case Operand.Spanset _, Operand.Wrapped _, Operand.Scalar _, Operand.Metrics _ ->
                    throw cursor.error(
                            right.at(),
                            left.describe()
                                    + " is compared with a constant or another one, not with "
                                    + right.describe());
        };
    }

    private Operator comparison(Operand left) {
        Optional<Operator> operator = MetricsParser.comparison(cursor.peek());
        if (operator.isEmpty()) {
            throw cursor.unexpected("a comparison (= != < <= > >=) behind " + left.describe());
        }
        cursor.next();
        return operator.get();
    }

    private Hints hints() {
        cursor.next();
        cursor.expect("(", "after 'with'");
        List<Hints.Hint> list = new ArrayList<>();
        do {
            Token name = cursor.peek();
            if (name.type() != Token.Type.IDENTIFIER) {
                throw cursor.unexpected("the name of a hint");
            }
            cursor.next();
            cursor.expect("=", "after the name of a hint");
            Optional<Static> value = fields.literal();
            if (value.isEmpty()) {
                throw cursor.unexpected("a literal without sign as the value of the hint");
            }
            list.add(new Hints.Hint(name.text(), value.get(), name.at()));
        } while (cursor.accept(","));
        cursor.expect(")", "to close with()");
        return new Hints(list);
    }
}
