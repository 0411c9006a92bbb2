package io.tempo.core.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockMetaJson;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;

/**
 * The two forms of a {@link TenantIndex}: {@code index.pb.zst} (protobuf in a zstd frame) and
 * {@code index.json.gz}. Readers throw {@link DamagedBlockException} naming the object and what is
 * wrong with it; an index that says it is larger than {@value #MAX_BYTES} bytes is refused.
 */
final class TenantIndexCodec {

    /** Room for about two million blocks. */
    static final int MAX_BYTES = 512 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private TenantIndexCodec() {}

    // ---- protobuf ----

    static byte[] writeProtobuf(TenantIndex index) {
        return Zstd.compress(TenantIndexProtobuf.write(index));
    }

    static TenantIndex readProtobuf(byte[] bytes, String key) throws IOException {
        byte[] content;
        try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(bytes))) {
            content = readAll(in, key);
        } catch (DamagedBlockException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedBlockException(key + " is not zstd: " + e.getMessage(), e);
        }
        return TenantIndexProtobuf.read(content, key);
    }

    // ---- JSON ----

    static byte[] writeJson(TenantIndex index) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("created_at", DateTimeFormatter.ISO_INSTANT.format(index.createdAt()));
        ArrayNode metas = document.putArray("meta");
        for (BlockMeta meta : index.blocks().live()) {
            metas.add(BlockMetaJson.toJsonNode(meta));
        }
        ArrayNode compacted = document.putArray("compacted");
        for (CompactedBlock block : index.blocks().compacted()) {
            ObjectNode node = BlockMetaJson.toJsonNode(block.meta());
            node.put("compactedTime", DateTimeFormatter.ISO_INSTANT.format(block.compactedTime()));
            compacted.add(node);
        }
        return gzip(document.toString().getBytes(StandardCharsets.UTF_8), "index.json");
    }

    static TenantIndex readJson(byte[] bytes, String key) throws IOException {
        JsonNode document;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            document = JSON.readTree(readAll(in, key));
        } catch (JsonProcessingException e) {
            throw new DamagedBlockException(
                    key + " is not valid JSON: " + e.getOriginalMessage(), e);
        } catch (DamagedBlockException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedBlockException(key + " is not gzip: " + e.getMessage(), e);
        }
        List<BlockMeta> live = new ArrayList<>();
        for (JsonNode node : array(document, "meta", key)) {
            live.add(meta(node, key));
        }
        List<CompactedBlock> compacted = new ArrayList<>();
        for (JsonNode node : array(document, "compacted", key)) {
            compacted.add(new CompactedBlock(meta(node, key), time(node, "compactedTime", key)));
        }
        return new TenantIndex(
                time(document, "created_at", key), new TenantBlocks(live, compacted));
    }

    private static BlockMeta meta(JsonNode node, String key) throws IOException {
        try {
            return BlockMetaJson.fromJsonNode(node, key);
        } catch (IOException e) {
            throw new DamagedBlockException(e.getMessage(), e);
        }
    }

    private static JsonNode array(JsonNode document, String name, String key) throws IOException {
        JsonNode array = document.path(name);
        if (!array.isArray() && !array.isNull() && !array.isMissingNode()) {
            throw new DamagedBlockException(key + ": " + name + " is not a list");
        }
        return array;
    }

    private static Instant time(JsonNode node, String name, String key) throws IOException {
        try {
            return OffsetDateTime.parse(node.path(name).asText()).toInstant();
        } catch (DateTimeException e) {
            throw new DamagedBlockException(
                    key + ": " + name + " is not an RFC 3339 time: " + node.path(name), e);
        }
    }

    private static byte[] readAll(InputStream in, String key) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES);
        if (bytes.length == MAX_BYTES) {
            throw new DamagedBlockException(key + " has more than " + MAX_BYTES + " bytes");
        }
        return bytes;
    }

    /** Gzip (RFC 1952) with the name of the file in its header. */
    private static byte[] gzip(byte[] content, String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 4 + 64);
        byte[] head = {0x1F, (byte) 0x8B, 8, 8, 0, 0, 0, 0, 0, (byte) 0xFF};
        out.writeBytes(head);
        out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
        out.write(0);
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater)) {
            deflated.write(content);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        } finally {
            deflater.end();
        }
        CRC32 crc = new CRC32();
        crc.update(content);
        writeLittleEndian(out, (int) crc.getValue());
        writeLittleEndian(out, content.length);
        return out.toByteArray();
    }

    private static void writeLittleEndian(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift);
        }
    }
}
