package io.tempo.core.traceql.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Several conditions on events (or on links) that one and the same event of a span has to meet
 * (specification 4.8: a filter that is a pure conjunction). Conditions are fields beside literals; an expression of several
 * fields holds by itself, for any event.
 */
final class ChildPredicate extends Predicate {

    private final TableContext context;
    private final Level level;
    private final List<FieldPredicate> conditions = new ArrayList<>();

    ChildPredicate(TableContext context, Level level) {
        this.context = context;
        this.level = level;
    }

    void add(FieldPredicate condition) {
        conditions.add(condition);
    }

    int size() {
        return conditions.size();
    }

    @Override
    void retain(Bits spans) {
        if (spans.isEmpty()) {
            return;
        }
        if (isImpossible()) {
            spans.clearAll();
            return;
        }
        Bits children = Bits.all(context.owners(level));
        for (FieldPredicate condition : conditions) {
            condition.retainOwners(children);
            if (children.isEmpty()) {
                spans.clearAll();
                return;
            }
        }
        FieldPredicate.retainWithAny(spans, context.starts(level), children);
    }

    @Override
    boolean isImpossible() {
        for (FieldPredicate condition : conditions) {
            if (condition.isImpossible()) {
                return true;
            }
        }
        return false;
    }

    @Override
    int cost() {
        int sum = 0;
        for (FieldPredicate condition : conditions) {
            sum += condition.cost();
        }
        return sum;
    }
}
