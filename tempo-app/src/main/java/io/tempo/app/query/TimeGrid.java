package io.tempo.app.query;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/**
 * The times that series share.
 *
 * @param firstMillis the first time
 * @param stepMillis between two times; positive
 * @param steps how many times there are; at least one
 */
record TimeGrid(long firstMillis, long stepMillis, int steps) {

    private static final int WIDEST_STEP = 8;
    private static final int MOST_STEPS = 1 << 20;

    /** The grid of all times of some series: the shortest distance between two is its step. */
    static TimeGrid of(List<MetricSeries> series) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        long step = Long.MAX_VALUE;
        for (MetricSeries s : series) {
            long[] times = s.timesMillis();
            for (int i = 0; i < times.length; i++) {
                first = Math.min(first, times[i]);
                last = Math.max(last, times[i]);
                if (i > 0 && times[i] > times[i - 1]) {
                    step = Math.min(step, times[i] - times[i - 1]);
                }
            }
        }
        if (first >= last) {
            return new TimeGrid(first == Long.MAX_VALUE ? 0 : first, 1, 1);
        }
        // Times without a common step are put into as many as can be counted.
        step = Math.max(Math.min(step, last - first), (last - first) / MOST_STEPS + 1);
        return new TimeGrid(first, step, (int) ((last - first) / step) + 1);
    }

    /** The columns that a chart in some room fills: a whole number for each time, or fewer. */
    int columns(int room) {
        return steps > room ? room : steps * Math.min(WIDEST_STEP, room / steps);
    }

    /** The largest value of the times of each column; NaN where there is none. */
    double[] resample(MetricSeries series, int columns) {
        double[] cells = new double[columns];
        Arrays.fill(cells, Double.NaN);
        for (int i = 0; i < series.values().length; i++) {
            double value = series.values()[i];
            if (Double.isNaN(value)) {
                continue;
            }
            long at = (series.timesMillis()[i] - firstMillis) / stepMillis;
            int from = (int) (at * columns / steps);
            int to = Math.max(from + 1, (int) ((at + 1) * columns / steps));
            for (int cell = from; cell < Math.min(to, columns); cell++) {
                cells[cell] = Double.isNaN(cells[cell]) ? value : Math.max(cells[cell], value);
            }
        }
        return cells;
    }

    /** The first and last time, and one between where there is room. */
    String axis(int columns, ZoneId zone) {
        long range = (steps - 1) * stepMillis;
        String first = mark(0, range, zone);
        String middle = mark((steps - 1) / 2, range, zone);
        String last = mark(steps - 1, range, zone);
        int length = first.length();
        if (columns < 2 * length + 2) {
            return steps == 1 ? first : first + " - " + last;
        }
        StringBuilder axis = new StringBuilder(first);
        if (columns >= 3 * length + 4) {
            axis.append(" ".repeat((columns - length) / 2 - length)).append(middle);
        }
        return axis.append(" ".repeat(columns - length - axis.length())).append(last).toString();
    }

    private String mark(long step, long rangeMillis, ZoneId zone) {
        return Times.mark(
                (firstMillis + step * stepMillis) * 1_000_000, rangeMillis * 1_000_000, zone);
    }
}
