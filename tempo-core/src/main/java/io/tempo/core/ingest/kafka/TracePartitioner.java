package io.tempo.core.ingest.kafka;

import io.tempo.core.model.TenantId;

import java.nio.charset.StandardCharsets;

/**
 * Which partition the spans of a trace go to: the same for every distributor and every process, as
 * long as the topic keeps its number of partitions. A tenant's id is hashed with FNV-1a of 64 bits,
 * each half of the trace id is folded in by a xor and the finalizer of SplitMix64 (Steele, Lea,
 * Flood 2014), and the product of the hash, as a fraction of 2^64, with the number of partitions,
 * rounded down, is the partition. Ids that differ in one bit are spread evenly.
 */
public final class TracePartitioner {

    private final long tenantHash;

    /** For the traces of one tenant. */
    public TracePartitioner(TenantId tenant) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : tenant.value().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xFF) * 0x100000001b3L;
        }
        tenantHash = hash;
    }

    /**
     * The partition of a trace.
     *
     * @param idHigh bytes 0 to 7 of its id, big-endian
     * @param idLow bytes 8 to 15
     * @param partitions of the topic, at least 1
     */
    public int partition(long idHigh, long idLow, int partitions) {
        long hash = finish(finish(tenantHash ^ idHigh) ^ idLow);
        return (int) Math.unsignedMultiplyHigh(hash, partitions);
    }

    private static long finish(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
