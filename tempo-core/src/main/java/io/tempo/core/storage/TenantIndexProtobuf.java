package io.tempo.core.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.DedicatedColumn;
import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.model.BigEndian;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A {@link TenantIndex} as protobuf:
 *
 * <pre>
 * TenantIndex        { 1 Timestamp created_at; 2 repeated BlockMeta; 3 repeated CompactedBlockMeta }
 * CompactedBlockMeta { 1 BlockMeta; 2 Timestamp compacted_time }
 * BlockMeta          { 1 string format; 2 bytes block_id (16 bytes); 5 string tenant_id;
 *                      6 Timestamp start_time; 7 Timestamp end_time; 8 int64 total_objects;
 *                      9 uint64 size; 10 uint32 compaction_level; 12 uint32 index_page_size;
 *                      13 uint32 total_records; 15 uint32 bloom_shards; 16 uint32 footer_size;
 *                      17 bytes dedicated_columns (JSON); 18 uint32 replication_factor }
 * </pre>
 */
final class TenantIndexProtobuf {

    private static final long MIN_SECONDS = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long MAX_SECONDS = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private TenantIndexProtobuf() {}

    static byte[] write(TenantIndex index) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeMessage(1, timestamp(index.createdAt()));
            for (BlockMeta meta : index.blocks().live()) {
                out.writeByteArray(2, write(meta));
            }
            for (CompactedBlock block : index.blocks().compacted()) {
                ByteArrayOutputStream compacted = new ByteArrayOutputStream(512);
                CodedOutputStream inner = CodedOutputStream.newInstance(compacted);
                inner.writeByteArray(1, write(block.meta()));
                inner.writeMessage(2, timestamp(block.compactedTime()));
                inner.flush();
                out.writeByteArray(3, compacted.toByteArray());
            }
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] write(BlockMeta meta) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        byte[] id = new byte[16];
        BigEndian.putLong(id, 0, meta.blockId().getMostSignificantBits());
        BigEndian.putLong(id, 8, meta.blockId().getLeastSignificantBits());
        out.writeString(1, meta.format());
        out.writeByteArray(2, id);
        out.writeString(5, meta.tenantId());
        out.writeMessage(6, timestamp(meta.startTime()));
        out.writeMessage(7, timestamp(meta.endTime()));
        out.writeInt64(8, meta.totalObjects());
        out.writeUInt64(9, meta.size());
        out.writeUInt32(10, meta.compactionLevel());
        out.writeUInt32(13, meta.totalRecords());
        out.writeUInt32(15, meta.bloomShards());
        out.writeUInt32(16, meta.footerSize());
        if (!meta.dedicatedColumns().isEmpty()) {
            out.writeBytes(
                    17, ByteString.copyFromUtf8(DedicatedColumns.toJson(meta.dedicatedColumns())));
        }
        out.writeUInt32(18, meta.replicationFactor());
        out.flush();
        return bytes.toByteArray();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    /**
     * Reads what {@link #write} or Tempo wrote.
     *
     * @param key of the object, for messages
     */
    static TenantIndex read(byte[] bytes, String key) throws DamagedBlockException {
        try {
            return index(CodedInputStream.newInstance(bytes));
        } catch (DamagedBlockException e) {
            throw new DamagedBlockException(key + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DamagedBlockException(key + " is no tenant index: " + e.getMessage(), e);
        }
    }

    private static TenantIndex index(CodedInputStream in) throws IOException {
        Instant createdAt = Instant.EPOCH;
        List<BlockMeta> live = new ArrayList<>();
        List<CompactedBlock> compacted = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | 2 -> createdAt = instant(in.readByteArray());
                case 2 << 3 | 2 -> live.add(meta(in.readByteArray()));
                case 3 << 3 | 2 -> compacted.add(compacted(in.readByteArray()));
                default -> skip(in, tag);
            }
        }
        return new TenantIndex(createdAt, new TenantBlocks(live, compacted));
    }

    private static CompactedBlock compacted(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        BlockMeta meta = null;
        Instant time = BlockMeta.ZERO_TIME;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | 2 -> meta = meta(in.readByteArray());
                case 2 << 3 | 2 -> time = instant(in.readByteArray());
                default -> skip(in, tag);
            }
        }
        if (meta == null) {
            throw new DamagedBlockException("a compacted block without a meta");
        }
        return new CompactedBlock(meta, time);
    }

    private static BlockMeta meta(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        String format = "";
        byte[] id = new byte[0];
        String tenant = "";
        Instant start = BlockMeta.ZERO_TIME;
        Instant end = BlockMeta.ZERO_TIME;
        long objects = 0;
        long size = 0;
        int level = 0;
        int records = 0;
        int shards = 0;
        int footer = 0;
        String dedicated = "";
        int replication = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | 2 -> format = in.readString();
                case 2 << 3 | 2 -> id = in.readByteArray();
                case 5 << 3 | 2 -> tenant = in.readString();
                case 6 << 3 | 2 -> start = instant(in.readByteArray());
                case 7 << 3 | 2 -> end = instant(in.readByteArray());
                case 8 << 3 -> objects = in.readInt64();
                case 9 << 3 -> size = in.readUInt64();
                case 10 << 3 -> level = in.readUInt32();
                case 13 << 3 -> records = in.readUInt32();
                case 15 << 3 -> shards = in.readUInt32();
                case 16 << 3 -> footer = in.readUInt32();
                case 17 << 3 | 2 -> dedicated = in.readString();
                case 18 << 3 -> replication = in.readUInt32();
                default -> skip(in, tag);
            }
        }
        if (id.length != 16) {
            throw new DamagedBlockException("block_id has " + id.length + " bytes, expected 16");
        }
        UUID blockId = new UUID(BigEndian.getLong(id, 0), BigEndian.getLong(id, 8));
        checkMeta(blockId, format, objects, size, level, records, shards, footer, replication);
        return new BlockMeta(
                format,
                blockId,
                tenant,
                start,
                end,
                objects,
                size,
                level,
                records,
                shards,
                footer,
                dedicatedColumns(dedicated, blockId),
                replication);
    }

    private static void checkMeta(UUID blockId, String format, long... numbers)
            throws DamagedBlockException {
        if (BlockVersion.ofFormat(format) == null && !format.contains("preview")) {
            throw new DamagedBlockException(
                    "block " + blockId + " has the unknown format \"" + format + "\"");
        }
        for (long number : numbers) {
            if (number < 0) {
                throw new DamagedBlockException(
                        "block " + blockId + " has a negative number: " + number);
            }
        }
    }

    private static List<DedicatedColumn> dedicatedColumns(String json, UUID id)
            throws DamagedBlockException {
        if (json.isEmpty()) {
            return List.of();
        }
        try {
            return DedicatedColumns.fromJson(json);
        } catch (IllegalArgumentException e) {
            throw new DamagedBlockException(
                    "block " + id + ": dedicated columns: " + e.getMessage(), e);
        }
    }

    private static Instant instant(byte[] bytes) throws IOException {
        Timestamp time = Timestamp.parseFrom(bytes);
        if (time.getSeconds() < MIN_SECONDS
                || time.getSeconds() > MAX_SECONDS
                || time.getNanos() < 0
                || time.getNanos() > 999_999_999) {
            throw new DamagedBlockException(
                    "%d s and %d ns is no time of the years 1 to 9999"
                            .formatted(time.getSeconds(), time.getNanos()));
        }
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that never began");
        }
    }
}
