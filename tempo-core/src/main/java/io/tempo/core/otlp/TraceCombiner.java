package io.tempo.core.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts a trace together from the parts of it that were found in several places. A span is known by
 * its id and kind; of equal ones the first that is added stays. Parts are appended, their resources
 * not merged; if two or more parts had spans, spans are sorted by start and id within their scope,
 * scopes by their first span, resources by their first scope. Spans of a server that share their id
 * with the client's are given one of their own, see {@link SharedSpanIds}.
 *
 * <p>Of a trace over the size limit the oldest spans are kept, and it is {@link #partial}. While
 * parts are added, up to twice the limit is held. Not thread-safe.
 */
public final class TraceCombiner {

    static final Comparator<Span> BY_START_AND_ID =
            Comparator.comparing(Span::getStartTimeUnixNano, Long::compareUnsigned)
                    .thenComparing(Span::getSpanId, ByteString.unsignedLexicographicalComparator());

    private final long maxBytes;
    private final Set<SpanKey> seen = new HashSet<>();
    private List<ResourceSpans.Builder> resources = new ArrayList<>();
    private int parts;
    private long size;

    /** The first span that was cut off; null as long as none was. */
    private Span end;

    /**
     * @param maxBytes how large the encoded trace may become; 0 for no limit
     */
    public TraceCombiner(long maxBytes) {
        this.maxBytes = maxBytes > 0 ? maxBytes : Long.MAX_VALUE;
    }

    /**
     * Adds an encoded tempopb Trace.
     *
     * @throws OtlpException if it is not one
     */
    public void add(byte[] encodedTrace) throws OtlpException {
        TracesData part;
        try {
            part = TracesData.parseFrom(encodedTrace);
        } catch (InvalidProtocolBufferException e) {
            part = repaired(encodedTrace);
        }
        add(part);
    }

    /** Adds a part of the trace. */
    public void add(TracesData part) {
        boolean any = false;
        for (ResourceSpans resource : part.getResourceSpansList()) {
            ResourceSpans.Builder kept =
                    ResourceSpans.newBuilder().setResource(resource.getResource());
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                any |= scope.getSpansCount() > 0;
                ScopeSpans.Builder keptScope = ScopeSpans.newBuilder().setScope(scope.getScope());
                addSpans(scope, keptScope);
                if (keptScope.getSpansCount() > 0) {
                    kept.addScopeSpans(keptScope);
                    size += TraceCut.groupBytes(scope.getScope());
                }
            }
            if (kept.getScopeSpansCount() > 0) {
                resources.add(kept);
                size += resource.getResource().getSerializedSize();
            }
            if (size / 2 > maxBytes) {
                cut();
            }
        }
        parts += any ? 1 : 0;
    }

    /** Whether spans were left out because the trace would have been too large. */
    public boolean partial() {
        return end != null || size > maxBytes;
    }

    /** Whether no part had a span. */
    public boolean isEmpty() {
        return parts == 0;
    }

    /** The whole trace. Ends the use of this combiner. */
    public TracesData result() {
        if (size > maxBytes) {
            cut();
        }
        if (parts > 1) {
            resources.forEach(TraceCombiner::sort);
            resources.sort(Comparator.comparing(TraceCombiner::firstSpan, BY_START_AND_ID));
        }
        SharedSpanIds.separate(resources);
        TracesData.Builder trace = TracesData.newBuilder();
        resources.forEach(trace::addResourceSpans);
        return trace.build();
    }

    private void addSpans(ScopeSpans scope, ScopeSpans.Builder kept) {
        for (Span span : scope.getSpansList()) {
            if (isBeforeEnd(span) && seen.add(SpanKey.of(span))) {
                Span stored = asStored(span);
                size += TraceCut.bytes(stored);
                kept.addSpans(stored);
            }
        }
    }

    private boolean isBeforeEnd(Span span) {
        return end == null || TraceCut.OLDEST_FIRST.compare(span, end) < 0;
    }

    private void cut() {
        TraceCut cut = TraceCut.of(resources, maxBytes);
        resources = cut.resources();
        size = cut.bytes();
        end = cut.end();
    }

    /** The span as it comes out of storage: with a status, without flags. */
    private static Span asStored(Span span) {
        boolean linkFlags = false;
        for (Span.Link link : span.getLinksList()) {
            linkFlags |= link.getFlags() != 0;
        }
        if (span.hasStatus() && span.getFlags() == 0 && !linkFlags) {
            return span;
        }
        Span.Builder stored = span.toBuilder().clearFlags();
        if (!span.hasStatus()) {
            stored.setStatus(Status.getDefaultInstance());
        }
        if (linkFlags) {
            stored.getLinksBuilderList().forEach(Span.Link.Builder::clearFlags);
        }
        return stored.build();
    }

    private static void sort(ResourceSpans.Builder resource) {
        List<ScopeSpans> scopes = new ArrayList<>();
        for (ScopeSpans scope : resource.getScopeSpansList()) {
            List<Span> spans = new ArrayList<>(scope.getSpansList());
            spans.sort(BY_START_AND_ID);
            scopes.add(scope.toBuilder().clearSpans().addAllSpans(spans).build());
        }
        scopes.sort(Comparator.comparing(s -> s.getSpans(0), BY_START_AND_ID));
        resource.clearScopeSpans().addAllScopeSpans(scopes);
    }

    private static Span firstSpan(ResourceSpans.Builder resource) {
        return resource.getScopeSpans(0).getSpans(0);
    }

    /** A trace whose text is not all UTF-8, which protobuf's parser refuses and we do not. */
    private static TracesData repaired(byte[] encodedTrace) throws OtlpException {
        SpanBatch batch = OtlpScanner.scan(encodedTrace);
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        new OtlpColumnAppender(builder, 0).appendAll(batch);
        SpanColumns columns = builder.columns();
        int[] all = new int[columns.spanCount];
        for (int s = 0; s < all.length; s++) {
            all[s] = s;
        }
        return TraceEncoder.toTrace(columns, all, 0, all.length);
    }
}
