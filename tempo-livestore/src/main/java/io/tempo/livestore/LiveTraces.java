package io.tempo.livestore;

import io.tempo.core.otlp.SpanBatch;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The traces of a tenant that get new spans, with how many bytes of each came and when; what the
 * limits per trace are held against.
 *
 * <p>A trace is live from its first span until a sweep finds it idle or old; a later span makes it
 * live anew. All bytes that were offered count, also the refused ones, until it has had no span
 * from one sweep to the next.
 *
 * <p>Cost per span: a look-up, unless the span before was of the same trace. Not thread-safe.
 */
final class LiveTraces {

    /** Keeps clients from choosing trace ids that collide. */
    private static final long SEED = new SecureRandom().nextLong();

    /** What is admitted of a request; valid until the next. */
    static final class Admission {
        /** Spans that are not admitted, ascending; the first {@link #refused} count. */
        int[] refusedSpans = new int[0];

        int refused;
        int traceTooLarge;
        int liveTracesExceeded;

        /** A span that was refused for each reason. */
        int tooLargeExample;

        int exceededExample;

        void refuse(int span) {
            if (refused == refusedSpans.length) {
                refusedSpans = Arrays.copyOf(refusedSpans, Math.max(64, refused * 2));
            }
            refusedSpans[refused++] = span;
        }

        void clear() {
            refused = 0;
            traceTooLarge = 0;
            liveTracesExceeded = 0;
        }
    }

    private int count;
    private int live;
    private long[] idHigh = new long[64];
    private long[] idLow = new long[64];
    private long[] bytes = new long[64];
    private long[] firstMillis = new long[64];
    private long[] lastMillis = new long[64];
    private boolean[] isLive = new boolean[64];
    private int[] table = new int[256];

    /** Entry of each span of the request being admitted; -1 for none. */
    private int[] entryOfSpan = new int[64];

    private final Admission admission = new Admission();

    /** Traces that are live. */
    int live() {
        return live;
    }

    /** Whether nothing at all is remembered. */
    boolean isEmpty() {
        return count == 0;
    }

    /**
     * Counts the spans of a request, and says which are over a limit.
     *
     * @param maxBytes of a trace; 0 for no limit
     * @param maxLive live traces; 0 for no limit
     */
    Admission admit(SpanBatch batch, long nowMillis, long maxBytes, int maxLive) {
        admission.clear();
        int n = batch.spanCount();
        if (entryOfSpan.length < n) {
            entryOfSpan = new int[Math.max(n, entryOfSpan.length * 2)];
        }
        long high = 0;
        long low = 0;
        int entry = -1;
        boolean anyOver = false;
        for (int s = 0; s < n; s++) {
            long h = batch.traceIdHigh(s);
            long l = batch.traceIdLow(s);
            if (s == 0 || h != high || l != low) {
                high = h;
                low = l;
                entry = findOrAdd(h, l, nowMillis, maxLive);
            }
            entryOfSpan[s] = entry;
            if (entry < 0) {
                anyOver = true;
            } else {
                bytes[entry] += batch.spanLength(s);
                lastMillis[entry] = nowMillis;
                anyOver |= maxBytes > 0 && bytes[entry] > maxBytes;
            }
        }
        if (anyOver) {
            refuse(n, maxBytes);
        }
        return admission;
    }

    private void refuse(int n, long maxBytes) {
        for (int s = 0; s < n; s++) {
            int entry = entryOfSpan[s];
            if (entry < 0) {
                if (admission.liveTracesExceeded++ == 0) {
                    admission.exceededExample = s;
                }
                admission.refuse(s);
            } else if (maxBytes > 0 && bytes[entry] > maxBytes) {
                if (admission.traceTooLarge++ == 0) {
                    admission.tooLargeExample = s;
                }
                admission.refuse(s);
            }
        }
    }

    /** Takes back what {@link #admit} counted last, because nothing of the request was stored. */
    void undo(SpanBatch batch) {
        for (int s = 0; s < batch.spanCount(); s++) {
            if (entryOfSpan[s] >= 0) {
                bytes[entryOfSpan[s]] -= batch.spanLength(s);
            }
        }
    }

    /** When the last span of a trace came; {@link Long#MIN_VALUE} if that is long ago. */
    long lastMillis(long high, long low) {
        int entry = find(high, low);
        return entry < 0 ? Long.MIN_VALUE : lastMillis[entry];
    }

    /**
     * When the first span of a trace came since it is live; {@link Long#MIN_VALUE} if it is not.
     */
    long firstMillis(long high, long low) {
        int entry = find(high, low);
        return entry < 0 || !isLive[entry] ? Long.MIN_VALUE : firstMillis[entry];
    }

    /**
     * Ends the lives of traces, and forgets those that had ended before.
     *
     * @param idleMillis a trace without spans for so long is live no more
     * @param liveMillis nor is one that has been live for so long
     */
    void sweep(long nowMillis, long idleMillis, long liveMillis) {
        int kept = 0;
        live = 0;
        for (int e = 0; e < count; e++) {
            boolean idle = nowMillis - lastMillis[e] >= idleMillis;
            if (idle && !isLive[e]) {
                continue;
            }
            idHigh[kept] = idHigh[e];
            idLow[kept] = idLow[e];
            bytes[kept] = bytes[e];
            firstMillis[kept] = firstMillis[e];
            lastMillis[kept] = lastMillis[e];
            isLive[kept] = isLive[e] && !idle && nowMillis - firstMillis[e] < liveMillis;
            live += isLive[kept] ? 1 : 0;
            kept++;
        }
        count = kept;
        int wanted = Math.max(256, Integer.highestOneBit(Math.max(1, count)) * 4);
        if (table.length > wanted * 4) {
            resize(Math.max(64, count * 2));
            table = new int[wanted];
        } else {
            Arrays.fill(table, 0);
        }
        for (int e = 0; e < count; e++) {
            table[freeSlot(idHigh[e], idLow[e])] = e + 1;
        }
    }

    private int find(long high, long low) {
        int mask = table.length - 1;
        for (int slot = hash(high, low) & mask; ; slot = slot + 1 & mask) {
            int entry = table[slot] - 1;
            if (entry < 0 || idLow[entry] == low && idHigh[entry] == high) {
                return entry;
            }
        }
    }

    private int findOrAdd(long high, long low, long nowMillis, int maxLive) {
        int entry = find(high, low);
        boolean known = entry >= 0;
        if (known && isLive[entry]) {
            return entry;
        }
        if (maxLive > 0 && live >= maxLive) {
            return -1;
        }
        if (!known) {
            entry = add(high, low);
        }
        isLive[entry] = true;
        firstMillis[entry] = nowMillis;
        live++;
        return entry;
    }

    private int add(long high, long low) {
        if (count == idHigh.length) {
            resize(count * 2);
        }
        if ((count + 1) * 2 > table.length) {
            table = new int[table.length * 2];
            for (int e = 0; e < count; e++) {
                table[freeSlot(idHigh[e], idLow[e])] = e + 1;
            }
        }
        int entry = count++;
        idHigh[entry] = high;
        idLow[entry] = low;
        bytes[entry] = 0;
        table[freeSlot(high, low)] = entry + 1;
        return entry;
    }

    private void resize(int n) {
        idHigh = Arrays.copyOf(idHigh, n);
        idLow = Arrays.copyOf(idLow, n);
        bytes = Arrays.copyOf(bytes, n);
        firstMillis = Arrays.copyOf(firstMillis, n);
        lastMillis = Arrays.copyOf(lastMillis, n);
        isLive = Arrays.copyOf(isLive, n);
    }

    private int freeSlot(long high, long low) {
        int mask = table.length - 1;
        int slot = hash(high, low) & mask;
        while (table[slot] != 0) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int hash(long high, long low) {
        long h = (high ^ SEED) * 0x9E3779B97F4A7C15L;
        h = (h ^ h >>> 32 ^ low) * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32);
    }
}
