package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import io.tempo.core.traceql.MetricsFunctionName;

import java.io.IOException;

/** What a function adds up, by group and interval. For one thread. */
abstract sealed class Accumulator permits Counts, Extremes, Sums, Buckets {

    static Accumulator of(MetricsFunctionName function, int intervals, SeriesMemory memory) {
        return switch (function) {
            case RATE, COUNT_OVER_TIME -> new Counts(intervals, memory);
            case MIN_OVER_TIME -> new Extremes(false, intervals, memory);
            case MAX_OVER_TIME -> new Extremes(true, intervals, memory);
            case SUM_OVER_TIME, AVG_OVER_TIME -> new Sums(intervals, memory);
            case HISTOGRAM_OVER_TIME, QUANTILE_OVER_TIME -> new Buckets(intervals, memory);
        };
    }

    /** Makes room for so many groups; new ones are empty. */
    abstract void grow(int groups);

    /** Adds spans, whose groups there is room for. */
    abstract void add(SpanBatch batch);

    /** Adds a group of another accumulator of the same function to one of this. */
    abstract void add(int group, Accumulator other, int otherGroup);

    /** Takes each span for so many. */
    abstract void scale(double factor);

    /** How many series there are. */
    abstract int size();

    abstract void write(int group, CodedOutputStream out) throws IOException;

    /** Reads what {@link #write} wrote into an empty group. */
    abstract void read(int group, CodedInputStream in) throws IOException;
}
