package io.tempo.core.traceql;

/** A value in a query, and a scalar value that an expression gives. */
public sealed interface Static
        permits Static.StringValue,
                Static.IntValue,
                Static.FloatValue,
                Static.BooleanValue,
                Static.DurationValue,
                Static.StatusValue,
                Static.KindValue,
                Static.Nil {

    Static TRUE = new BooleanValue(true);
    Static FALSE = new BooleanValue(false);
    Static NIL = new Nil();

    /** Its type; never {@link StaticType#ATTRIBUTE}. */
    StaticType type();

    /** Canonical text, as in a query. */
    default String text() {
        return CanonicalText.of(this);
    }

    /**
     * An int, float or duration (nanoseconds) as a double.
     *
     * @throws IllegalStateException for all other types
     */
    default double number() {
        throw new IllegalStateException("not a number: " + text());
    }

    record StringValue(String value) implements Static {

        @Override
        public StaticType type() {
            return StaticType.STRING;
        }
    }

    record IntValue(long value) implements Static {

        @Override
        public StaticType type() {
            return StaticType.INT;
        }

        @Override
        public double number() {
            return value;
        }
    }

    record FloatValue(double value) implements Static {

        @Override
        public StaticType type() {
            return StaticType.FLOAT;
        }

        @Override
        public double number() {
            return value;
        }
    }

    record BooleanValue(boolean value) implements Static {

        @Override
        public StaticType type() {
            return StaticType.BOOLEAN;
        }
    }

    record DurationValue(long nanos) implements Static {

        @Override
        public StaticType type() {
            return StaticType.DURATION;
        }

        @Override
        public double number() {
            return nanos;
        }
    }

    record StatusValue(Status value) implements Static {

        @Override
        public StaticType type() {
            return StaticType.STATUS;
        }
    }

    record KindValue(SpanKind value) implements Static {

        @Override
        public StaticType type() {
            return StaticType.KIND;
        }
    }

    /**
     * No value. Never a literal of a query: {@code x = nil} is {@link FieldExpression.NotExists}.
     */
    record Nil() implements Static {

        @Override
        public StaticType type() {
            return StaticType.NIL;
        }
    }
}
