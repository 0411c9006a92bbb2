package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;
import io.tempo.core.traceql.MetricsExpression.MetricsConstant;
import io.tempo.core.traceql.MetricsExpression.MetricsOperation;
import io.tempo.core.traceql.MetricsExpression.MetricsQuery;
import io.tempo.core.traceql.ScalarExpression.Aggregate;
import io.tempo.core.traceql.ScalarExpression.PipelineAggregate;
import io.tempo.core.traceql.ScalarExpression.ScalarLiteral;
import io.tempo.core.traceql.ScalarExpression.ScalarOperation;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.SpansetExpression.SpansetOperation;
import io.tempo.core.traceql.SpansetExpression.WrappedPipeline;

import java.util.List;

/**
 * Writes trees as text that parses to an equal tree. The text of attributes, expressions and stages
 * is also what clients see as result keys and metric labels.
 */
final class CanonicalText {

    private final StringBuilder out = new StringBuilder();

    private CanonicalText() {}

    static String of(Query query) {
        CanonicalText t = new CanonicalText();
        t.body(query.body());
        if (!query.hints().list().isEmpty()) {
            String separator = " with(";
            for (Hints.Hint hint : query.hints().list()) {
                t.out.append(separator).append(hint.name()).append('=');
                t.value(hint.value());
                separator = ", ";
            }
            t.out.append(')');
        }
        return t.out.toString();
    }

    static String of(QueryBody body) {
        CanonicalText t = new CanonicalText();
        t.body(body);
        return t.out.toString();
    }

    static String of(Stage stage) {
        CanonicalText t = new CanonicalText();
        t.stage(stage);
        return t.out.toString();
    }

    static String of(ScalarExpression expression) {
        CanonicalText t = new CanonicalText();
        t.scalar(expression);
        return t.out.toString();
    }

    static String of(FieldExpression expression) {
        CanonicalText t = new CanonicalText();
        t.field(expression);
        return t.out.toString();
    }

    static String of(MetricsExpression expression) {
        CanonicalText t = new CanonicalText();
        t.metrics(expression);
        return t.out.toString();
    }

    static String of(MetricsFunction function) {
        CanonicalText t = new CanonicalText();
        t.function(function);
        return t.out.toString();
    }

    static String of(PostStage stage) {
        CanonicalText t = new CanonicalText();
        t.postStage(stage);
        return t.out.toString();
    }

    static String of(Static value) {
        CanonicalText t = new CanonicalText();
        t.value(value);
        return t.out.toString();
    }

    private void body(QueryBody body) {
        switch (body) {
            case Pipeline pipeline -> pipeline(pipeline);
            case MetricsQuery query -> metricsQuery(query);
            case MetricsMath math -> {
                if (math.expression() instanceof MetricsOperation operation) {
                    metrics(operation);
                } else {
                    metricsOperand(math.expression());
                }
                math.postStages().forEach(this::postStage);
            }
        }
    }

    private void pipeline(Pipeline pipeline) {
        String separator = "";
        for (Stage stage : pipeline.stages()) {
            out.append(separator);
            stage(stage);
            separator = " | ";
        }
    }

    private void stage(Stage stage) {
        switch (stage) {
            case SpansetFilter filter -> {
                out.append("{ ");
                field(filter.expression());
                out.append(" }");
            }
            case SpansetOperation operation -> {
                spansetOperand(operation.left());
                out.append(' ').append(operation.operator().symbol()).append(' ');
                spansetOperand(operation.right());
            }
            case WrappedPipeline wrapped -> {
                out.append('(');
                pipeline(wrapped.pipeline());
                out.append(')');
            }
            case Stage.ScalarFilter filter -> {
                scalar(filter.left());
                out.append(' ').append(filter.operator().symbol()).append(' ');
                scalar(filter.right());
            }
            case Stage.GroupBy group -> {
                out.append("by(");
                field(group.expression());
                out.append(')');
            }
            case Stage.Coalesce _ -> out.append("coalesce()");
            case Stage.Select select -> {
                out.append("select(");
                fields(select.fields());
                out.append(')');
            }
        }
    }

    private void spansetOperand(SpansetExpression operand) {
        if (operand instanceof SpansetOperation) {
            out.append('(');
            stage(operand);
            out.append(')');
        } else {
            stage(operand);
        }
    }

    private void scalar(ScalarExpression expression) {
        switch (expression) {
            case Aggregate aggregate -> {
                out.append(aggregate.function().word()).append('(');
                aggregate.argument().ifPresent(this::field);
                out.append(')');
            }
            case ScalarLiteral literal -> constant(literal.value());
            case PipelineAggregate wrapped -> {
                out.append('(');
                pipeline(wrapped.pipeline());
                out.append(" | ");
                scalar(wrapped.aggregate());
                out.append(')');
            }
            case ScalarOperation operation -> {
                scalarOperand(operation.left());
                out.append(' ').append(operation.operator().symbol()).append(' ');
                scalarOperand(operation.right());
            }
        }
    }

    private void scalarOperand(ScalarExpression operand) {
        if (operand instanceof ScalarOperation) {
            out.append('(');
            scalar(operand);
            out.append(')');
        } else {
            scalar(operand);
        }
    }

    private void metrics(MetricsExpression expression) {
        switch (expression) {
            case MetricsQuery query -> metricsQuery(query);
            case MetricsConstant constant -> constant(constant.value());
            case MetricsOperation operation -> {
                metricsOperand(operation.left());
                out.append(' ').append(operation.operator().symbol()).append(' ');
                metricsOperand(operation.right());
            }
        }
    }

    private void metricsOperand(MetricsExpression operand) {
        if (operand instanceof MetricsConstant) {
            metrics(operand);
        } else {
            out.append('(');
            metrics(operand);
            out.append(')');
        }
    }

    private void metricsQuery(MetricsQuery query) {
        pipeline(query.pipeline());
        out.append(" | ");
        function(query.function());
        query.postStages().forEach(this::postStage);
    }

    private void function(MetricsFunction function) {
        switch (function) {
            case MetricsFunction.OverTime f -> {
                out.append(f.function().word()).append('(');
                f.argument().ifPresent(this::field);
                for (double quantile : f.quantiles()) {
                    out.append(", ").append(GoFormat.floatText(quantile));
                }
                out.append(')');
                if (!f.by().isEmpty()) {
                    out.append(" by (");
                    fields(f.by());
                    out.append(')');
                }
            }
            case MetricsFunction.Compare c -> {
                out.append("compare(");
                stage(c.filter());
                boolean window = c.startNanos() != 0 || c.endNanos() != 0;
                if (window || c.topN() != MetricsFunction.Compare.DEFAULT_TOP_N) {
                    out.append(", ").append(c.topN());
                }
                if (window) {
                    out.append(", ").append(c.startNanos()).append(", ").append(c.endNanos());
                }
                out.append(')');
            }
        }
    }

    private void postStage(PostStage stage) {
        switch (stage) {
            case PostStage.TopK topK -> out.append(" | topk(").append(topK.limit()).append(')');
            case PostStage.BottomK bottomK ->
                    out.append(" | bottomk(").append(bottomK.limit()).append(')');
            case PostStage.Comparison comparison -> {
                out.append(' ').append(comparison.operator().symbol()).append(' ');
                constant(comparison.value());
            }
        }
    }

    private void fields(List<Field> fields) {
        String separator = "";
        for (Field field : fields) {
            out.append(separator);
            field(field);
            separator = ", ";
        }
    }

    private void field(FieldExpression expression) {
        switch (expression) {
            case BinaryOperation operation -> {
                boolean tight =
                        operation.operator().compareTo(Operator.MULTIPLY) >= 0
                                && operation.operator().isArithmetic();
                // A minus sign on the left would otherwise swallow the whole product.
                if (tight && startsWithMinus(operation.left())) {
                    parenthesised(operation.left());
                } else {
                    operand(operation.left());
                }
                out.append(' ').append(operation.operator().symbol()).append(' ');
                operand(operation.right());
            }
            case UnaryOperation operation -> {
                out.append(operation.operator().symbol());
                if (operation.operand() instanceof UnaryOperation inner) {
                    field(inner);
                } else {
                    operand(operation.operand());
                }
            }
            case Literal literal -> value(literal.value());
            case Exists exists -> {
                operand(exists.operand());
                out.append(" != nil");
            }
            case NotExists notExists -> {
                operand(notExists.operand());
                out.append(" = nil");
            }
            case Attribute attribute -> attribute(attribute);
            case IntrinsicField field -> out.append(field.intrinsic().text());
        }
    }

    private void operand(FieldExpression operand) {
        if (operand instanceof Literal || operand instanceof Field) {
            field(operand);
        } else {
            parenthesised(operand);
        }
    }

    private void parenthesised(FieldExpression expression) {
        out.append('(');
        field(expression);
        out.append(')');
    }

    private static boolean startsWithMinus(FieldExpression expression) {
        return expression instanceof Literal(Static value, _)
                && switch (value) {
                    case Static.IntValue(long v) -> v < 0;
                    case Static.FloatValue(double v) -> Math.copySign(1, v) < 0;
                    case Static.DurationValue(long v) -> v < 0;
                    case Static.StringValue _,
                            Static.BooleanValue _,
                            Static.StatusValue _,
                            Static.KindValue _,
                            Static.Nil _ ->
                            false;
                };
    }

    private void attribute(Attribute attribute) {
        if (attribute.parent()) {
            out.append("parent.");
        }
        if (!attribute.parent() || attribute.scope() != Scope.UNSCOPED) {
            out.append(attribute.scope().word()).append('.');
        }
        String name = attribute.name();
        if (!mustBeQuoted(attribute)) {
            out.append(name);
            return;
        }
        out.append('"');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    private static boolean mustBeQuoted(Attribute attribute) {
        String name = attribute.name();
        if (name.isEmpty()) {
            return true;
        }
        if (attribute.scope() == Scope.UNSCOPED) {
            // ".5" is a number, and "parent.span.x" is x on the parent span.
            if (attribute.parent()
                    ? name.startsWith("span.") || name.startsWith("resource.")
                    : Characters.isDigit(name.charAt(0))) {
                return true;
            }
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '"' || !Characters.isAttributeCharacter(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * A folded constant, where neither {@code minInt} nor an infinity can be written as one word.
     */
    private void constant(Static value) {
        if (value instanceof Static.IntValue(long v) && v == Long.MIN_VALUE) {
            out.append('(').append(Long.MIN_VALUE + 1).append(" - 1)");
        } else {
            value(value);
        }
    }

    private void value(Static value) {
        switch (value) {
            case Static.StringValue(String v) -> string(v);
            case Static.IntValue(long v) -> {
                if (v == Long.MIN_VALUE) {
                    out.append("minInt");
                } else {
                    out.append(v);
                }
            }
            case Static.FloatValue(double v) -> {
                if (Double.isNaN(v)) {
                    out.append("(0.0 / 0)");
                } else if (Double.isInfinite(v)) {
                    out.append(v > 0 ? "(1.0 / 0)" : "((-1.0) / 0)");
                } else {
                    out.append(GoFormat.floatText(v));
                }
            }
            case Static.BooleanValue(boolean v) -> out.append(v);
            case Static.DurationValue(long nanos) -> out.append(GoFormat.durationText(nanos));
            case Static.StatusValue(Status v) -> out.append(v.word());
            case Static.KindValue(SpanKind v) -> out.append(v.word());
            case Static.Nil _ -> out.append("nil");
        }
    }

    /** In backticks, or in quotes where a raw string cannot hold the text. */
    private void string(String text) {
        if (text.indexOf('`') < 0 && text.indexOf('\r') < 0) {
            out.append('`').append(text).append('`');
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        out.append('"');
    }
}
