package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;
import io.tempo.core.traceql.Intrinsic;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.ScalarExpression;
import io.tempo.core.traceql.SpansetExpression;
import io.tempo.core.traceql.Stage;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which fields of matching spans a query's answer shows (specification 5.7): those that the query
 * mentions. Of a field that is only compared with literals, values are shown that some of the
 * comparisons accept, as in the reference; of an array, the elements.
 */
final class DisplayedFields {

    /** Part of a result's fixed fields, or not wanted by clients. */
    private static final Set<Intrinsic> NEVER_SHOWN =
            EnumSet.of(
                    Intrinsic.NAME,
                    Intrinsic.DURATION,
                    Intrinsic.TRACE_DURATION,
                    Intrinsic.ROOT_NAME,
                    Intrinsic.ROOT_SERVICE_NAME,
                    Intrinsic.TRACE_ID,
                    Intrinsic.SPAN_ID,
                    Intrinsic.PARENT);

    /**
     * A field to show.
     *
     * @param key the key in results: without scope
     * @param accepted comparisons, one of which a value has to pass; null if all values are shown
     * @param grouped whether spans are grouped by the field
     */
    record Shown(Field field, String key, List<FieldTest.Comparison> accepted, boolean grouped) {}

    private final Regexes regexes;
    private final Map<Field, List<FieldTest.Comparison>> comparisons = new LinkedHashMap<>();
    private final Set<Field> entirely = new HashSet<>();
    private final Set<Field> grouped = new HashSet<>();
    private boolean names;

    private DisplayedFields(Regexes regexes) {
        this.regexes = regexes;
    }

    static DisplayedFields of(Pipeline pipeline, Regexes regexes) {
        DisplayedFields fields = new DisplayedFields(regexes);
        fields.visit(pipeline);
        return fields;
    }

    /** Whether names of spans are shown. */
    boolean names() {
        return names;
    }

    /** The fields that are mentioned, in the order of the query. */
    List<Field> mentioned() {
        return List.copyOf(comparisons.keySet());
    }

    List<Shown> shown() {
        List<Shown> shown = new ArrayList<>();
        comparisons.forEach(
                (field, accepted) -> {
                    if (!(field instanceof IntrinsicField i)
                            || !NEVER_SHOWN.contains(i.intrinsic())) {
                        shown.add(
                                new Shown(
                                        field,
                                        key(field),
                                        entirely.contains(field) ? null : accepted,
                                        grouped.contains(field)));
                    }
                });
        return shown;
    }

    private static String key(Field field) {
        return switch (field) {
            case Attribute attribute ->
                    attribute.parent() ? "parent." + attribute.name() : attribute.name();
            case IntrinsicField intrinsic -> intrinsic.intrinsic().text();
        };
    }

    private void visit(Pipeline pipeline) {
        for (Stage stage : pipeline.stages()) {
            visit(stage);
        }
    }

    private void visit(Stage stage) {
        switch (stage) {
            case SpansetExpression.SpansetFilter filter -> visit(filter.expression());
            case SpansetExpression.SpansetOperation operation -> {
                visit(operation.left());
                visit(operation.right());
            }
            case SpansetExpression.WrappedPipeline wrapped -> visit(wrapped.pipeline());
            case Stage.ScalarFilter filter -> {
                visit(filter.left());
                visit(filter.right());
            }
            case Stage.GroupBy by -> {
                visit(by.expression());
                if (by.expression() instanceof Field field) {
                    grouped.add(field);
                }
            }
            case Stage.Coalesce coalesce -> {}
            case Stage.Select select -> select.fields().forEach(this::show);
        }
    }

    private void visit(ScalarExpression scalar) {
        switch (scalar) {
            case ScalarExpression.Aggregate aggregate ->
                    aggregate.argument().ifPresent(this::visit);
            case ScalarExpression.ScalarOperation operation -> {
                visit(operation.left());
                visit(operation.right());
            }
            case ScalarExpression.ScalarLiteral literal -> {}
            case ScalarExpression.PipelineAggregate pipeline -> {
                visit(pipeline.pipeline());
                visit(pipeline.aggregate());
            }
        }
    }

    private void visit(FieldExpression expression) {
        switch (expression) {
            case Literal literal -> {}
            case Field field -> show(field);
            case UnaryOperation unary -> visit(unary.operand());
            case Exists exists -> visit(exists.operand());
            case NotExists not -> {
                if (!(not.operand() instanceof Field)) {
                    visit(not.operand());
                }
            }
            case BinaryOperation binary -> {
                Operator operator = binary.operator();
                boolean comparison = !operator.isArithmetic() && !operator.isLogical();
                if (comparison
                        && binary.left() instanceof Field field
                        && binary.right() instanceof Literal literal) {
                    accept(field, FieldTest.Comparison.of(regexes, operator, literal.value()));
                } else if (comparison
                        && binary.left() instanceof Literal literal
                        && binary.right() instanceof Field field
                        && !operator.isRegex()) {
                    accept(
                            field,
                            FieldTest.Comparison.of(regexes, operator.flipped(), literal.value()));
                } else {
                    visit(binary.left());
                    visit(binary.right());
                }
            }
        }
    }

    private void show(Field field) {
        accept(field, null);
        entirely.add(field);
    }

    private void accept(Field field, FieldTest.Comparison comparison) {
        if (field instanceof IntrinsicField i && i.intrinsic() == Intrinsic.NAME) {
            names = true;
        }
        List<FieldTest.Comparison> list =
                comparisons.computeIfAbsent(field, f -> new ArrayList<>());
        if (comparison != null) {
            list.add(comparison);
        }
    }
}
