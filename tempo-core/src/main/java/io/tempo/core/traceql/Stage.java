package io.tempo.core.traceql;

import java.util.List;

/** One stage of a {@link Pipeline}. */
public sealed interface Stage
        permits SpansetExpression, Stage.ScalarFilter, Stage.GroupBy, Stage.Coalesce, Stage.Select {

    /** Where it starts. */
    Position at();

    /** Canonical text. */
    default String text() {
        return CanonicalText.of(this);
    }

    /**
     * Keeps the spansets for which the comparison holds: {@code count() > 2}.
     *
     * @param operator one of {@code = != < <= > >=}
     */
    record ScalarFilter(
            Operator operator, ScalarExpression left, ScalarExpression right, Position at)
            implements Stage {}

    /** Splits each spanset by a value of its spans: {@code by(.a)}. */
    record GroupBy(FieldExpression expression, Position at) implements Stage {}

    /** Joins the spansets of a trace into one: {@code coalesce()}. */
    record Coalesce(Position at) implements Stage {}

    /**
     * Adds attributes to the spans of the result: {@code select(.a, name)}.
     *
     * @param fields at least one
     */
    record Select(List<FieldExpression.Field> fields, Position at) implements Stage {

        public Select {
            fields = List.copyOf(fields);
        }
    }
}
