package io.tempo.core.traceql.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Spans of one trace, in the order that matters where only some are shown, and what the pipeline
 * has computed for them. Not changed once it is handed on.
 */
public final class SpanSet {

    /** Something computed for the spans of a set, under its canonical text: {@code count()}. */
    public record Attribute(String key, Value value) {}

    private int[] spans;
    private final int size;
    private final int first;
    private final List<Attribute> attributes;

    private SpanSet(int[] spans, int size, int first, List<Attribute> attributes) {
        this.spans = spans;
        this.size = size;
        this.first = first;
        this.attributes = attributes;
    }

    /** The spans {@code from} to {@code to}, the latter excluded, and nothing computed yet. */
    static SpanSet range(int from, int to) {
        return new SpanSet(null, to - from, from, List.of());
    }

    /** The first {@code size} of some spans; takes the array over. */
    static SpanSet of(int[] spans, int size, List<Attribute> attributes) {
        return new SpanSet(spans, size, 0, attributes);
    }

    /** The same spans with one more attribute, or with another value for one of that key. */
    SpanSet with(Attribute attribute) {
        List<Attribute> all = new ArrayList<>(attributes);
        all.removeIf(a -> a.key().equals(attribute.key()));
        all.add(attribute);
        return new SpanSet(spans, size, first, all);
    }

    SpanSet withAttributes(List<Attribute> others) {
        return new SpanSet(spans, size, first, others);
    }

    /** How many spans. */
    public int size() {
        return size;
    }

    /** Span {@code i} of the set, as its number in the table. */
    public int span(int i) {
        return spans == null ? first + i : spans[i];
    }

    /** What was computed, in pipeline order. */
    public List<Attribute> attributes() {
        return attributes;
    }

    /** Whether the spans are consecutive numbers in ascending order. */
    boolean isRange() {
        return spans == null;
    }

    /** A new array with the spans. */
    int[] toArray() {
        int[] copy = new int[size];
        for (int i = 0; i < size; i++) {
            copy[i] = span(i);
        }
        return copy;
    }
}
