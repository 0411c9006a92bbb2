package io.tempo.core.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexesTest {

    @Test
    void matchesTheWholeTextAcrossLines() {
        assertThat(Regexes.compile("a.c").matches("a\nc")).isTrue();
        assertThat(Regexes.compile("a.c").matches("xa.c")).isFalse();
        assertThat(Regexes.compile("a|bc").matches("ac")).isFalse();
        assertThat(Regexes.compile("(?i)get /.*").matches("GET /x")).isTrue();
        assertThat(Regexes.compile("[]a]{2,3}\\Q(((\\E").matches("]a(((")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "a**", "\\", "(?=x)", "a{1001}", "\\1"})
    void refusesWhatIsNone(String pattern) {
        assertThatThrownBy(() -> Regexes.compile(pattern))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatWouldNotFit() {
        for (String pattern :
                new String[] {
                    "((a{1000}){1000}){1000}",
                    "(".repeat(20_000) + "a" + ")".repeat(20_000),
                    "[a-z](\\Qxxxx\\E|[[:alpha:]]{500}){500}",
                    "x".repeat(200_000),
                    "(" + "x".repeat(200) + "){999}",
                }) {
            assertThatThrownBy(() -> Regexes.compile(pattern))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("regular expression ");
        }
    }
}
