package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.AggregateFunction;
import io.tempo.core.traceql.ScalarExpression;

/**
 * Computes an aggregate over the spans of a spanset (specification 5.5). Nil is left out; of a sum
 * or an average, the first value decides the type, and values of another type add nothing. For one
 * thread.
 */
final class Aggregator {

    private final TableContext context;
    private final ScalarExpression.Aggregate aggregate;
    private ValueNode argument;
    private final Cursor at = new Cursor();
    private final Cell value = new Cell();

    Aggregator(TableContext context, ScalarExpression.Aggregate aggregate) {
        this.context = context;
        this.aggregate = aggregate;
    }

    /** Nil if no span has a value. */
    void aggregate(SpanSet set, Cell out) {
        AggregateFunction function = aggregate.function();
        if (function == AggregateFunction.COUNT) {
            out.setInt(set.size());
            return;
        }
        if (argument == null) {
            argument = ValueNode.bind(context, aggregate.argument().orElseThrow());
        }
        switch (function) {
            case MIN -> extreme(set, -1, out);
            case MAX -> extreme(set, 1, out);
            case SUM, AVG -> sum(set, function == AggregateFunction.AVG, out);
            case COUNT -> throw new IllegalStateException();
        }
    }

    private boolean next(SpanSet set, int i) {
        at.span = set.span(i);
        argument.evaluate(at, value);
        return value.type != Type.NIL && value.type != Type.OPAQUE;
    }

    private void extreme(SpanSet set, int sign, Cell out) {
        out.setNil();
        for (int i = 0; i < set.size(); i++) {
            if (next(set, i)
                    && (out.type == Type.NIL || Integer.signum(compare(value, out)) == sign)) {
                out.set(value);
            }
        }
    }

    private static int compare(Cell a, Cell b) {
        if (Type.isNumeric(a.type) && Type.isNumeric(b.type)) {
            return a.type == b.type && a.type != Type.FLOAT
                    ? Long.compare(a.bits, b.bits)
                    : Double.compare(a.number(), b.number());
        }
        if (a.type != b.type) {
            return Byte.compare(a.type, b.type);
        }
        if (a.type == Type.STRING) {
            return a.compareText(b);
        }
        return Type.isArray(a.type) ? 0 : Long.compare(a.bits, b.bits);
    }

    private void sum(SpanSet set, boolean average, Cell out) {
        out.setNil();
        long count = 0;
        long whole = 0;
        double fraction = 0;
        for (int i = 0; i < set.size(); i++) {
            if (!next(set, i)) {
                continue;
            }
            count++;
            if (count == 1) {
                out.set(value);
            }
            if (value.type == out.type) {
                if (value.type == Type.FLOAT) {
                    fraction += value.number();
                } else {
                    whole += value.bits;
                }
            }
        }
        if (out.type == Type.FLOAT) {
            out.setFloat(average ? fraction / count : fraction);
        } else if (out.type == Type.INT && average) {
            out.setFloat((double) whole / count);
        } else if (out.type == Type.INT) {
            out.setInt(whole);
        } else if (out.type == Type.DURATION) {
            out.setNumber(Type.DURATION, average ? whole / count : whole);
        }
    }
}
