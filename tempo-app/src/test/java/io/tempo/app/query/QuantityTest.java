package io.tempo.app.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0ns",
        "999, 999ns",
        "1000, 1us",
        "1499, 1.5us",
        "999499, 999us",
        "999500, 1ms",
        "960000000, 960ms",
        "999499999, 999ms",
        "999500000, 1s",
        "12340000000, 12.3s",
        "59949999999, 59.9s",
        "60000000000, 1m00s",
        "123456000000, 2m03s",
        "3600000000000, 1h00m",
        "172800000000000, 2d00h",
        "-1500, -1.5us",
        "9223372036854775807, 106752d00h"
    })
    void durations(long nanos, String text) {
        assertThat(Quantity.duration(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "0.1, 0.1",
        "0.35, 0.35",
        "1.23456, 1.235",
        "99999, 99999",
        "100000, 100k",
        "1234567, 1.235M",
        "999999, 1M",
        "-2500000000, -2.5G",
        "0.00001, 1.00e-05",
        "1e30, 1.00e+30",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf",
        "12345.678, 12350"
    })
    void numbers(double value, String text) {
        assertThat(Quantity.number(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "1000, 1.0 kB", "393908, 393.9 kB", "999960, 1.0 MB"})
    void bytes(long bytes, String text) {
        assertThat(Quantity.bytes(bytes)).isEqualTo(text);
    }
}
