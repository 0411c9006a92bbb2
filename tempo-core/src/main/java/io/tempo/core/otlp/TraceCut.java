package io.tempo.core.otlp;

import com.google.protobuf.MessageLite;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Cuts a trace to a size: of its spans in order of time the first stay, up to the one that does not
 * fit any more. If a trace is cut, grows by spans before that one, and is cut again, the outcome is
 * as if it had been cut once.
 *
 * @param resources what stays
 * @param bytes how large that is, encoded
 * @param end the first span that does not stay; null if all do
 */
record TraceCut(List<ResourceSpans.Builder> resources, long bytes, Span end) {

    /** A field's number and length, for a message of less than 2 MiB. */
    private static final long FIELD_BYTES = 4;

    /** The order in which spans stay. */
    static final Comparator<Span> OLDEST_FIRST =
            TraceCombiner.BY_START_AND_ID.thenComparing(Span::getKindValue);

    /** A span, and the groups that it brings along. */
    private record Place(Span span, ResourceSpans.Builder resource, ScopeSpans scope) {}

    /** The oldest spans of a trace, up to a size. */
    static TraceCut of(List<ResourceSpans.Builder> trace, long maxBytes) {
        List<Place> places = new ArrayList<>();
        for (ResourceSpans.Builder resource : trace) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    places.add(new Place(span, resource, scope));
                }
            }
        }
        places.sort(Comparator.comparing(Place::span, OLDEST_FIRST));
        // Equal messages may lie in several places.
        Set<Object> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        long bytes = 0;
        Span end = null;
        for (Place place : places) {
            long more = bytes(place.span);
            if (!kept.contains(place.scope)) {
                more += groupBytes(place.scope.getScope());
            }
            if (!kept.contains(place.resource)) {
                more += place.resource.getResource().getSerializedSize();
            }
            if (bytes + more > maxBytes) {
                end = place.span;
                break;
            }
            bytes += more;
            kept.add(place.span);
            kept.add(place.scope);
            kept.add(place.resource);
        }
        return new TraceCut(only(kept, trace), bytes, end);
    }

    private static List<ResourceSpans.Builder> only(
            Set<Object> kept, List<ResourceSpans.Builder> trace) {
        List<ResourceSpans.Builder> resources = new ArrayList<>();
        for (ResourceSpans.Builder resource : trace) {
            if (!kept.contains(resource)) {
                continue;
            }
            ResourceSpans.Builder some = ResourceSpans.newBuilder();
            some.setResource(resource.getResource());
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                if (kept.contains(scope)) {
                    ScopeSpans.Builder spans = scope.toBuilder().clearSpans();
                    scope.getSpansList().stream().filter(kept::contains).forEach(spans::addSpans);
                    some.addScopeSpans(spans);
                }
            }
            resources.add(some);
        }
        return resources;
    }

    /** What a span adds to the encoded trace. */
    static long bytes(Span span) {
        return span.getSerializedSize() + FIELD_BYTES;
    }

    /** What a group of spans adds beside them. */
    static long groupBytes(MessageLite scope) {
        return scope.getSerializedSize() + 2 * FIELD_BYTES;
    }
}
