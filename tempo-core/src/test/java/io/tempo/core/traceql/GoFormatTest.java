package io.tempo.core.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFormatTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "-0.0, -0.0",
        "1.5, 1.5",
        "100, 100.0",
        "123456, 123456.0",
        "1234567.5, 1.2345675e+06",
        "1000000, 1e+06",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "-2e100, -2e+100",
        "1e-300, 1e-300",
        "0.1, 0.1",
        "NaN, NaN",
        "-Infinity, -Inf",
    })
    void writesFloats(double value, String text) {
        assertThat(GoFormat.floatText(value)).isEqualTo(text);
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
        "90000000000000, 25h0m0s",
        "-1500000, -1.5ms",
        "-9223372036854775808, -2562047h47m16.854775808s",
    })
    void writesDurations(long nanos, String text) {
        assertThat(GoFormat.durationText(nanos)).isEqualTo(text);
    }
}
