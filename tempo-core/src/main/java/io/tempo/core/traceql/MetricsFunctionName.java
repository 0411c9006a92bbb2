package io.tempo.core.traceql;

/** A function that turns spans into time series by intervals. */
public enum MetricsFunctionName {
    RATE("rate", false, 5),
    COUNT_OVER_TIME("count_over_time", false, 5),
    MIN_OVER_TIME("min_over_time", true, 5),
    MAX_OVER_TIME("max_over_time", true, 5),
    SUM_OVER_TIME("sum_over_time", true, 5),
    AVG_OVER_TIME("avg_over_time", true, 4),
    HISTOGRAM_OVER_TIME("histogram_over_time", true, 4),
    QUANTILE_OVER_TIME("quantile_over_time", true, 4);

    private final String word;
    private final boolean hasArgument;
    private final int maxGroupBy;

    MetricsFunctionName(String word, boolean hasArgument, int maxGroupBy) {
        this.word = word;
        this.hasArgument = hasArgument;
        this.maxGroupBy = maxGroupBy;
    }

    /** As it is written, and the {@code __name__} of its ungrouped series. */
    public String word() {
        return word;
    }

    /** Whether it measures a field, rather than counting spans. */
    public boolean hasArgument() {
        return hasArgument;
    }

    /** The longest {@code by} list that is supported. */
    public int maxGroupBy() {
        return maxGroupBy;
    }
}
