package io.tempo.livestore.wal;

import io.tempo.core.model.BigEndian;
import io.tempo.core.model.TenantId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/** Bytes of a file's header and of the heads of its records; see the package. */
final class WalFormat {

    static final int VERSION = 1;
    static final int RECORD_HEAD_BYTES = 28;

    /** More than any details have. */
    static final int MAX_DETAILS_BYTES = 256 << 20;

    private static final byte[] MAGIC = "TEMPOWAL".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED_HEADER_BYTES = 8 + 2 + 2 + 16 + 8;

    private WalFormat() {}

    /**
     * What tells the records of this file from the bytes in them, and from other files' records.
     */
    static long marker(UUID blockId) {
        long mixed = blockId.getMostSignificantBits() * 0x9E3779B97F4A7C15L;
        return mixed ^ blockId.getLeastSignificantBits() ^ 0x57414C5245434F52L;
    }

    static byte[] header(UUID blockId, TenantId tenant, Instant created) {
        byte[] name = tenant.value().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer header = ByteBuffer.allocate(headerBytes(tenant));
        header.put(MAGIC).putShort((short) VERSION).putShort((short) name.length);
        header.putLong(blockId.getMostSignificantBits());
        header.putLong(blockId.getLeastSignificantBits());
        header.putLong(created.toEpochMilli()).put(name);
        header.putInt(crc(header.array(), 0, header.position()));
        return header.array();
    }

    static int headerBytes(TenantId tenant) {
        return FIXED_HEADER_BYTES + tenant.value().length() + 4;
    }

    /** When the file was created; null if these bytes are not the header of this block's file. */
    static Instant created(byte[] header, UUID blockId, TenantId tenant) {
        Instant created = Instant.ofEpochMilli(BigEndian.getLong(header, FIXED_HEADER_BYTES - 8));
        return Arrays.equals(header, header(blockId, tenant, created)) ? created : null;
    }

    /** The head of a record; its body's checksum was taken before. */
    static byte[] recordHead(long marker, byte type, byte[] details, int bodyLength, int bodyCrc) {
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEAD_BYTES);
        head.putLong(marker).put(type).put(new byte[3]);
        head.putInt(details.length).putInt(bodyLength).putInt(bodyCrc);
        head.putInt(headCrc(head.array(), details));
        return head.array();
    }

    static int headCrc(byte[] head, byte[] details) {
        CRC32C crc = new CRC32C();
        crc.update(head, 8, RECORD_HEAD_BYTES - 12);
        crc.update(details, 0, details.length);
        return (int) crc.getValue();
    }

    static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
