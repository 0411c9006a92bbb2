package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0s, 0",
        "-0, 0",
        "5ns, 5",
        "1us, 1000",
        "1.5µs, 1500",
        "1μs, 1000",
        "20ms, 20000000",
        "1h30m, 5400000000000",
        "1.5h, 5400000000000",
        ".5s, 500000000",
        "1.s, 1000000000",
        "-1m30s, -90000000000",
        "+2s, 2000000000",
        "1s1s, 2000000000",
        "0.000000001s, 1",
        "0.00000000000000000000000001s, 0",
        "2562047h47m16.854775807s, 9223372036854775807",
        "-9223372036854775808ns, -9223372036854775808",
    })
    void parses(String text, long nanos) {
        assertThat(GoDuration.parseNanos(text)).isEqualTo(nanos);
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1",
                "14d",
                "2w",
                "s",
                ".s",
                "1..5s",
                "1 s",
                "abc",
                "1sm",
                "9223372036854775808ns",
                "99999999999999999999h",
                "2562048h",
                "1h-30m",
                "1e3s",
                "١s"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> GoDuration.parseNanos(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a duration: ");
    }

    @Test
    void namesTheUnknownUnit() {
        assertThatThrownBy(() -> GoDuration.parse("14d")).hasMessageContaining("unknown unit 'd'");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "5, 5ns",
        "1500, 1.5µs",
        "20000000, 20ms",
        "1500000000, 1.5s",
        "2000000001, 2.000000001s",
        "90000000000, 1m30s",
        "120000000000, 2m0s",
        "3600000000000, 1h0m0s",
        "90000000000000, 25h0m0s",
        "-1500000, -1.5ms",
        "9223372036854775807, 2562047h47m16.854775807s",
        "-9223372036854775808, -2562047h47m16.854775808s",
    })
    void formats(long nanos, String text) {
        assertThat(GoDuration.format(nanos)).isEqualTo(text);
    }

    @Test
    void formatsAnyDuration() {
        assertThat(GoDuration.format(Duration.ofSeconds(Long.MAX_VALUE)))
                .isEqualTo("2562047h47m16.854775807s");
    }
}
