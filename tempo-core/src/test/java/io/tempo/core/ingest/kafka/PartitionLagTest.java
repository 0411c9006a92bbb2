package io.tempo.core.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;

class PartitionLagTest {

    private static final String RECORDS = "tempo_ingest_group_partition_lag";
    private static final String SECONDS = "tempo_ingest_group_partition_lag_seconds";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PartitionLag lag = new PartitionLag("zone-a", registry);

    @Test
    void showsWhatItWasToldLast() {
        lag.update(3, 70, Duration.ofMillis(1500));
        lag.update(4, 1, Duration.ZERO);
        assertThat(gauge(RECORDS, 3).value()).isEqualTo(70);
        assertThat(gauge(SECONDS, 3).value()).isEqualTo(1.5);
        lag.update(3, -2, Duration.ofSeconds(-1));
        assertThat(gauge(RECORDS, 3).value()).isZero();
        assertThat(gauge(SECONDS, 3).value()).isZero();
        assertThat(gauge(RECORDS, 4).value()).isEqualTo(1);
    }

    @Test
    void lostPartitionsHaveNoSeries() {
        for (int p = 0; p < 4; p++) {
            lag.update(p, 1, Duration.ZERO);
        }
        lag.remove(0);
        lag.remove(9);
        lag.retain(Set.of(2, 0));
        assertThat(gauge(RECORDS, 0)).isNull();
        assertThat(gauge(SECONDS, 1)).isNull();
        assertThat(gauge(RECORDS, 2)).isNotNull();
        lag.update(0, 5, Duration.ZERO);
        assertThat(gauge(RECORDS, 0).value()).isEqualTo(5);
        lag.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    private Gauge gauge(String name, int partition) {
        return registry.find(name)
                .tag("group", "zone-a")
                .tag("partition", Integer.toString(partition))
                .gauge();
    }
}
