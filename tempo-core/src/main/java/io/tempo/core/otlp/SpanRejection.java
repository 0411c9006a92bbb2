package io.tempo.core.otlp;

/**
 * Spans of a well-formed request that were left out because they are wrong by themselves.
 *
 * @param reason why
 * @param spans how many
 * @param example what is wrong with the first of them
 */
public record SpanRejection(Reason reason, int spans, String example) {

    /** Why spans are left out. */
    public enum Reason {
        INVALID_TRACE_ID("invalid_trace_id"),
        INVALID_SPAN_ID("invalid_span_id");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** The value of the label {@code reason} of {@code tempo_discarded_spans_total}. */
        public String label() {
            return label;
        }
    }
}
