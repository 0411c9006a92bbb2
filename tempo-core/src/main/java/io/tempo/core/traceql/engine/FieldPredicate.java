package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Static;

/**
 * A {@link FieldTest} of one field. The test runs on the owners of the field's column; the answers
 * of resources, scopes and traces go to all their spans, those of events and links to the span that
 * has them: a span passes if any does.
 */
final class FieldPredicate extends Predicate {

    private final TableContext context;
    private final Column column;
    private final boolean ofParent;
    private final FieldTest test;
    private final boolean isBoolean;

    FieldPredicate(TableContext context, Field field, FieldTest test, boolean isBoolean) {
        this.context = context;
        this.column = Column.of(field);
        this.ofParent = Column.ofParent(field);
        this.test = test;
        this.isBoolean = isBoolean;
    }

    Level level() {
        return column.level();
    }

    /** Clears the bits of the owners that fail; not for unscoped attributes. */
    void retainOwners(Bits owners) {
        test.bind(context, column).retain(owners);
    }

    @Override
    void retain(Bits spans) {
        retain(spans, test);
    }

    @Override
    boolean isBoolean() {
        return isBoolean;
    }

    @Override
    void retainBoolean(Bits spans) {
        if (!isBoolean) {
            retain(spans, new FieldTest.IsBool());
        }
    }

    private void retain(Bits spans, FieldTest what) {
        context.checkCancelled();
        if (spans.isEmpty()) {
            return;
        }
        if (isImpossible()) {
            spans.clearAll();
        } else if (ofParent) {
            retainByParent(spans, what);
        } else {
            retainOwn(spans, what);
        }
    }

    private void retainByParent(Bits spans, FieldTest what) {
        int[] parents = context.parents();
        Bits wanted = Bits.none(spans.size());
        for (int s = spans.next(0); s < spans.size(); s = spans.next(s + 1)) {
            if (parents[s] >= 0) {
                wanted.set(parents[s]);
            }
        }
        retainOwn(wanted, what);
        boolean withoutParent = what instanceof FieldTest.Presence p && !p.present();
        for (int s = spans.next(0); s < spans.size(); s = spans.next(s + 1)) {
            int parent = parents[s];
            if (parent < 0 ? !withoutParent : !wanted.get(parent)) {
                spans.clear(s);
            }
        }
    }

    private void retainOwn(Bits spans, FieldTest what) {
        if (column instanceof Column.UnscopedKey unscoped) {
            retainUnscoped(spans, what, unscoped.key());
            return;
        }
        Level level = column.level();
        OwnerTest bound = what.bind(context, column);
        switch (level) {
            case SPAN -> bound.retain(spans);
            case TRACE, RESOURCE, SCOPE -> {
                if (bound instanceof OwnerTest.Constant) {
                    bound.retain(spans);
                } else {
                    int[] ownerOfSpan = context.ownersOfSpans(level);
                    Bits owners =
                            what instanceof FieldTest.Bool
                                    ? used(spans, ownerOfSpan, level)
                                    : Bits.all(context.owners(level));
                    bound.retain(owners);
                    retainOf(spans, ownerOfSpan, owners);
                }
            }
            case EVENT, LINK -> {
                Bits children = Bits.all(context.owners(level));
                bound.retain(children);
                retainWithAny(spans, context.starts(level), children);
            }
        }
    }

    /** The span's value counts where it has the key, the resource's elsewhere. */
    private void retainUnscoped(Bits spans, FieldTest what, String key) {
        TraceTable.AttributeColumn own = context.table.attribute(AttributeScope.SPAN, key);
        Bits elsewhere = spans.copy();
        if (own != null) {
            byte[] types = own.types();
            for (int s = elsewhere.next(0); s < elsewhere.size(); s = elsewhere.next(s + 1)) {
                if (types[s] != ValueType.NIL) {
                    elsewhere.clear(s);
                }
            }
            spans.andNot(elsewhere);
            what.bind(context, new Column.Key(AttributeScope.SPAN, key)).retain(spans);
        } else {
            spans.clearAll();
        }
        if (elsewhere.isEmpty()) {
            return;
        }
        Bits resources = used(elsewhere, context.table.spanResource(), Level.RESOURCE);
        what.bind(context, new Column.Key(AttributeScope.RESOURCE, key)).retain(resources);
        retainOf(elsewhere, context.table.spanResource(), resources);
        spans.or(elsewhere);
    }

    /** The owners of some spans: a test that can fail must not see others. */
    private Bits used(Bits spans, int[] ownerOfSpan, Level level) {
        Bits owners = Bits.none(context.owners(level));
        for (int s = spans.next(0); s < spans.size(); s = spans.next(s + 1)) {
            owners.set(ownerOfSpan[s]);
        }
        return owners;
    }

    private static void retainOf(Bits spans, int[] ownerOfSpan, Bits owners) {
        if (owners.isEmpty()) {
            spans.clearAll();
            return;
        }
        long[] words = spans.words;
        for (int w = 0; w < words.length; w++) {
            long kept = words[w];
            for (long rest = kept; rest != 0; rest &= rest - 1) {
                if (!owners.get(ownerOfSpan[(w << 6) + Long.numberOfTrailingZeros(rest)])) {
                    kept &= ~(rest & -rest);
                }
            }
            words[w] = kept;
        }
    }

    /** Keeps the spans that have an event (link) in {@code children}. */
    static void retainWithAny(Bits spans, int[] starts, Bits children) {
        if (children.isEmpty()) {
            spans.clearAll();
            return;
        }
        for (int s = spans.next(0); s < spans.size(); s = spans.next(s + 1)) {
            if (!children.any(starts[s], starts[s + 1])) {
                spans.clear(s);
            }
        }
    }

    @Override
    boolean isImpossible() {
        if (!(test instanceof FieldTest.Comparison comparison)
                || comparison.operator() != Operator.EQUAL
                || !(comparison.literal() instanceof Static.StringValue literal)) {
            return false;
        }
        byte[] value = ValueNode.bytes(literal);
        TraceTable table = context.table;
        return switch (column) {
            case Column.Key key -> !table.mayContain(key.scope(), key.key(), value);
            case Column.UnscopedKey unscoped ->
                    !table.mayContain(AttributeScope.SPAN, unscoped.key(), value)
                            && !table.mayContain(AttributeScope.RESOURCE, unscoped.key(), value);
            case Column.Text text -> !table.mayContain(text.field(), value);
            case Column.Numbers numbers -> false;
            case Column.Id id -> false;
            case Column.Nothing nothing -> true;
        };
    }

    @Override
    int cost() {
        int base =
                switch (column) {
                    case Column.Numbers numbers -> 2;
                    case Column.Text text -> 4;
                    case Column.Id id -> 6;
                    case Column.Key key -> 8;
                    case Column.UnscopedKey unscoped -> 16;
                    case Column.Nothing nothing -> 0;
                };
        int spread =
                switch (column.level()) {
                    case TRACE, RESOURCE, SCOPE -> -1;
                    case SPAN -> 0;
                    case EVENT, LINK -> 6;
                };
        boolean regex =
                test instanceof FieldTest.Comparison comparison && comparison.operator().isRegex();
        return base + spread + (regex ? 4 : 0) + (ofParent ? 20 : 0);
    }
}
