package io.tempo.core.otlp;

import io.tempo.core.model.BigEndian;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes OTLP export requests of a fixed shape, for load generators and tests: traces that fan out
 * over twenty services, each request with the spans of many traces grouped by service, as a
 * collector sends them. A span has 8 to 11 attributes, one of them 32 random hex digits; a resource
 * has 7; a span takes 389 bytes of a request on average. About one span in forty failed and carries
 * an exception event.
 *
 * <p>Everything follows from the seed, the number of the request and its time: the same three give
 * the same bytes. Spans are copied from templates and patched, which takes well below a microsecond
 * each. Not thread-safe; make one for each thread.
 */
public final class LoadShape {

    public static final int DEFAULT_TRACES_PER_REQUEST = 50;
    public static final int DEFAULT_SPANS_PER_TRACE = 20;

    private static final int SERVICES = 20;
    private static final int FRONTENDS = 3;
    private static final int ERROR_ONE_IN = 40;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final long seed;
    private final int tracesPerRequest;
    private final int spansPerTrace;
    private final byte[][] resources = new byte[SERVICES][];
    private final byte[][] scopes = new byte[SERVICES][];
    private final LoadTemplate[][] templates = new LoadTemplate[SERVICES][];

    /** Spans of the request being made, by service. */
    private final byte[][] spans = new byte[SERVICES][64 * 1024];

    private final int[] size = new int[SERVICES];

    // The trace being made.
    private final long[] spanId;
    private final long[] spanStart;
    private final long[] spanDuration;
    private final int[] spanService;

    private long random;
    private int lastSpans;

    /** The default shape: 50 traces of about 20 spans in a request. */
    public LoadShape(long seed) {
        this(seed, DEFAULT_TRACES_PER_REQUEST, DEFAULT_SPANS_PER_TRACE);
    }

    /**
     * @param spansPerTrace spans of a trace on average; a trace has up to a quarter more or less
     */
    public LoadShape(long seed, int tracesPerRequest, int spansPerTrace) {
        if (tracesPerRequest < 1 || spansPerTrace < 1) {
            throw new IllegalArgumentException("a request has at least one trace of one span");
        }
        this.seed = seed;
        this.tracesPerRequest = tracesPerRequest;
        this.spansPerTrace = spansPerTrace;
        int most = spansPerTrace + spansPerTrace / 4;
        spanId = new long[most];
        spanStart = new long[most];
        spanDuration = new long[most];
        spanService = new int[most];
        for (int s = 0; s < SERVICES; s++) {
            resources[s] = LoadTemplate.resource(s);
            scopes[s] = LoadTemplate.scope(s);
            templates[s] = LoadTemplate.operations(s);
        }
    }

    /**
     * An encoded ExportTraceServiceRequest.
     *
     * @param number which request of the sequence
     * @param startNanos unix nanoseconds; all traces of the request begin within the second after
     *     it
     */
    public byte[] request(long number, long startNanos) {
        random = mix(seed) ^ mix(~number);
        Arrays.fill(size, 0);
        lastSpans = 0;
        for (int t = 0; t < tracesPerRequest; t++) {
            trace(startNanos + below(1_000_000_000));
        }
        return assemble();
    }

    /** Spans of the request that was made last. */
    public int spanCount() {
        return lastSpans;
    }

    private void trace(long startNanos) {
        long idHigh = next();
        long idLow = next() | 1;
        int quarter = spansPerTrace / 4;
        int count = spansPerTrace + (quarter > 0 ? below(2 * quarter + 1) - quarter : 0);
        for (int i = 0; i < count; i++) {
            spanId[i] = next() | 1;
            long parent = 0;
            if (i == 0) {
                spanService[0] = below(FRONTENDS);
                spanStart[0] = startNanos;
                spanDuration[0] = (1L << 20 + below(9)) + below(1 << 20);
            } else {
                int p = Math.max(0, i - 1 - below(4));
                parent = spanId[p];
                long window = spanDuration[p];
                spanService[i] =
                        below(5) < 2 ? spanService[p] : (spanService[p] + 1 + below(3)) % SERVICES;
                long offset = below((int) Math.max(1, window / 4));
                spanStart[i] = spanStart[p] + offset;
                spanDuration[i] = window / 8 + below((int) Math.max(1, window / 2));
            }
            span(i, idHigh, idLow, parent);
        }
        lastSpans += count;
    }

    private void span(int i, long idHigh, long idLow, long parent) {
        int service = spanService[i];
        LoadTemplate[] variants = templates[service];
        boolean failed = below(ERROR_ONE_IN) == 0;
        LoadTemplate template =
                variants[LoadTemplate.index(below(LoadTemplate.OPERATIONS), parent == 0, failed)];
        int at = size[service];
        byte[] target = spans[service];
        if (target.length - at < template.bytes.length) {
            target = Arrays.copyOf(target, target.length * 2);
            spans[service] = target;
        }
        System.arraycopy(template.bytes, 0, target, at, template.bytes.length);
        size[service] = at + template.bytes.length;

        BigEndian.putLong(target, at + template.traceId, idHigh);
        BigEndian.putLong(target, at + template.traceId + 8, idLow);
        BigEndian.putLong(target, at + template.spanId, spanId[i]);
        if (parent != 0) {
            BigEndian.putLong(target, at + template.parentId, parent);
        }
        long end = spanStart[i] + spanDuration[i];
        LittleEndian.putLong(target, at + template.start, spanStart[i]);
        LittleEndian.putLong(target, at + template.end, end);
        if (failed) {
            LittleEndian.putLong(target, at + template.eventTime, end - 1000);
        }
        hex(target, at + template.randomHex, next());
        hex(target, at + template.randomHex + 16, next());
        digits(target, at + template.user, below(20_000));
        twoByteVarint(target, at + template.payloadBytes, 128 + below(16_000));
        if (template.ratio >= 0) {
            LittleEndian.putLong(
                    target, at + template.ratio, Double.doubleToRawLongBits(below(1000) / 1000.0));
        }
    }

    private byte[] assemble() {
        int total = 0;
        for (int s = 0; s < SERVICES; s++) {
            total += size[s] + resources[s].length + scopes[s].length + 32;
        }
        ProtoWriter out = new ProtoWriter(total);
        for (int s = 0; s < SERVICES; s++) {
            if (size[s] > 0) {
                int resourceSpans = out.begin(1);
                out.bytes(1, resources[s]);
                int scopeSpans = out.begin(2);
                out.bytes(1, scopes[s]);
                out.raw(spans[s], 0, size[s]);
                out.end(scopeSpans);
                out.end(resourceSpans);
            }
        }
        return out.toByteArray();
    }

    private static void hex(byte[] target, int at, long value) {
        for (int i = 0; i < 16; i++) {
            target[at + i] = HEX[(int) (value >>> 60 - 4 * i) & 15];
        }
    }

    private static void digits(byte[] target, int at, int number) {
        int n = number;
        for (int i = LoadTemplate.USER_DIGITS - 1; i >= 0; i--) {
            target[at + i] = (byte) ('0' + n % 10);
            n /= 10;
        }
    }

    private static void twoByteVarint(byte[] target, int at, int number) {
        target[at] = (byte) (number & 0x7F | 0x80);
        target[at + 1] = (byte) (number >>> 7);
    }

    /** A number from 0 to {@code bound - 1}. */
    private int below(int bound) {
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    /** SplitMix64. */
    private long next() {
        random += 0x9E3779B97F4A7C15L;
        return mix(random);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
