package io.tempo.core.traceql.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;

/** Patterns that are matched without an automaton match what a regular expression does. */
class WildcardTestTest {

    @Test
    void agreesWithRegularExpressions() {
        Random random = new Random(7);
        int simple = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder pattern = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) {
                String[] parts = {"a", "b", ".*", ".+", "\\.", "ab", "|", "é"};
                pattern.append(parts[random.nextInt(parts.length)]);
            }
            TextTest test = WildcardTest.of(pattern.toString());
            if (test == null) {
                continue;
            }
            simple++;
            Pattern regex = Pattern.compile("(?s:" + pattern + ")");
            for (int k = 0; k < 10; k++) {
                StringBuilder text = new StringBuilder();
                for (int n = random.nextInt(6); n > 0; n--) {
                    text.append("ab.é\n".charAt(random.nextInt(5)));
                }
                byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
                assertThat(test.test(bytes, 1, bytes.length - 2))
                        .as("%s on %s", pattern, text)
                        .isEqualTo(regex.matcher(text).matches());
            }
        }
        assertThat(simple).isGreaterThan(5_000);
    }

    @Test
    void leavesOtherPatternsToTheAutomaton() {
        for (String pattern :
                new String[] {"a+", "[ab]", "(?i)a", "a?", "a{2}", "\\d", "^a", "(a|b)c", "a."}) {
            assertThat(WildcardTest.of(pattern)).as(pattern).isNull();
        }
    }
}
