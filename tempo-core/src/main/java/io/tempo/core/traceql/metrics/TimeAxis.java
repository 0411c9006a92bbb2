package io.tempo.core.traceql.metrics;

/**
 * The time that a metrics query covers, cut into intervals. Interval {@code i} covers {@code (start
 * + i * step, start + (i + 1) * step]}: a span on an edge belongs to the interval that ends there.
 *
 * @param startNanos unix nanoseconds, not included
 * @param endNanos unix nanoseconds, included; a whole number of steps after the start
 * @param stepNanos length of an interval, positive
 */
public record TimeAxis(long startNanos, long endNanos, long stepNanos) {

    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    /** Steps of a range by default: about as many as a graph has room for. */
    private static final long DEFAULT_INTERVALS = 240;

    /** What a default step is a multiple of: the first that is less than the step. */
    private static final long[] GRAINS = {
        60 * MINUTE, 5 * MINUTE, MINUTE, 15 * SECOND, 5 * SECOND, SECOND
    };

    private static final long SHORT_GRAIN = SECOND / 20;

    /**
     * @throws IllegalArgumentException if the times are not positive multiples of intervals
     */
    public TimeAxis {
        if (startNanos < 0 || stepNanos <= 0 || endNanos <= startNanos) {
            throw new IllegalArgumentException(
                    "a time axis needs 0 <= start < end and a positive step, got "
                            + startNanos
                            + ", "
                            + endNanos
                            + " and "
                            + stepNanos);
        }
        if ((endNanos - startNanos) % stepNanos != 0
                || (endNanos - startNanos) / stepNanos > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the time from start to end, "
                            + (endNanos - startNanos)
                            + " ns, must be a whole number of steps of "
                            + stepNanos
                            + " ns, and fewer than 2^31");
        }
    }

    /**
     * The axis of a range query: edges are multiples of the step since the epoch, and one more
     * interval is put before the requested start (specification 7.2).
     *
     * @throws IllegalArgumentException if the end is not after the start or the step not positive
     */
    public static TimeAxis range(long startNanos, long endNanos, long stepNanos) {
        if (stepNanos <= 0 || endNanos <= startNanos) {
            throw new IllegalArgumentException(
                    "a range needs an end after its start and a positive step");
        }
        long start = startNanos - startNanos % stepNanos;
        if (start > stepNanos) {
            start -= stepNanos;
        }
        long beyond = endNanos % stepNanos;
        long end = beyond == 0 ? endNanos : Math.addExact(endNanos - beyond, stepNanos);
        return new TimeAxis(start, end, stepNanos);
    }

    /**
     * The axis of an instant query: one interval.
     *
     * @throws IllegalArgumentException if the end is not after the start
     */
    public static TimeAxis instant(long startNanos, long endNanos) {
        return new TimeAxis(startNanos, endNanos, endNanos - startNanos);
    }

    /** The step of a range query that names none: 15 s for an hour, 5 minutes for a day. */
    public static long defaultStepNanos(long startNanos, long endNanos) {
        long step = (endNanos - startNanos) / DEFAULT_INTERVALS;
        if (endNanos - startNanos < MINUTE) {
            return Math.max(SHORT_GRAIN, step - step % SHORT_GRAIN);
        }
        for (long grain : GRAINS) {
            if (step > grain) {
                return step - step % grain;
            }
        }
        return SECOND;
    }

    /** How many intervals there are. */
    public int intervals() {
        return (int) ((endNanos - startNanos) / stepNanos);
    }

    /** The interval of a time; -1 outside of the axis. */
    public int interval(long nanos) {
        return nanos > startNanos && nanos <= endNanos
                ? (int) ((nanos - startNanos - 1) / stepNanos)
                : -1;
    }

    /** The time that an interval's sample is shown at, its end; unix milliseconds. */
    public long timestampMs(int interval) {
        return (startNanos + (interval + 1) * stepNanos) / 1_000_000;
    }
}
