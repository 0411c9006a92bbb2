package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class EnvironmentTest {

    private static final Map<String, String> VARIABLES =
            Map.of("VAR", "value", "EMPTY", "", "PATH_", "/a/b/c.tar.gz", "UP", "ÄbC");

    private static String expand(String text) {
        return Environment.expand("tempo.yaml", text, VARIABLES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a ${VAR} b | a value b",
                "x${NONE}y | xy",
                "$VAR | $VAR",
                "$$ | $",
                "$${VAR} | ${VAR}",
                "100$ | 100$",
                "${VAR:-text} | value",
                "${NONE:-text} | text",
                "${EMPTY:-text} | text",
                "${EMPTY-text} | text",
                "${NONE:=a b} | a b",
                "${NONE=text} | text",
                "${VAR:+text} | value",
                "${NONE:+text} | text",
                "${NONE+text} | text",
                "${NONE:?text} | text",
                "${NONE?text} | text",
                "${NONE:-${VAR}} | value",
                "${NONE:-http://x:1} | http://x:1",
                "${#VAR} | 5",
                "${#NONE} | 0",
                "${VAR^} | Value",
                "${VAR^^} | VALUE",
                "${UP,} | äbC",
                "${UP,,} | äbc",
                "${VAR:1} | alue",
                "${VAR:1:2} | al",
                "${VAR:9} | ''",
                "${PATH_#*/} | a/b/c.tar.gz",
                "${PATH_##*/} | c.tar.gz",
                "${PATH_%.*} | /a/b/c.tar",
                "${PATH_%%.*} | /a/b/c",
                "${PATH_/a/x} | /x/b/c.tar.gz",
                "${PATH_//a/x} | /x/b/c.txr.gz",
                "${VAR/#v/V} | Value",
                "${VAR/%e/E} | valuE",
                "${VAR/#a/V} | value",
                "${VAR/a} | vlue",
            })
    void forms(String text, String expanded) {
        assertThat(expand(text)).isEqualTo(expanded);
    }

    @Test
    void whatIsNotAFormIsReportedWithItsPlace() {
        assertThatThrownBy(() -> expand("a: 1\nb: ${VAR"))
                .hasMessage("tempo.yaml:2:4: '${' is never closed");
        assertThatThrownBy(() -> expand("${VAR:-text"))
                .hasMessage("tempo.yaml:1:1: '${' is never closed");
        assertThatThrownBy(() -> expand("${}"))
                .hasMessage("tempo.yaml:1:1: expected a name after '${'");
        assertThatThrownBy(() -> expand("${VAR!}"))
                .hasMessage("tempo.yaml:1:1: expected '}' or an operator, found '!'");
        assertThatThrownBy(() -> expand("${VAR:x}"))
                .hasMessage("tempo.yaml:1:1: expected numbers after ':', found 'x'");
        assertThatThrownBy(() -> expand("${A:-".repeat(100) + "}".repeat(100)))
                .hasMessageContaining("nested deeper");
    }
}
