package io.tempo.core.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.search.SearchExecutor;
import io.tempo.core.testing.Golden;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Queries that were damaged, and queries that are large: whatever the text, reading, checking and
 * planning it ends with a query or with an error of the language, on a small stack.
 */
class TraceQlFuzzTest {

    private static final int MEGABYTE = 1 << 20;

    /** Half of what a thread gets by default. */
    private static final int SMALL_STACK = 512 << 10;

    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "(",
                    ")",
                    "|",
                    "||",
                    "&&",
                    "!",
                    "-",
                    "^",
                    "=",
                    "!=",
                    "=~",
                    ">>",
                    "&>",
                    ".",
                    "span.",
                    "parent.",
                    "span:",
                    "event:",
                    "\"",
                    "`",
                    "\\",
                    "/*",
                    "//",
                    "\n",
                    ",",
                    "nil",
                    "1e999",
                    "9223372036854775808",
                    "1y",
                    "0.",
                    "µs",
                    "with(",
                    "by(",
                    "rate()",
                    "\u0000",
                    "\uD800",
                    "\u202e",
                    "é",
                    "\uD83D\uDE00",
                    "\u2028");

    private static final List<String> CORPUS = corpus();

    private static List<String> corpus() {
        List<String> corpus = new ArrayList<>();
        for (Golden.Query query : Golden.queries("search", "range", "instant")) {
            corpus.add(query.text());
        }
        try (Stream<Object[]> queries =
                        TraceQlConformanceTest.queries().map(arguments -> arguments.get());
                Stream<Object[]> examples =
                        TraceQlConformanceTest.examples().map(arguments -> arguments.get())) {
            queries.forEach(arguments -> corpus.add((String) arguments[1]));
            examples.forEach(arguments -> corpus.add((String) arguments[2]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(corpus).hasSizeGreaterThan(300);
        return corpus;
    }

    @Property(tries = 3_000)
    void damagedQueries(@ForAll Random random) {
        StringBuilder text = new StringBuilder(query(random));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            damage(text, random);
        }
        readOrRefuse(text.toString());
    }

    private static String query(Random random) {
        return CORPUS.get(random.nextInt(CORPUS.size()));
    }

    private static void damage(StringBuilder text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(text.length() - from + 1);
        switch (random.nextInt(7)) {
            case 0 -> text.delete(from, to);
            case 1 -> text.insert(from, text.substring(from, to));
            case 2 -> text.insert(from, PIECES.get(random.nextInt(PIECES.size())));
            case 3 -> {
                String other = query(random);
                text.replace(from, to, other.substring(random.nextInt(other.length())));
            }
            case 4 -> {
                if (from < text.length()) {
                    text.setCharAt(
                            from,
                            (char)
                                    (random.nextBoolean()
                                            ? 32 + random.nextInt(95)
                                            : random.nextInt()));
                }
            }
            case 5 -> text.insert(from, text.substring(from, Math.min(to, from + 8)).repeat(50));
            default -> text.setLength(from);
        }
    }

    /** Beginning, what is repeated until there is a megabyte, and the end. */
    static Stream<String[]> shapes() {
        return Stream.of(
                new String[] {"", " ", ""},
                new String[] {"", "\n", "{}"},
                new String[] {"", "(", ""},
                new String[] {"", ")", ""},
                new String[] {"", "{", ""},
                new String[] {"{", "(", ""},
                new String[] {"{", "!", ".a}"},
                new String[] {"{", "-", ".a = 1}"},
                new String[] {"{", "- ", "1 = 1}"},
                new String[] {"{", "!(", "}"},
                new String[] {"{ true", " && true", "}"},
                new String[] {"{ .a = 1", " || .a = 1", "}"},
                new String[] {"{ .a", " ^ 2", " = 1 }"},
                new String[] {"{ 1", " + 1", " = 1 }"},
                new String[] {"{ .a", " = nil", "}"},
                new String[] {"{", "nil = ", "nil}"},
                new String[] {"{}", " >> {}", ""},
                new String[] {"{}", " && {}", ""},
                new String[] {"{}", " | {}", ""},
                new String[] {"{}", " | by(.a)", ""},
                new String[] {"{} | select(.a", ", .a", ")"},
                new String[] {"{} | count() > 1", " + 1", ""},
                new String[] {"{} | count() > ", "-", "1"},
                new String[] {"{} | count()", " + count()", " > 1"},
                new String[] {"{} | rate()", " | topk(1)", ""},
                new String[] {"{} | rate()", " > 1", ""},
                new String[] {"{} | rate() by (.a", ", .a", ")"},
                new String[] {"{} | quantile_over_time(duration, 1", ", 1", ")"},
                new String[] {"({} | rate())", " + ({} | rate())", ""},
                new String[] {"", "1 + ", "({} | rate())"},
                new String[] {"{} with (a=1", ", a=1", ")"},
                new String[] {"{}", " with (a=1)", ""},
                new String[] {"({} | {})", " && ({})", ""},
                new String[] {"{ .", "a", " = 1 }"},
                new String[] {"{ .\"", "a", "\" = 1 }"},
                new String[] {"{ .\"", "\\\"", "\" = 1 }"},
                new String[] {"{ name = \"", "a", "\" }"},
                new String[] {"{ name = \"", "\\n", "\" }"},
                new String[] {"{ name = `", "\n", "` }"},
                new String[] {"{ name =~ \"", "a", "\" }"},
                new String[] {"{ name =~ \"", "(", "\" }"},
                new String[] {"{ name =~ \"", "(a|b)*", "\" }"},
                new String[] {"{ name =~ \"", "(?i)", "\" }"},
                new String[] {"{ .a = ", "9", " }"},
                new String[] {"{ .a = 1.", "9", " }"},
                new String[] {"{ .a = 1e", "9", " }"},
                new String[] {"{ duration > ", "1h", " }"},
                new String[] {"{ duration > 1.", "1", "s }"},
                new String[] {"", "/* */", "{}"},
                new String[] {"/*", "*", ""},
                new String[] {"", "// \n", "{}"},
                new String[] {"", "x", ""},
                new String[] {"", "é", ""},
                new String[] {"{ ", "\uD83D\uDE00", "}"},
                new String[] {"{ .", "\uD83D\uDE00", " = 1}"},
                new String[] {"{ .", "\uD800", " = 1}"},
                new String[] {"", "\u0000", ""},
                new String[] {"", "\\", ""},
                new String[] {"", "\"", ""},
                new String[] {"", "'", ""},
                new String[] {"", ".", ""},
                new String[] {"", "parent.", ""},
                new String[] {"{ ", "span:", ""});
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aMegabyteOfAnything(String start, String repeated, String end) throws Exception {
        String middle = repeated.repeat(MEGABYTE / repeated.length());
        onASmallStack(
                () -> {
                    try {
                        TraceQl.parseAndValidate(start + middle + end);
                    } catch (TraceQlException refused) {
                        assertThat(refused.getMessage()).hasSizeLessThan(1000);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void asDeepAsIsAllowed(String start, String repeated, String end) throws Exception {
        for (int times : new int[] {200, 219, 220, 221, 250, 10_000}) {
            onASmallStack(() -> readOrRefuse(start + repeated.repeat(times) + end));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "!(", "-(", "(1 + ", "(.a = (", "!", "- "})
    void nestingThatIsClosedAgain(String open) throws Exception {
        long parentheses = open.chars().filter(c -> c == '(').count();
        for (int times : new int[] {110, 219, 220, 251, 10_000}) {
            String text =
                    "{ " + open.repeat(times) + ".a" + ")".repeat((int) parentheses * times) + " }";
            onASmallStack(() -> readOrRefuse(text));
            onASmallStack(
                    () -> readOrRefuse("{} | by(" + text.substring(2, text.length() - 2) + ")"));
        }
    }

    private static void onASmallStack(Runnable task) throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        Thread thread = new Thread(null, task, "small-stack", SMALL_STACK);
        thread.setUncaughtExceptionHandler((t, failure) -> thrown.add(failure));
        thread.start();
        thread.join();
        if (!thrown.isEmpty()) {
            throw new AssertionError("failed on a small stack", thrown.getFirst());
        }
    }

    private static void readOrRefuse(String text) {
        try {
            Query query = TraceQl.parse(text);
            String canonical = query.text();
            Query again = TraceQl.parse(canonical);
            assertThat(again).isEqualTo(query);
            assertThat(again.text()).isEqualTo(canonical);
            TraceQl.validate(query);
            SearchExecutor.of(query);
        } catch (TraceQlException refused) {
            assertThat(refused.getMessage()).contains(" at line ").hasSizeLessThan(1000);
        }
        TagQuery tags = TagQuery.parse(text, Integer.MAX_VALUE);
        assertThat(tags.groups().isEmpty()).isEqualTo(tags.isUnfiltered());
        try {
            TraceQl.parseAttribute(text);
        } catch (TraceQlException refused) {
            assertThat(refused.getMessage()).hasSizeLessThan(1000);
        }
        try {
            TraceFilterQuery.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).hasSizeLessThan(1000);
        }
    }
}
