package io.tempo.core.otlp;

import io.tempo.core.model.TraceId;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The spans of one request, as ranges of its bytes. Everything in these ranges has been checked by
 * {@link OtlpScanner}: it is well-formed to the last attribute, every singular message field occurs
 * at most once, ids have their right lengths. Spans keep the order of the request, so the spans of
 * one scope, and of one resource, lie together.
 *
 * <p>Resources and scopes are counted as they occur, one for each ResourceSpans and ScopeSpans; the
 * same resource sent twice is two. A resource or scope that was not sent is an empty range.
 *
 * <p>Holds on to the request's array. Thread-safe once made.
 */
public final class SpanBatch {

    private static final SpanRejection.Reason[] REASONS = SpanRejection.Reason.values();

    final byte[] body;
    private final int requestOffset;
    private final int wireBytes;

    int spanCount;
    int[] spanOffset;
    int[] spanLength;
    int[] spanScope;
    long[] traceIdHigh;
    long[] traceIdLow;

    int resourceCount;
    int[] resourceOffset = new int[4];
    int[] resourceLength = new int[4];

    int scopeCount;
    int[] scopeOffset = new int[4];
    int[] scopeLength = new int[4];
    int[] scopeResource = new int[4];

    private final int[] rejected = new int[REASONS.length];
    private final String[] rejectionExample = new String[REASONS.length];

    SpanBatch(byte[] body, int requestOffset, int wireBytes) {
        this.body = body;
        this.requestOffset = requestOffset;
        this.wireBytes = wireBytes;
        int expected = Math.max(8, Math.min(4096, wireBytes / 256));
        spanOffset = new int[expected];
        spanLength = new int[expected];
        spanScope = new int[expected];
        traceIdHigh = new long[expected];
        traceIdLow = new long[expected];
    }

    /** The array that all ranges point into; not to be written to. */
    public byte[] body() {
        return body;
    }

    /** Where the request, or what it was normalised to, begins in {@link #body}. */
    public int requestOffset() {
        return requestOffset;
    }

    /**
     * Bytes of the request as it was scanned, which begin at {@link #requestOffset}: scanning them
     * again gives an equal batch.
     */
    public int wireBytes() {
        return wireBytes;
    }

    /** Spans that are right. */
    public int spanCount() {
        return spanCount;
    }

    /** Where the encoded Span begins. */
    public int spanOffset(int span) {
        return spanOffset[span];
    }

    /** Bytes of the encoded Span. */
    public int spanLength(int span) {
        return spanLength[span];
    }

    /** Scope of a span. */
    public int spanScope(int span) {
        return spanScope[span];
    }

    /** Resource of a span. */
    public int spanResource(int span) {
        return scopeResource[spanScope[span]];
    }

    /** Bytes 0 to 7 of a span's trace id. */
    public long traceIdHigh(int span) {
        return traceIdHigh[span];
    }

    /** Bytes 8 to 15 of a span's trace id. */
    public long traceIdLow(int span) {
        return traceIdLow[span];
    }

    public TraceId traceId(int span) {
        return new TraceId(traceIdHigh[span], traceIdLow[span]);
    }

    public int resourceCount() {
        return resourceCount;
    }

    /** Where the encoded Resource begins. */
    public int resourceOffset(int resource) {
        return resourceOffset[resource];
    }

    /** Bytes of the encoded Resource. */
    public int resourceLength(int resource) {
        return resourceLength[resource];
    }

    public int scopeCount() {
        return scopeCount;
    }

    /** Where the encoded InstrumentationScope begins. */
    public int scopeOffset(int scope) {
        return scopeOffset[scope];
    }

    /** Bytes of the encoded InstrumentationScope. */
    public int scopeLength(int scope) {
        return scopeLength[scope];
    }

    /** Resource that a scope belongs to. */
    public int scopeResource(int scope) {
        return scopeResource[scope];
    }

    /** Spans that were left out. */
    public int rejectedSpans() {
        int sum = 0;
        for (int n : rejected) {
            sum += n;
        }
        return sum;
    }

    /** The reasons for which spans were left out; empty if none was. */
    public List<SpanRejection> rejections() {
        List<SpanRejection> result = new ArrayList<>();
        for (SpanRejection.Reason reason : REASONS) {
            int i = reason.ordinal();
            if (rejected[i] > 0) {
                result.add(new SpanRejection(reason, rejected[i], rejectionExample[i]));
            }
        }
        return result;
    }

    /** The spans regrouped by trace. */
    public TraceGroups byTrace() {
        return new TraceGroups(this);
    }

    int addResource() {
        if (resourceCount == resourceOffset.length) {
            resourceOffset = Arrays.copyOf(resourceOffset, resourceCount * 2);
            resourceLength = Arrays.copyOf(resourceLength, resourceCount * 2);
        }
        return resourceCount++;
    }

    void resource(int resource, int offset, int length) {
        resourceOffset[resource] = offset;
        resourceLength[resource] = length;
    }

    int addScope(int resource) {
        if (scopeCount == scopeOffset.length) {
            scopeOffset = Arrays.copyOf(scopeOffset, scopeCount * 2);
            scopeLength = Arrays.copyOf(scopeLength, scopeCount * 2);
            scopeResource = Arrays.copyOf(scopeResource, scopeCount * 2);
        }
        scopeResource[scopeCount] = resource;
        return scopeCount++;
    }

    void scope(int scope, int offset, int length) {
        scopeOffset[scope] = offset;
        scopeLength[scope] = length;
    }

    void addSpan(int scope, int offset, int length, long idHigh, long idLow) {
        int s = spanCount;
        if (s == spanOffset.length) {
            int n = s * 2;
            spanOffset = Arrays.copyOf(spanOffset, n);
            spanLength = Arrays.copyOf(spanLength, n);
            spanScope = Arrays.copyOf(spanScope, n);
            traceIdHigh = Arrays.copyOf(traceIdHigh, n);
            traceIdLow = Arrays.copyOf(traceIdLow, n);
        }
        spanOffset[s] = offset;
        spanLength[s] = length;
        spanScope[s] = scope;
        traceIdHigh[s] = idHigh;
        traceIdLow[s] = idLow;
        spanCount = s + 1;
    }

    /** Counts a span that is left out; true if the reason still lacks an example. */
    boolean reject(SpanRejection.Reason reason) {
        return rejected[reason.ordinal()]++ == 0;
    }

    void rejectionExample(SpanRejection.Reason reason, String example) {
        rejectionExample[reason.ordinal()] = example;
    }
}
