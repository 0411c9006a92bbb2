package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.FieldExpression.Field;

import java.util.Arrays;

/**
 * The values of one field as numbers to calculate with. Costs one or two array reads per span for
 * columns and attributes of spans, traces, resources and scopes. For one thread.
 */
public abstract class SpanNumbers {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Only in this package. */
    SpanNumbers() {}

    /**
     * Reads ints, floats and durations: durations of spans in seconds, others in nanoseconds.
     *
     * @param count how many of {@code spans}
     * @param values where they go; NaN where a span has no number
     */
    public abstract void load(int[] spans, int count, double[] values);

    /**
     * Reads the buckets of a histogram that ints and durations in nanoseconds belong to: bucket
     * {@code e} holds what is above 2<sup>e-1</sup> and at most 2<sup>e</sup>.
     *
     * @param count how many of {@code spans}
     * @param exponents where they go; -1 for floats, for values below 2, and where a span has no
     *     number
     */
    public abstract void loadExponents(int[] spans, int count, int[] exponents);

    static SpanNumbers of(TableContext context, Field field) {
        Column column = Column.of(field);
        if (!Column.ofParent(field)) {
            if (column instanceof Column.UnscopedKey unscoped) {
                Column.Key own = new Column.Key(AttributeScope.SPAN, unscoped.key());
                Column.Key resource = new Column.Key(AttributeScope.RESOURCE, unscoped.key());
                return new OfAttribute(
                        context.table.attribute(own.scope(), own.key()),
                        null,
                        context.table.attribute(resource.scope(), resource.key()),
                        SpanKeys.owners(context, resource));
            }
            if (isSingle(column.level()) && column instanceof Column.Numbers numbers) {
                return Type.isNumeric(numbers.type())
                        ? new OfNumbers(
                                context.table.numbers(numbers.field()),
                                SpanKeys.owners(context, numbers),
                                divisor(column))
                        : new Nothing();
            }
            if (isSingle(column.level()) && column instanceof Column.Key key) {
                return new OfAttribute(
                        context.table.attribute(key.scope(), key.key()),
                        SpanKeys.owners(context, key),
                        null,
                        null);
            }
        }
        return new OfSource(FieldSource.of(context, field), divisor(column));
    }

    private static boolean isSingle(Level level) {
        return switch (level) {
            case SPAN, TRACE, RESOURCE, SCOPE -> true;
            case EVENT, LINK -> false;
        };
    }

    private static double divisor(Column column) {
        return column instanceof Column.Numbers numbers
                        && numbers.field() == NumberField.SPAN_DURATION
                ? NANOS_PER_SECOND
                : 1;
    }

    private static int exponent(long value) {
        return value < 2 ? -1 : Long.SIZE - Long.numberOfLeadingZeros(value - 1);
    }

    private static final class Nothing extends SpanNumbers {

        @Override
        public void load(int[] spans, int count, double[] values) {
            Arrays.fill(values, 0, count, Double.NaN);
        }

        @Override
        public void loadExponents(int[] spans, int count, int[] exponents) {
            Arrays.fill(exponents, 0, count, -1);
        }
    }

    private static final class OfNumbers extends SpanNumbers {
        private final long[] numbers;
        private final int[] owners;
        private final double divisor;

        OfNumbers(long[] numbers, int[] owners, double divisor) {
            this.numbers = numbers;
            this.owners = owners;
            this.divisor = divisor;
        }

        @Override
        public void load(int[] spans, int count, double[] values) {
            for (int i = 0; i < count; i++) {
                values[i] = numbers[owners == null ? spans[i] : owners[spans[i]]] / divisor;
            }
        }

        @Override
        public void loadExponents(int[] spans, int count, int[] exponents) {
            for (int i = 0; i < count; i++) {
                exponents[i] = exponent(numbers[owners == null ? spans[i] : owners[spans[i]]]);
            }
        }
    }

    /** An attribute, and another one that counts where a span lacks the first; null for none. */
    private static final class OfAttribute extends SpanNumbers {
        private final AttributeColumn first;
        private final int[] firstOwners;
        private final AttributeColumn second;
        private final int[] secondOwners;

        /** What {@link #find} found. */
        private byte type;

        private long bits;

        OfAttribute(
                AttributeColumn first,
                int[] firstOwners,
                AttributeColumn second,
                int[] secondOwners) {
            this.first = first;
            this.firstOwners = firstOwners;
            this.second = second;
            this.secondOwners = secondOwners;
        }

        @Override
        public void load(int[] spans, int count, double[] values) {
            for (int i = 0; i < count; i++) {
                find(spans[i]);
                values[i] =
                        switch (type) {
                            case ValueType.INT -> bits;
                            case ValueType.DOUBLE -> Double.longBitsToDouble(bits);
                            default -> Double.NaN;
                        };
            }
        }

        @Override
        public void loadExponents(int[] spans, int count, int[] exponents) {
            for (int i = 0; i < count; i++) {
                find(spans[i]);
                exponents[i] = type == ValueType.INT ? exponent(bits) : -1;
            }
        }

        private void find(int span) {
            type = ValueType.NIL;
            if (first != null) {
                find(first, firstOwners == null ? span : firstOwners[span]);
            }
            if (type == ValueType.NIL && second != null) {
                find(second, secondOwners[span]);
            }
        }

        private void find(AttributeColumn column, int owner) {
            type = column.types()[owner];
            bits = column.values()[owner];
            if (ValueType.isArray(type) && ValueType.arrayCount(bits) == 1) {
                bits = column.elements()[ValueType.arrayStart(bits)];
                type = ValueType.elementType(type);
            }
        }
    }

    /** Any field, value by value. */
    private static final class OfSource extends SpanNumbers {
        private final FieldSource source;
        private final double divisor;
        private final Cursor at = new Cursor();
        private final Cell cell = new Cell();

        OfSource(FieldSource source, double divisor) {
            this.source = source;
            this.divisor = divisor;
        }

        @Override
        public void load(int[] spans, int count, double[] values) {
            for (int i = 0; i < count; i++) {
                at.span = spans[i];
                source.load(at, cell);
                values[i] = Type.isNumeric(cell.type) ? cell.number() / divisor : Double.NaN;
            }
        }

        @Override
        public void loadExponents(int[] spans, int count, int[] exponents) {
            for (int i = 0; i < count; i++) {
                at.span = spans[i];
                source.load(at, cell);
                exponents[i] =
                        cell.type == Type.INT || cell.type == Type.DURATION
                                ? exponent(cell.bits)
                                : -1;
            }
        }
    }
}
