package io.tempo.app.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneId;

class TimeExpressionTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "now, 2026-03-01T12:00:00Z",
        "now-1h, 2026-03-01T11:00:00Z",
        "now-1d12h, 2026-02-28T00:00:00Z",
        "now+5m, 2026-03-01T12:05:00Z",
        "30m, 2026-03-01T11:30:00Z",
        "1.5h, 2026-03-01T10:30:00Z",
        "30m ago, 2026-03-01T11:30:00Z",
        "' 2w ago ', 2026-02-15T12:00:00Z",
        "2026-01-31T08:00:00Z, 2026-01-31T08:00:00Z",
        "2026-01-31T08:00:00.25+02:00, 2026-01-31T06:00:00.250Z",
        "2026-01-31T08:00, 2026-01-31T07:00:00Z",
        "2026-01-31 08:00:30, 2026-01-31T07:00:30Z",
        "2026-01-31, 2026-01-30T23:00:00Z",
        "0, 1970-01-01T00:00:00Z",
        "1767225600, 2026-01-01T00:00:00Z",
        "1767225600.5, 2026-01-01T00:00:00.500Z",
        "1767225600123, 2026-01-01T00:00:00.123Z",
        "1767225600123456, 2026-01-01T00:00:00.123456Z",
        "1767225600123456789, 2026-01-01T00:00:00.123456789Z",
    })
    void readsTimes(String text, Instant expected) {
        assertThat(TimeExpression.parse(text, ZONE).at(NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "now-",
                "now-1",
                "now 1h",
                "1h 1h",
                "-5",
                "yesterday",
                "2026-13-01",
                "ago",
                "1x ago",
                "99999999999999999999",
                "2026-01-31T25:00:00Z",
                "9999-01-01T00:00:00Z",
                "now-1000000000y",
                "\u001b[2J"
            })
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> TimeExpression.parse(text, ZONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected a time such as now-1h")
                .hasMessageEndingWith("got '" + Cells.clean(text) + "'");
    }
}
