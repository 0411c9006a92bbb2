package io.tempo.core.search;

import java.util.concurrent.atomic.LongAdder;

/** What a search looked at. Thread-safe. */
public final class SearchStats {

    private final LongAdder inspectedTraces = new LongAdder();
    private final LongAdder inspectedSpans = new LongAdder();
    private final LongAdder inspectedBytes = new LongAdder();

    /** Adds what one table cost: its traces, the spans and the bytes that were looked at. */
    public void add(long traces, long spans, long bytes) {
        inspectedTraces.add(traces);
        inspectedSpans.add(spans);
        inspectedBytes.add(bytes);
    }

    public long inspectedTraces() {
        return inspectedTraces.sum();
    }

    public long inspectedSpans() {
        return inspectedSpans.sum();
    }

    /** Bytes read from storage. */
    public long inspectedBytes() {
        return inspectedBytes.sum();
    }
}
