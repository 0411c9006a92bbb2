package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses metrics functions and what may follow them. */
final class MetricsParser {

    private final TokenCursor cursor;
    private final FieldParser fields;
    private final OperandParser operands;

    MetricsParser(TokenCursor cursor, FieldParser fields, OperandParser operands) {
        this.cursor = cursor;
        this.fields = fields;
        this.operands = operands;
    }

    static boolean startsFunction(Token token) {
        return token.isWord("compare") || name(token).isPresent();
    }

    /** The comparison operator that a token is. */
    static Optional<Operator> comparison(Token token) {
        if (token.type() != Token.Type.SYMBOL) {
            return Optional.empty();
        }
        return Optional.ofNullable(Operator.ofSymbol(token.text()))
                .filter(operator -> operator.isEquality() || operator.isOrdering());
    }

    /** Parses the function; the next token starts one. */
    MetricsFunction function() {
        Optional<MetricsFunctionName> name = name(cursor.peek());
        return name.isPresent() ? overTime(name.get()) : compare();
    }

    /** Parses {@code topk}, {@code bottomk} and comparisons, as far as there are any. */
    List<PostStage> postStages() {
        List<PostStage> stages = new ArrayList<>();
        while (true) {
            Token token = cursor.peek();
            Optional<Operator> operator = comparison(token);
            if (operator.isPresent()) {
                cursor.next();
                stages.add(comparison(operator.get(), token));
            } else if (cursor.accept("|")) {
                stages.add(limit());
            } else {
                return stages;
            }
        }
    }

    private static Optional<MetricsFunctionName> name(Token token) {
        if (token.type() == Token.Type.WORD) {
            for (MetricsFunctionName name : MetricsFunctionName.values()) {
                if (name.word().equals(token.text())) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    private MetricsFunction overTime(MetricsFunctionName name) {
        Token word = cursor.next();
        cursor.expect("(", "after '" + name.word() + "'");
        Optional<Field> argument =
                name.hasArgument() ? Optional.of(fields.field()) : Optional.empty();
        List<Double> quantiles = new ArrayList<>();
        if (name == MetricsFunctionName.QUANTILE_OVER_TIME) {
            cursor.expect(",", "and a quantile between 0 and 1");
            do {
                quantiles.add(quantile());
            } while (cursor.accept(","));
        }
        cursor.expect(")", "to close " + name.word() + "()");
        List<Field> by = new ArrayList<>();
        if (cursor.isWord("by")) {
            cursor.next();
            cursor.expect("(", "after 'by'");
            do {
                by.add(fields.field());
            } while (cursor.accept(","));
            cursor.expect(")", "to close by()");
        }
        cursor.setHeight(2, word.at());
        return new MetricsFunction.OverTime(name, argument, quantiles, by, word.at());
    }

    private double quantile() {
        Token token = cursor.peek();
        if (token.type() != Token.Type.INT && token.type() != Token.Type.FLOAT) {
            throw cursor.unexpected("a quantile between 0 and 1");
        }
        return cursor.next().value().number();
    }

    private MetricsFunction compare() {
        Token word = cursor.next();
        cursor.expect("(", "after 'compare'");
        SpansetFilter filter = operands.spansetFilter();
        int height = cursor.height();
        long topN = MetricsFunction.Compare.DEFAULT_TOP_N;
        long startNanos = 0;
        long endNanos = 0;
        if (cursor.accept(",")) {
            topN = integer("the number of values to compare");
            if (cursor.accept(",")) {
                startNanos = integer("the start in unix nanoseconds");
                cursor.expect(",", "and the end in unix nanoseconds");
                endNanos = integer("the end in unix nanoseconds");
            }
        }
        cursor.expect(")", "to close compare()");
        cursor.setHeight(height + 1, word.at());
        return new MetricsFunction.Compare(filter, topN, startNanos, endNanos, word.at());
    }

    private PostStage limit() {
        Token word = cursor.peek();
        if (!word.isWord("topk") && !word.isWord("bottomk")) {
            throw cursor.unexpected(
                    "topk() or bottomk(): nothing else may follow a metrics function behind '|'");
        }
        cursor.next();
        cursor.expect("(", "after '" + word.text() + "'");
        long limit = integer("the number of series to keep");
        cursor.expect(")", "to close " + word.text() + "()");
        return word.text().equals("topk")
                ? new PostStage.TopK(limit, word.at())
                : new PostStage.BottomK(limit, word.at());
    }

    private PostStage comparison(Operator operator, Token token) {
        Operand right = operands.expression();
        if (!(right instanceof Operand.Constant(Static value, _))) {
            throw cursor.error(
                    right.at(),
                    "series are compared with a constant, not with " + right.describe());
        }
        return new PostStage.Comparison(operator, value, token.at());
    }

    private long integer(String what) {
        if (!(cursor.peek().value() instanceof Static.IntValue(long value))) {
            throw cursor.unexpected("an integer, " + what);
        }
        cursor.next();
        return value;
    }
}
