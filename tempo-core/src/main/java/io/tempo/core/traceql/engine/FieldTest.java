package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Static;

import java.util.HexFormat;

/**
 * What is asked of one field: a comparison with a literal, whether it exists, whether it is a true
 * boolean. Bound to a column when that is needed. Immutable.
 */
sealed interface FieldTest {

    /** {@code field operator literal}. */
    record Comparison(Operator operator, Static literal, TextTest text) implements FieldTest {

        static Comparison of(Regexes regexes, Operator operator, Static literal) {
            TextTest text = null;
            if (literal instanceof Static.StringValue string) {
                text =
                        switch (operator) {
                            case REGEX -> regexes.get(string.value());
                            case NOT_REGEX -> regexes.get(string.value()).negate();
                            default ->
                                    operator.isEquality() || operator.isOrdering()
                                            ? TextTest.comparison(operator, ValueNode.bytes(string))
                                            : null;
                        };
            }
            return new Comparison(operator, literal, text);
        }
    }

    /** {@code field != nil}, or {@code field = nil}. */
    record Presence(boolean present) implements FieldTest {}

    /**
     * The field alone, as a boolean of this value.
     *
     * @param anyElement whether an array passes if an element does; otherwise arrays fail
     * @param strict whether a value of another type is an error
     */
    record Bool(boolean value, boolean anyElement, boolean strict) implements FieldTest {}

    /** Whether the field is a boolean, or an array of such. */
    record IsBool() implements FieldTest {}

    /** Binds the test to the column that keeps the field; loads that. */
    default OwnerTest bind(TableContext context, Column column) {
        TraceTable table = context.table;
        return switch (column) {
            case Column.Nothing nothing -> new OwnerTest.Constant(false);
            case Column.UnscopedKey unscoped -> throw new IllegalArgumentException(unscoped.key());
            case Column.Key key -> onAttribute(context, table.attribute(key.scope(), key.key()));
            case Column.Numbers numbers -> onNumbers(table, numbers);
            case Column.Text text -> onText(table.strings(text.field()));
            case Column.Id id -> onId(context, id);
        };
    }

    private OwnerTest onAttribute(TableContext context, AttributeColumn column) {
        if (column == null) {
            return new OwnerTest.Constant(this instanceof Presence presence && !presence.present);
        }
        return switch (this) {
            case Comparison c ->
                    new OwnerTest.Attributes(
                            column,
                            ValueTest.of(column, c.operator, c.literal, c.text, context.dialect));
            case Presence presence -> new OwnerTest.Presence(column, presence.present);
            case Bool bool -> new OwnerTest.Single(owner -> test(bool, column, owner));
            case IsBool isBool ->
                    new OwnerTest.Single(
                            owner ->
                                    column.types()[owner] == ValueType.BOOL
                                            || column.types()[owner] == ValueType.BOOL_ARRAY);
        };
    }

    private OwnerTest onNumbers(TraceTable table, Column.Numbers numbers) {
        return switch (this) {
            case Comparison c -> {
                NumberTest test = numberTest(numbers.type(), c.operator, c.literal);
                yield test == null
                        ? new OwnerTest.Constant(false)
                        : new OwnerTest.Numbers(table.numbers(numbers.field()), test);
            }
            case Presence presence -> new OwnerTest.Constant(presence.present);
            case Bool bool -> new OwnerTest.Constant(false);
            case IsBool isBool -> new OwnerTest.Constant(false);
        };
    }

    /** The test of numbers of a type, or null if they cannot meet the literal. */
    private static NumberTest numberTest(byte type, Operator operator, Static literal) {
        return switch (literal) {
            case Static.IntValue i -> numeric(type, operator, literal);
            case Static.FloatValue f -> numeric(type, operator, literal);
            case Static.DurationValue d -> numeric(type, operator, literal);
            case Static.StatusValue s ->
                    type == Type.STATUS && operator.isEquality()
                            ? NumberTest.ofCode(operator, s.value().code())
                            : null;
            case Static.KindValue k ->
                    type == Type.KIND && operator.isEquality()
                            ? NumberTest.ofCode(operator, k.value().code())
                            : null;
            case Static.StringValue s -> null;
            case Static.BooleanValue b -> null;
            case Static.Nil nil -> null;
        };
    }

    private static NumberTest numeric(byte type, Operator operator, Static literal) {
        return Type.isNumeric(type) && (operator.isEquality() || operator.isOrdering())
                ? NumberTest.of(type, operator, literal)
                : null;
    }

    private OwnerTest onText(StringColumn column) {
        return switch (this) {
            case Comparison c ->
                    c.text == null
                            ? new OwnerTest.Constant(false)
                            : new OwnerTest.Text(
                                    column.ids(), new TextMemo(column.strings(), c.text));
            case Presence presence -> new OwnerTest.Constant(presence.present);
            case Bool bool -> new OwnerTest.Constant(false);
            case IsBool isBool -> new OwnerTest.Constant(false);
        };
    }

    private OwnerTest onId(TableContext context, Column.Id id) {
        return switch (this) {
            case Comparison c -> compareId(context, id, c);
            case Presence presence -> new OwnerTest.Constant(presence.present);
            case Bool bool -> new OwnerTest.Constant(false);
            case IsBool isBool -> new OwnerTest.Constant(false);
        };
    }

    private static OwnerTest compareId(TableContext context, Column.Id id, Comparison c) {
        if (c.text == null) {
            return new OwnerTest.Constant(false);
        }
        boolean ofSpan = id == Column.Id.SPAN_ID || id == Column.Id.SPAN_PARENT_ID;
        if (ofSpan && c.operator.isEquality()) {
            NumberField field =
                    id == Column.Id.SPAN_ID ? NumberField.SPAN_ID : NumberField.SPAN_PARENT_ID;
            String text = ((Static.StringValue) c.literal).value();
            if (!text.matches("[0-9a-f]{16}")) {
                return new OwnerTest.Constant(c.operator == Operator.NOT_EQUAL);
            }
            long wanted = HexFormat.fromHexDigitsToLong(text);
            if (context.dialect == Dialect.REFERENCE
                    && id == Column.Id.SPAN_PARENT_ID
                    && c.operator == Operator.EQUAL
                    && wanted != 0
                    && wanted >>> 56 == 0) {
                return new OwnerTest.Constant(false);
            }
            return new OwnerTest.Numbers(
                    context.table.numbers(field), NumberTest.ofCode(c.operator, wanted));
        }
        FieldSource.OwnerReader reader = FieldSource.reader(context, id);
        Cell cell = new Cell();
        return new OwnerTest.Single(
                owner -> {
                    reader.load(owner, cell);
                    return c.text.test(cell.text, cell.offset, cell.length);
                });
    }

    /** Whether a value of an attribute column is the boolean that {@code bool} wants. */
    private static boolean test(Bool bool, AttributeColumn column, int owner) {
        byte type = column.types()[owner];
        long value = column.values()[owner];
        if (type == ValueType.BOOL) {
            return value != 0 == bool.value;
        }
        if (type == ValueType.BOOL_ARRAY && (bool.anyElement || ValueType.arrayCount(value) == 1)) {
            int from = ValueType.arrayStart(value);
            for (int i = from; i < from + ValueType.arrayCount(value); i++) {
                if (column.elements()[i] != 0 == bool.value) {
                    return true;
                }
            }
            return false;
        }
        if (bool.strict && type != ValueType.NIL) {
            throw ValueNode.notABoolean(Type.ofColumn(type));
        }
        return false;
    }
}
