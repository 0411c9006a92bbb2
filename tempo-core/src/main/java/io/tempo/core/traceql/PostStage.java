package io.tempo.core.traceql;

/** A stage on finished series. */
public sealed interface PostStage permits PostStage.TopK, PostStage.BottomK, PostStage.Comparison {

    /** Where it starts. */
    Position at();

    /** Canonical text. */
    default String text() {
        return CanonicalText.of(this);
    }

    /** {@code topk(limit)}. */
    record TopK(long limit, Position at) implements PostStage {}

    /** {@code bottomk(limit)}. */
    record BottomK(long limit, Position at) implements PostStage {}

    /**
     * Keeps the points for which it holds: {@code > 10}.
     *
     * @param operator one of {@code = != < <= > >=}
     * @param value int, float or duration
     */
    record Comparison(Operator operator, Static value, Position at) implements PostStage {

        /** What points are compared with; a duration is in seconds. */
        public double threshold() {
            return value instanceof Static.DurationValue duration
                    ? duration.nanos() / 1e9
                    : value.number();
        }
    }
}
