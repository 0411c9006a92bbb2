package io.tempo.distributor;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

/**
 * What became of a request that was taken: how many of its spans were refused, and why.
 *
 * @param rejectedSpans spans that are not stored; 0 if all are
 * @param message why; "" if all are stored
 */
record Receipt(int rejectedSpans, String message) {

    private static final byte[] COMPLETE = {0x0A, 0x00};

    static final Receipt ALL = new Receipt(0, "");

    /**
     * The encoded {@code ExportTraceServiceResponse}; a full success is an empty {@code
     * partial_success}.
     */
    byte[] toProtobuf() {
        return rejectedSpans == 0 && message.isEmpty() ? COMPLETE : response().toByteArray();
    }

    ExportTraceServiceResponse response() {
        return ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(
                        ExportTracePartialSuccess.newBuilder()
                                .setRejectedSpans(rejectedSpans)
                                .setErrorMessage(message))
                .build();
    }
}
