package io.tempo.querier.frontend;

import io.tempo.core.model.TraceId;

/**
 * A question for one trace.
 *
 * @param startNanos only blocks that end at or after this are looked into; recent data always is
 * @param endNanos only blocks that start at or before this are looked into
 * @param maxBytes how large the trace may become; beyond it is cut. 0: no limit
 */
record TraceQuery(TraceId id, Where where, long startNanos, long endNanos, long maxBytes) {

    /** Which data is looked at. */
    enum Where {
        EVERYWHERE,
        RECENT_ONLY,
        BLOCKS_ONLY
    }
}
