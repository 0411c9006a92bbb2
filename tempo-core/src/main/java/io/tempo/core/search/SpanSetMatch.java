package io.tempo.core.search;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.tempopb.SpanSet;

import java.util.ArrayList;
import java.util.List;

/**
 * A span set of a search's answer.
 *
 * @param spans its first spans, as many as the request allows
 * @param matched how many spans it has
 * @param attributes values of {@code by(…)} and of aggregates, in pipeline order
 */
public record SpanSetMatch(List<SpanMatch> spans, int matched, List<KeyValue> attributes) {

    /** What tells span sets of one trace apart: the values they were grouped by. */
    List<KeyValue> identity() {
        List<KeyValue> identity = new ArrayList<>();
        for (KeyValue attribute : attributes) {
            if (attribute.getKey().startsWith("by(")) {
                identity.add(attribute);
            }
        }
        return identity;
    }

    /** Memory that this takes, roughly. */
    long memoryBytes() {
        long bytes = 80 + 200L * attributes.size();
        for (SpanMatch span : spans) {
            bytes += 80 + span.name().length() + 200L * span.attributes().size();
        }
        return bytes;
    }

    /** The span set as API message. */
    public SpanSet toProto() {
        SpanSet.Builder builder = SpanSet.newBuilder().setMatched(matched);
        for (SpanMatch span : spans) {
            builder.addSpans(span.toProto());
        }
        return builder.addAllAttributes(attributes).build();
    }

    static SpanSetMatch fromProto(SpanSet set) {
        List<SpanMatch> spans = new ArrayList<>(set.getSpansCount());
        set.getSpansList().forEach(span -> spans.add(SpanMatch.fromProto(span)));
        return new SpanSetMatch(spans, set.getMatched(), set.getAttributesList());
    }
}
