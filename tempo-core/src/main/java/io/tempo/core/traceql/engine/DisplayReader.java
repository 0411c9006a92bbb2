package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.ValueType;

import java.util.ArrayList;
import java.util.List;

/** Reads the value of one field that an answer shows for a span. For one thread. */
final class DisplayReader {

    private final TableContext context;
    private final DisplayedFields.Shown shown;
    private final Column column;
    private final boolean ofParent;
    private final boolean integersOnly;
    private final Part own;
    private final Part fallback;
    private final Cell cell = new Cell();

    DisplayReader(TableContext context, DisplayedFields.Shown shown) {
        this.context = context;
        this.shown = shown;
        this.ofParent = Column.ofParent(shown.field());
        this.column = Column.of(shown.field());
        this.integersOnly = shown.grouped() && context.groupsIntegersOnly(shown.field());
        if (column instanceof Column.UnscopedKey unscoped) {
            own = new Part(new Column.Key(AttributeScope.SPAN, unscoped.key()));
            fallback = new Part(new Column.Key(AttributeScope.RESOURCE, unscoped.key()));
        } else {
            own = new Part(column);
            fallback = null;
        }
    }

    String key() {
        return shown.key();
    }

    /** The value to show, or null. What grouping took for nil is shown as that. */
    Value read(int span) {
        if (integersOnly && own.hasKey(span) && !own.hasIntegers(span)) {
            return Value.NIL;
        }
        int s = ofParent ? context.parents()[span] : span;
        if (s < 0) {
            return null;
        }
        if (fallback != null && !own.hasKey(s)) {
            return fallback.read(context.table.spanResource()[s]);
        }
        return switch (own.column.level()) {
            case SPAN -> own.read(s);
            case TRACE, RESOURCE, SCOPE -> own.read(context.ownersOfSpans(own.column.level())[s]);
            case EVENT, LINK -> ofChildren(s);
        };
    }

    /** Of several events (links) with a value to show, the last one's is shown. */
    private Value ofChildren(int span) {
        int[] starts = context.starts(own.column.level());
        for (int child = starts[span + 1] - 1; child >= starts[span]; child--) {
            Value value = own.read(child);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** One column, with what decides which of its values are shown. */
    private final class Part {
        private final Column column;
        private final FieldSource.OwnerReader reader;
        private final AttributeColumn attributes;
        private final List<ValueTest> valueTests = new ArrayList<>();
        private final List<OwnerTest> ownerTests = new ArrayList<>();

        Part(Column column) {
            this.column = column;
            this.reader = FieldSource.reader(context, column);
            this.attributes =
                    column instanceof Column.Key key
                            ? context.table.attribute(key.scope(), key.key())
                            : null;
            if (shown.accepted() == null) {
                return;
            }
            for (FieldTest.Comparison c : shown.accepted()) {
                if (attributes != null) {
                    valueTests.add(
                            ValueTest.of(
                                    attributes,
                                    c.operator(),
                                    c.literal(),
                                    c.text(),
                                    context.dialect));
                } else {
                    ownerTests.add(c.bind(context, column));
                }
            }
        }

        boolean hasKey(int owner) {
            return attributes != null && attributes.types()[owner] != ValueType.NIL;
        }

        boolean hasIntegers(int owner) {
            return Type.isInteger(Type.ofColumn(attributes.types()[owner]));
        }

        Value read(int owner) {
            if (attributes != null && shown.accepted() != null) {
                return readAttribute(attributes.types()[owner], attributes.values()[owner], owner);
            }
            if (shown.accepted() != null && !passes(owner)) {
                return null;
            }
            reader.load(owner, cell);
            return visible(Value.of(cell));
        }

        private boolean passes(int owner) {
            for (OwnerTest test : ownerTests) {
                if (test.test(owner)) {
                    return true;
                }
            }
            return false;
        }

        private Value readAttribute(byte type, long value, int owner) {
            if (!ValueType.isArray(type)) {
                if (!passes(type, value)) {
                    return null;
                }
                reader.load(owner, cell);
                return visible(Value.of(cell));
            }
            byte elementType = ValueType.elementType(type);
            Cell array = new Cell();
            array.type = Type.ofColumn(type);
            array.bits = value;
            array.elements = attributes.elements();
            array.strings = attributes.strings();
            List<Value> accepted = new ArrayList<>();
            for (int i = 0; i < array.elementCount(); i++) {
                int at = ValueType.arrayStart(value) + i;
                if (passes(elementType, attributes.elements()[at])) {
                    cell.setElement(array, i);
                    accepted.add(Value.of(cell));
                }
            }
            return accepted.isEmpty() ? null : Value.ofElements(array.type, accepted);
        }

        private boolean passes(byte type, long value) {
            for (ValueTest test : valueTests) {
                if (test.test(type, value)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static Value visible(Value value) {
        return value.isVisible() ? value : null;
    }
}
