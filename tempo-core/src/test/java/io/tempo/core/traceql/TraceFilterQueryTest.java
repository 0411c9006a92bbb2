package io.tempo.core.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceFilterQueryTest {

    @Test
    void acceptsOneFilter() {
        String text = "{ resource.service.name = `cart` && status = error || event:name = `x` }";
        assertThat(TraceFilterQuery.parse(text).text())
                .isEqualTo(
                        "{ ((resource.service.name = `cart`) && (status = error)) || (event:name ="
                                + " `x`) }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\0',
            value = {
                "{ .a } >> { .b } => only a single TraceQL filter is supported: got a structural or"
                        + " aggregate query",
                "{ .a } | count() > 1 => only a single TraceQL filter is supported: got a"
                        + " structural or aggregate query",
                "{ .a } | rate() => only a single TraceQL filter is supported: got a metrics query",
                "({ .a } | rate()) * 2 => only a single TraceQL filter is supported: got a metrics"
                        + " query",
                "{ !(.a || trace:duration > 1s) } => intrinsic is not supported by this filter:"
                        + " \"traceDuration\"",
            })
    void refusesMore(String text, String message) {
        assertThatThrownBy(() -> TraceFilterQuery.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invalid TraceQL filter: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{ 1 }"})
    void refusesWhatIsNoQuery(String text) {
        assertThatThrownBy(() -> TraceFilterQuery.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("failed to parse TraceQL spanset filter: ");
    }
}
