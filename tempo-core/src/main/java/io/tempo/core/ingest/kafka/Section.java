package io.tempo.core.ingest.kafka;

import io.tempo.core.model.TenantId;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * A stretch of records of one partition of the span log that becomes one block for each tenant in
 * it. Where sections begin and end follows from the records alone: see {@link SectionCutter}.
 *
 * @param firstOffset of its first record
 */
public record Section(int partition, long firstOffset) {

    /** Of the UUIDs of blocks that are made from the span log. */
    private static final UUID NAMESPACE = UUID.fromString("28840903-6eb5-4ffb-8880-93a4fa98dbcb");

    /**
     * The number that tells blocks of one section and tenant apart; there is one such block only.
     */
    private static final long SEQUENCE = 1;

    /**
     * The block that has the section's spans of a tenant: a UUID of version 5 (RFC 9562) whose name
     * is the tenant's id, and in 8 bytes each, little-endian, partition, first offset and sequence.
     */
    public UUID blockId(TenantId tenant) {
        byte[] id = tenant.value().getBytes(StandardCharsets.UTF_8);
        ByteBuffer name =
                ByteBuffer.allocate(id.length + 3 * Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(id)
                        .putLong(partition)
                        .putLong(firstOffset)
                        .putLong(SEQUENCE)
                        .flip();
        MessageDigest sha1;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
        sha1.update(
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(NAMESPACE.getMostSignificantBits())
                        .putLong(NAMESPACE.getLeastSignificantBits())
                        .flip());
        sha1.update(name);
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest());
        long high = hash.getLong() & ~0xF000L | 0x5000L;
        long low = hash.getLong() & ~(3L << 62) | 2L << 62;
        return new UUID(high, low);
    }

    @Override
    public String toString() {
        return "partition " + partition + " from offset " + firstOffset;
    }
}
