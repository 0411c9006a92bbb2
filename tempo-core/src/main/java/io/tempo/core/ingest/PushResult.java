package io.tempo.core.ingest;

import java.util.List;

/**
 * What became of a batch that was taken.
 *
 * @param refusals spans that a limit kept out, one entry a reason; empty if all are stored
 */
public record PushResult(List<Refusal> refusals) {

    /** All spans are stored. */
    public static final PushResult ALL_STORED = new PushResult(List.of());

    public PushResult {
        refusals = List.copyOf(refusals);
    }

    /** Spans that were kept out, for whatever reason. */
    public int refusedSpans() {
        int sum = 0;
        for (Refusal refusal : refusals) {
            sum += refusal.spans();
        }
        return sum;
    }

    /**
     * Spans that a limit kept out.
     *
     * @param reason the value of the label {@code reason} of {@code tempo_discarded_spans_total}
     * @param spans how many
     * @param message which limit, and what the first such span ran into
     */
    public record Refusal(String reason, int spans, String message) {}
}
