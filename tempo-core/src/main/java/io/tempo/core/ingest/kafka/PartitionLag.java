package io.tempo.core.ingest.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How far a consumer group is behind the end of the span log, by partition, as metrics under the
 * reference's names. Only partitions that were told of, and not removed since, have series.
 * Thread-safe.
 */
public final class PartitionLag implements AutoCloseable {

    private final String group;
    private final MeterRegistry registry;
    private final Map<Integer, Series> partitions = new HashMap<>();

    private static final class Series {
        volatile long records;
        volatile double seconds;
        Gauge recordsGauge;
        Gauge secondsGauge;
    }

    public PartitionLag(String group, MeterRegistry registry) {
        this.group = group;
        this.registry = registry;
    }

    /**
     * Tells the lag of a partition.
     *
     * @param records from the committed offset to the end of the partition
     * @param behind how long ago the last record that was read had been written; zero if there are
     *     no more
     */
    public synchronized void update(int partition, long records, Duration behind) {
        Series series = partitions.computeIfAbsent(partition, this::register);
        series.records = Math.max(0, records);
        series.seconds = Math.max(0, behind.toMillis() / 1e3);
    }

    private Series register(int partition) {
        Series series = new Series();
        series.recordsGauge =
                gauge(partition, "tempo_ingest_group_partition_lag", series, s -> s.records);
        series.secondsGauge =
                gauge(
                        partition,
                        "tempo_ingest_group_partition_lag_seconds",
                        series,
                        s -> s.seconds);
        return series;
    }

    private Gauge gauge(int partition, String name, Series series, ToDoubleFunction<Series> value) {
        return Gauge.builder(name, series, value)
                .tag("group", group)
                .tag("partition", Integer.toString(partition))
                .register(registry);
    }

    /** A partition is no more this process'. */
    public synchronized void remove(int partition) {
        Series series = partitions.remove(partition);
        if (series != null) {
            registry.remove(series.recordsGauge);
            registry.remove(series.secondsGauge);
        }
    }

    /** Removes all partitions but these. */
    public synchronized void retain(Set<Integer> owned) {
        Set.copyOf(partitions.keySet()).stream()
                .filter(p -> !owned.contains(p))
                .forEach(this::remove);
    }

    /** Removes all partitions. */
    @Override
    public void close() {
        retain(Set.of());
    }
}
