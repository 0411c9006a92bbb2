package io.tempo.core.traceql.metrics;

import io.opentelemetry.proto.common.v1.KeyValue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * {@code topk} and {@code bottomk}: in each interval only the series with the largest (smallest)
 * values keep theirs. Of n series, costs n log n for their labels and n log k per interval. For one
 * thread.
 */
final class ExtremeSeries {

    private record Labelled(List<KeyValue> labels, PointSeries series) {}

    /** By preference between equal values. */
    private final List<PointSeries> series = new ArrayList<>();

    private final boolean largest;

    /** Series of one interval, the one to be replaced first at the root. */
    private final int[] heap;

    private int size;
    private int interval;

    private ExtremeSeries(List<PointSeries> all, int limit, boolean largest) {
        this.largest = largest;
        this.heap = new int[limit];
        List<Labelled> labelled = new ArrayList<>(all.size());
        for (PointSeries one : all) {
            labelled.add(new Labelled(one.shownLabels(), one));
        }
        Comparator<Labelled> preferred = (a, b) -> LabelOrder.compareForLimit(a.labels, b.labels);
        labelled.sort(largest ? preferred : preferred.reversed());
        for (Labelled one : labelled) {
            series.add(one.series);
        }
    }

    /** The series that keep a value in some interval; all of them if there are not more. */
    static List<PointSeries> of(List<PointSeries> all, long limit, boolean largest) {
        return all.size() <= limit ? all : new ExtremeSeries(all, (int) limit, largest).limited();
    }

    private List<PointSeries> limited() {
        int intervals = series.getFirst().values().length;
        double[][] kept = new double[series.size()][];
        for (interval = 0; interval < intervals; interval++) {
            size = 0;
            for (int s = 0; s < series.size(); s++) {
                if (!Double.isNaN(value(s))) {
                    offer(s);
                }
            }
            for (int i = 0; i < size; i++) {
                int s = heap[i];
                if (kept[s] == null) {
                    kept[s] = new double[intervals];
                    Arrays.fill(kept[s], Double.NaN);
                }
                kept[s][interval] = value(s);
            }
        }
        List<PointSeries> result = new ArrayList<>();
        for (int s = 0; s < kept.length; s++) {
            if (kept[s] != null) {
                result.add(series.get(s).withValues(kept[s]));
            }
        }
        return result;
    }

    private double value(int s) {
        return series.get(s).values()[interval];
    }

    /** Whether one series loses against another. */
    private boolean isWorse(int s, int other) {
        double a = value(s);
        double b = value(other);
        return a == b ? s > other : largest == a < b;
    }

    private void offer(int s) {
        if (size < heap.length) {
            int at = size++;
            while (at > 0 && isWorse(s, heap[(at - 1) / 2])) {
                heap[at] = heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            heap[at] = s;
        } else if (isWorse(heap[0], s)) {
            int at = 0;
            while (true) {
                int child = 2 * at + 1;
                if (child + 1 < size && isWorse(heap[child + 1], heap[child])) {
                    child++;
                }
                if (child >= size || !isWorse(heap[child], s)) {
                    break;
                }
                heap[at] = heap[child];
                at = child;
            }
            heap[at] = s;
        }
    }
}
