package io.tempo.core.ingest;

/**
 * What became of the spans of a request. Refused spans are lost to the sender for good: sending
 * them again would not help.
 *
 * @param accepted spans taken
 * @param traceTooLarge spans refused because their trace has more bytes than the tenant's limit
 * @param liveTracesExceeded spans refused because the tenant has as many live traces as it may
 */
public record PushResult(int accepted, int traceTooLarge, int liveTracesExceeded) {

    /** Spans that were not taken. */
    public int refused() {
        return traceTooLarge + liveTracesExceeded;
    }

    /** The same for a request whose spans were all taken. */
    public static PushResult allOf(int spans) {
        return new PushResult(spans, 0, 0);
    }
}
