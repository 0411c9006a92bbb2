package io.tempo.core.block;

import com.google.protobuf.CodedInputStream;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.parquet.LeafData;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The links of vParquet3: all of a span are one message, whose repeated field 1 is OTLP's link. */
final class EncodedLinks {

    private static final int LINKS_TAG = 1 << 3 | 2;

    private final RowRange rows;
    private final int leaf;
    private final LeafData data;

    EncodedLinks(RowRange rows, int spans) throws IOException {
        this.rows = rows;
        this.leaf = rows.schema.spanLinks;
        this.data = rows.readRequired(leaf, spans);
    }

    /** All links, of spans with nothing else. */
    SpanColumns decode() throws IOException {
        SpanColumnsBuilder b = new SpanColumnsBuilder();
        int trace = b.trace(0, 0);
        for (int span = 0; span < data.valueCount(); span++) {
            b.beginSpan(trace, 0, 0);
            append(span, b);
            b.endSpan();
        }
        return b.columns();
    }

    /** Adds the links of a span to the span that the builder has begun. */
    void append(int span, SpanColumnsBuilder b) throws IOException {
        int id = data.ids()[span];
        if (data.strings().length(id) == 0) {
            return;
        }
        AnyValueColumns values = new AnyValueColumns(ValueStore.of(b));
        try {
            CodedInputStream in =
                    CodedInputStream.newInstance(
                            data.strings().bytes(),
                            data.strings().offset(id),
                            data.strings().length(id));
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == LINKS_TAG) {
                    append(Span.Link.parseFrom(in.readByteArray()), b, values);
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw rows.damaged(leaf, "has links that are damaged: " + e.getMessage());
        }
    }

    private static void append(Span.Link link, SpanColumnsBuilder b, AnyValueColumns values) {
        b.beginLink();
        b.linkTraceId(string(b, link.getTraceId().toByteArray()));
        b.linkSpanId(string(b, link.getSpanId().toByteArray()));
        b.linkTraceState(string(b, link.getTraceStateBytes().toByteArray()));
        b.linkDroppedAttributes(link.getDroppedAttributesCount());
        for (KeyValue attribute : link.getAttributesList()) {
            int key = string(b, attribute.getKey().getBytes(StandardCharsets.UTF_8));
            values.set(attribute.getValue());
            b.linkAttribute(key, values.type(), values.value());
        }
        b.endLink();
    }

    private static int string(SpanColumnsBuilder b, byte[] bytes) {
        return b.string(bytes, 0, bytes.length);
    }
}
