package io.tempo.querier.frontend;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.otlp.OtlpColumnAppender;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;

/** Turns traces that were put together into columns, so that queries can be asked of them. */
final class TraceColumns {

    private TraceColumns() {}

    /** A trace as columns, its spans in the order of the trace. */
    static SpanColumns of(TracesData trace) {
        byte[] bytes = trace.toByteArray();
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        OtlpColumnAppender appender = new OtlpColumnAppender(builder, 0);
        try {
            SpanBatch batch = OtlpScanner.scan(bytes, 0, bytes.length);
            appender.begin(batch);
            for (int span = 0; span < batch.spanCount(); span++) {
                appender.append(span);
            }
        } catch (OtlpException e) {
            throw new IllegalStateException("a trace that was just encoded is malformed", e);
        }
        return builder.columns();
    }
}
