package io.tempo.app.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.app.query.TraceSpans.Span;
import io.tempo.core.model.TraceId;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Traces of any shape: chains, forests, circles, equal ids. */
class WaterfallProperties {

    private static final Terminal TERMINAL = new Terminal(90, false, true, ZoneOffset.UTC);

    private static Span span(int id, int parent, long start, long length, boolean failed) {
        return new Span(
                "id" + id,
                parent < 0 ? "" : "id" + parent,
                "s",
                "<" + id + ">",
                "server",
                failed ? "error" : "",
                "",
                start,
                start + length);
    }

    private static List<String> print(List<Span> spans, int maxSpans) {
        StringWriter text = new StringWriter();
        new Waterfall(TERMINAL, new PrintWriter(text, true))
                .print(new TraceId(0, 1), new TraceTree(new TraceSpans(spans)), maxSpans);
        return text.toString().lines().toList();
    }

    private static List<Span> random(long seed, int size) {
        Random random = new Random(seed);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            // Among the parents are the span itself, later ones, and some that are not there.
            int parent = random.nextInt(size + 2) - 1;
            spans.add(span(i, parent, random.nextInt(1000), random.nextInt(50), i % 7 == 0));
        }
        return spans;
    }

    @Property
    void everySpanIsShownOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        List<String> lines = print(random(seed, size), size);
        for (int i = 0; i < size; i++) {
            String name = "<" + i + ">";
            assertThat(lines.stream().filter(line -> line.contains(name))).as(name).hasSize(1);
        }
        assertThat(lines).allMatch(line -> Cells.width(line) <= TERMINAL.width());
    }

    @Property
    void spansShownAndCountedAreAll(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll @IntRange(min = 1, max = 60) int maxSpans) {
        List<String> lines = print(random(seed, size), maxSpans);
        long shown = lines.stream().filter(line -> line.contains("s: <")).count();
        long counted =
                lines.stream()
                        .filter(line -> line.contains("not shown"))
                        .mapToLong(
                                line ->
                                        Long.parseLong(
                                                line.replaceFirst("^\\D*(\\d+) span.*", "$1")))
                        .sum();
        assertThat(shown).isLessThanOrEqualTo(maxSpans);
        assertThat(shown + counted).isEqualTo(size);
    }

    @Example
    void aChainOfManySpansStaysReadable() {
        List<Span> chain = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            chain.add(span(i, i - 1, i, 20_000 - i, false));
        }
        List<String> lines = print(chain, 20_000);
        assertThat(lines).hasSize(20_000 + 4);
        assertThat(lines.getLast()).contains("[19999] s: <1999");
        assertThat(lines).allMatch(line -> line.length() <= TERMINAL.width());
    }

    @Example
    void failuresAndTheLongestAreShownFirst() {
        List<Span> spans = new ArrayList<>();
        spans.add(span(0, -1, 0, 10_000, false));
        for (int i = 1; i < 5000; i++) {
            spans.add(span(i, 0, i, i == 77 ? 1 : i, i == 77));
        }
        List<String> lines = print(spans, 4);
        assertThat(lines).anyMatch(line -> line.contains("! s: <77>"));
        assertThat(lines).anyMatch(line -> line.contains("s: <4999>"));
        assertThat(lines.getLast()).isEqualTo("└ 4996 spans not shown, the longest 5us");
    }
}
