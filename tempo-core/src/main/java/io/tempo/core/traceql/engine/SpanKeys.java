package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.Intrinsic;
import io.tempo.core.traceql.Scope;

/**
 * Small numbers that stand for the values of one field, so that spans can be grouped by it without
 * a look at the values. Keys are of one table, and equal only for equal values; one value may have
 * several keys. Costs one or two array reads per span where the column has a dictionary, a hash of
 * the value elsewhere. For one thread.
 */
public abstract class SpanKeys {

    /** The key of spans that lack the field. */
    public static final int NIL = 0;

    /** Only in this package. */
    SpanKeys() {}

    /**
     * Reads the keys of some spans.
     *
     * @param count how many of {@code spans}
     * @param keys where they go, {@link #NIL} for none
     */
    public abstract void load(int[] spans, int count, int[] keys);

    /** More than every key read so far. */
    public abstract int bound();

    /**
     * The value that a key stands for; an array is the text {@code nil}, and a name of a service or
     * an event that is not there is empty.
     */
    public abstract Value value(int key);

    static SpanKeys of(TableContext context, Field field) {
        SpanKeys keys = ofValues(context, field);
        return isNeverNil(field) ? new OrEmpty(keys) : keys;
    }

    /** Whether the language takes a field that is not there for an empty text. */
    private static boolean isNeverNil(Field field) {
        return switch (field) {
            case Attribute attribute ->
                    !attribute.parent()
                            && attribute.scope() == Scope.RESOURCE
                            && attribute.name().equals("service.name");
            case IntrinsicField intrinsic -> intrinsic.intrinsic() == Intrinsic.EVENT_NAME;
        };
    }

    private static SpanKeys ofValues(TableContext context, Field field) {
        if (Column.ofParent(field)) {
            return new OfSource(FieldSource.of(context, field));
        }
        Column column = Column.of(field);
        if (column instanceof Column.UnscopedKey unscoped) {
            return new FirstOf(
                    ofKey(context, new Column.Key(AttributeScope.SPAN, unscoped.key()), false),
                    ofKey(context, new Column.Key(AttributeScope.RESOURCE, unscoped.key()), false));
        }
        return switch (column.level()) {
            case SPAN, TRACE, RESOURCE, SCOPE ->
                    switch (column) {
                        case Column.Numbers numbers ->
                                new OfNumbers(
                                        context.table.numbers(numbers.field()),
                                        owners(context, numbers),
                                        numbers.type());
                        case Column.Text text ->
                                new OfText(
                                        context.table.strings(text.field()), owners(context, text));
                        case Column.Key key ->
                                ofKey(context, key, context.groupsIntegersOnly(field));
                        case Column.UnscopedKey u -> throw new IllegalStateException(u.key());
                        case Column.Id id -> new OfSource(FieldSource.of(context, field));
                        case Column.Nothing nothing -> new Nothing();
                    };
            case EVENT, LINK -> new OfSource(FieldSource.of(context, field));
        };
    }

    private static SpanKeys ofKey(TableContext context, Column.Key key, boolean integersOnly) {
        AttributeColumn column = context.table.attribute(key.scope(), key.key());
        return column == null
                ? new Nothing()
                : new OfAttribute(column, owners(context, key), integersOnly);
    }

    /** The owner of each span; null if that is the span itself. */
    static int[] owners(TableContext context, Column column) {
        Level level = column.level();
        return level == Level.SPAN ? null : context.ownersOfSpans(level);
    }

    /** Shows spans without the field as those whose text is empty. */
    private static final class OrEmpty extends SpanKeys {
        private static final Value EMPTY = Value.ofText("");
        private final SpanKeys keys;

        OrEmpty(SpanKeys keys) {
            this.keys = keys;
        }

        @Override
        public void load(int[] spans, int count, int[] out) {
            keys.load(spans, count, out);
        }

        @Override
        public int bound() {
            return keys.bound();
        }

        @Override
        public Value value(int key) {
            return key == NIL ? EMPTY : keys.value(key);
        }
    }

    private static final class Nothing extends SpanKeys {

        @Override
        public void load(int[] spans, int count, int[] keys) {
            for (int i = 0; i < count; i++) {
                keys[i] = NIL;
            }
        }

        @Override
        public int bound() {
            return 1;
        }

        @Override
        public Value value(int key) {
            return Value.NIL;
        }
    }

    private static final class OfText extends SpanKeys {
        private final int[] ids;
        private final TextKeys texts;
        private final int[] owners;

        OfText(StringColumn column, int[] owners) {
            this.ids = column.ids();
            this.texts = new TextKeys(column.strings());
            this.owners = owners;
        }

        @Override
        public void load(int[] spans, int count, int[] keys) {
            if (owners == null) {
                for (int i = 0; i < count; i++) {
                    keys[i] = texts.key(ids[spans[i]]);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    keys[i] = texts.key(ids[owners[spans[i]]]);
                }
            }
        }

        @Override
        public int bound() {
            return texts.bound();
        }

        @Override
        public Value value(int key) {
            return key == NIL ? Value.NIL : Value.ofText(texts.text(key));
        }
    }

    private static final class OfNumbers extends SpanKeys {
        private final long[] numbers;
        private final int[] owners;
        private final byte type;
        private final ValueKeys values = new ValueKeys();

        OfNumbers(long[] numbers, int[] owners, byte type) {
            this.numbers = numbers;
            this.owners = owners;
            this.type = type;
        }

        @Override
        public void load(int[] spans, int count, int[] keys) {
            for (int i = 0; i < count; i++) {
                int owner = owners == null ? spans[i] : owners[spans[i]];
                keys[i] = values.number(type, numbers[owner]);
            }
        }

        @Override
        public int bound() {
            return values.size();
        }

        @Override
        public Value value(int key) {
            return values.value(key);
        }
    }

    /** Texts have odd keys, other values even ones. */
    private static final class OfAttribute extends SpanKeys {
        private final AttributeColumn column;
        private final int[] owners;
        private final boolean integersOnly;
        private final TextKeys texts;
        private final ValueKeys values = new ValueKeys();

        OfAttribute(AttributeColumn column, int[] owners, boolean integersOnly) {
            this.column = column;
            this.owners = owners;
            this.integersOnly = integersOnly;
            this.texts = new TextKeys(column.strings());
        }

        @Override
        public void load(int[] spans, int count, int[] keys) {
            byte[] types = column.types();
            long[] bits = column.values();
            for (int i = 0; i < count; i++) {
                int owner = owners == null ? spans[i] : owners[spans[i]];
                byte type = types[owner];
                keys[i] =
                        type == ValueType.STRING && !integersOnly
                                ? 2 * texts.key((int) bits[owner]) - 1
                                : type == ValueType.NIL ? NIL : key(type, bits[owner]);
            }
        }

        private int key(byte columnType, long bits) {
            byte type = columnType;
            long value = bits;
            if (ValueType.isArray(type) && ValueType.arrayCount(value) == 1) {
                value = column.elements()[ValueType.arrayStart(value)];
                type = ValueType.elementType(type);
            }
            if (integersOnly && !Type.isInteger(Type.ofColumn(type))) {
                return NIL;
            }
            return type == ValueType.STRING
                    ? 2 * texts.key((int) value) - 1
                    : 2 * values.number(Type.ofColumn(type), value);
        }

        @Override
        public int bound() {
            return 2 * Math.max(texts.bound(), values.size());
        }

        @Override
        public Value value(int key) {
            return (key & 1) == 1 ? Value.ofText(texts.text((key + 1) / 2)) : values.value(key / 2);
        }
    }

    /** The span's value, or its resource's where it has none: odd and even keys. */
    private static final class FirstOf extends SpanKeys {
        private final SpanKeys first;
        private final SpanKeys second;
        private int[] others = new int[0];

        FirstOf(SpanKeys first, SpanKeys second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void load(int[] spans, int count, int[] keys) {
            if (others.length < count) {
                others = new int[spans.length];
            }
            first.load(spans, count, keys);
            second.load(spans, count, others);
            for (int i = 0; i < count; i++) {
                keys[i] = keys[i] != NIL ? 2 * keys[i] - 1 : 2 * others[i];
            }
        }

        @Override
        public int bound() {
            return 2 * Math.max(first.bound(), second.bound());
        }

        @Override
        public Value value(int key) {
            return (key & 1) == 1 ? first.value((key + 1) / 2) : second.value(key / 2);
        }
    }

    /** Any field, value by value. */
    private static final class OfSource extends SpanKeys {
        private final FieldSource source;
        private final ValueKeys values = new ValueKeys();
        private final Cursor at = new Cursor();
        private final Cell cell = new Cell();

        OfSource(FieldSource source) {
            this.source = source;
        }

        @Override
        public void load(int[] spans, int count, int[] keys) {
            for (int i = 0; i < count; i++) {
                at.span = spans[i];
                source.load(at, cell);
                keys[i] = values.of(cell);
            }
        }

        @Override
        public int bound() {
            return values.size();
        }

        @Override
        public Value value(int key) {
            return values.value(key);
        }
    }
}
