package io.tempo.core.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeAxisTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void aRangeIsAlignedAndHasOneMoreIntervalBefore() {
        TimeAxis axis = TimeAxis.range(1000 * SECOND, 1060 * SECOND, 15 * SECOND);
        long[] timestamps = new long[axis.intervals()];
        for (int i = 0; i < timestamps.length; i++) {
            timestamps[i] = axis.timestampMs(i);
        }
        assertThat(timestamps)
                .containsExactly(990_000, 1005_000, 1020_000, 1035_000, 1050_000, 1065_000);
        assertThat(axis.startNanos()).isEqualTo(975 * SECOND);
    }

    @Test
    void anEdgeBelongsToTheIntervalThatEndsThere() {
        TimeAxis axis = TimeAxis.range(1000 * SECOND, 1060 * SECOND, 15 * SECOND);
        assertThat(axis.interval(975 * SECOND)).isEqualTo(-1);
        assertThat(axis.interval(975 * SECOND + 1)).isZero();
        assertThat(axis.interval(990 * SECOND)).isZero();
        assertThat(axis.interval(990 * SECOND + 1)).isOne();
        assertThat(axis.interval(1065 * SECOND)).isEqualTo(5);
        assertThat(axis.interval(1065 * SECOND + 1)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 50",
        "10, 50",
        "59, 200",
        "60, 1000",
        "300, 1000",
        "900, 3000",
        "1800, 5000",
        "3600, 15000",
        "10800, 45000",
        "21600, 60000",
        "43200, 180000",
        "86400, 300000",
        "172800, 600000",
        "604800, 2400000",
        "1209600, 3600000",
        "2592000, 10800000",
    })
    void aStepThatIsNotGivenFitsTheRange(long seconds, long stepMillis) {
        long start = 1_700_000_000 * SECOND;
        assertThat(TimeAxis.defaultStepNanos(start, start + seconds * SECOND))
                .isEqualTo(stepMillis * 1_000_000);
    }

    @Property(tries = 500)
    void everyTimeOfTheRequestHasAnInterval(
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000_000L) long start,
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long length,
            @ForAll @LongRange(min = 1_000_000, max = 10_000_000_000_000L) long step) {
        TimeAxis axis = TimeAxis.range(start, start + length, step);
        for (long time : new long[] {start + 1, start + length / 2 + 1, start + length}) {
            int interval = axis.interval(time);
            assertThat(interval).isBetween(0, axis.intervals() - 1);
            assertThat(time).isGreaterThan(axis.startNanos() + interval * step);
            assertThat(time).isLessThanOrEqualTo(axis.startNanos() + (interval + 1) * step);
        }
    }

    @Test
    void refusesWhatIsNoAxis() {
        assertThatThrownBy(() -> new TimeAxis(0, 10, 3)).hasMessageContaining("whole number");
        assertThatThrownBy(() -> new TimeAxis(10, 10, 1)).hasMessageContaining("start < end");
        assertThatThrownBy(() -> TimeAxis.range(0, 10, 0)).hasMessageContaining("step");
    }
}
