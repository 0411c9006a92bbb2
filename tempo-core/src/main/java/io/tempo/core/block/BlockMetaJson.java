package io.tempo.core.block;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * {@code meta.json} to and from {@link BlockMeta}. Keys that are not known are ignored; numbers
 * that are missing are 0.
 */
public final class BlockMetaJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private BlockMetaJson() {}

    /** The JSON object, in UTF-8. */
    public static byte[] write(BlockMeta meta) {
        return toJsonNode(meta).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The JSON object, for documents that hold several. */
    public static ObjectNode toJsonNode(BlockMeta meta) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("format", meta.format());
        node.put("blockID", meta.blockId().toString());
        node.put("tenantID", meta.tenantId());
        node.put("startTime", DateTimeFormatter.ISO_INSTANT.format(meta.startTime()));
        node.put("endTime", DateTimeFormatter.ISO_INSTANT.format(meta.endTime()));
        node.put("totalObjects", meta.totalObjects());
        if (meta.size() != 0) {
            node.put("size", meta.size());
        }
        node.put("compactionLevel", meta.compactionLevel());
        node.put("indexPageSize", 0);
        node.put("totalRecords", meta.totalRecords());
        node.put("bloomShards", meta.bloomShards());
        node.put("footerSize", meta.footerSize());
        if (!meta.dedicatedColumns().isEmpty()) {
            node.set("dedicatedColumns", DedicatedColumns.toJsonNode(meta.dedicatedColumns()));
        }
        if (meta.replicationFactor() != 0) {
            node.put("replicationFactor", meta.replicationFactor());
        }
        return node;
    }

    /**
     * Parses a {@code meta.json}.
     *
     * @param name what the bytes are, for messages; usually the object's key
     * @throws IOException naming the object, the JSON key and what was expected
     */
    public static BlockMeta read(byte[] json, String name) throws IOException {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IOException(name + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
        return fromJsonNode(node, name);
    }

    /**
     * Reads a parsed {@code meta.json}.
     *
     * @throws IOException as {@link #read}
     */
    public static BlockMeta fromJsonNode(JsonNode node, String name) throws IOException {
        if (!node.isObject()) {
            throw new IOException(name + " is not a JSON object");
        }
        try {
            return meta(node);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static BlockMeta meta(JsonNode node) {
        return new BlockMeta(
                format(node),
                blockId(node),
                text(node, "tenantID"),
                time(node, "startTime"),
                time(node, "endTime"),
                number(node, "totalObjects", Long.MAX_VALUE),
                number(node, "size", Long.MAX_VALUE),
                (int) number(node, "compactionLevel", Integer.MAX_VALUE),
                (int) number(node, "totalRecords", Integer.MAX_VALUE),
                (int) number(node, "bloomShards", Integer.MAX_VALUE),
                (int) number(node, "footerSize", Integer.MAX_VALUE),
                DedicatedColumns.fromJsonNode(node.path("dedicatedColumns")),
                (int) number(node, "replicationFactor", Integer.MAX_VALUE));
    }

    private static String format(JsonNode node) {
        String format = text(node, "format");
        if (BlockVersion.ofFormat(format) == null && !format.contains("preview")) {
            throw new IllegalArgumentException(
                    "format \""
                            + format
                            + "\" is not supported: expected vParquet3, vParquet4 or vParquet5");
        }
        return format;
    }

    private static UUID blockId(JsonNode node) {
        String text = text(node, "blockID");
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // told below, with the key
        }
        throw new IllegalArgumentException("blockID is a UUID of 36 characters: got " + text);
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new IllegalArgumentException(key + " is a text that is not empty: got " + value);
        }
        return value.textValue();
    }

    private static Instant time(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return BlockMeta.ZERO_TIME;
        }
        try {
            return OffsetDateTime.parse(value.asText()).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    key + " is an RFC 3339 time such as 2026-01-02T15:04:05Z: got " + value, e);
        }
    }

    private static long number(JsonNode node, String key, long max) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > max) {
            throw new IllegalArgumentException(
                    key + " is a whole number from 0 to " + max + ": got " + value);
        }
        return value.longValue();
    }
}
