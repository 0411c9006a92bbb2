package io.tempo.core.block;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import io.tempo.core.model.TraceId;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The {@code index} object of a block: the last, greatest trace id of each row group. JSON, {@code
 * {"rowGroups":["<base64 of 16 bytes>", …]}}; {@code null} instead of the list for a block without
 * rows. Immutable; thread-safe.
 *
 * @param lastIds ascending, one per row group
 */
public record BlockIndex(List<TraceId> lastIds) {

    /** Name of the object. */
    public static final String OBJECT_NAME = "index";

    private static final JsonFactory JSON = new JsonFactory();
    private static final String ROW_GROUPS = "rowGroups";

    public BlockIndex {
        lastIds = List.copyOf(lastIds);
    }

    /**
     * The only row group that can hold a trace: the first whose last id is not below; -1 if the id
     * is greater than every one.
     */
    public int rowGroupFor(TraceId id) {
        int low = 0;
        int high = lastIds.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (lastIds.get(middle).compareTo(id) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == lastIds.size() ? -1 : low;
    }

    /** The object. */
    public byte[] toJson() {
        StringBuilder out = new StringBuilder(16 + 28 * lastIds.size());
        out.append("{\"").append(ROW_GROUPS).append("\":");
        if (lastIds.isEmpty()) {
            out.append("null");
        } else {
            char separator = '[';
            for (TraceId id : lastIds) {
                out.append(separator)
                        .append('"')
                        .append(Base64.getEncoder().encodeToString(id.toBytes()))
                        .append('"');
                separator = ',';
            }
            out.append(']');
        }
        return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the object; unknown keys are ignored.
     *
     * @param name what errors call the object: tenant, block and object name
     * @throws IOException if it is damaged
     */
    public static BlockIndex read(byte[] json, String name) throws IOException {
        List<TraceId> ids = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(name + ": a block index is a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                if (!key.equals(ROW_GROUPS) || value == JsonToken.VALUE_NULL) {
                    parser.skipChildren();
                    continue;
                }
                if (value != JsonToken.START_ARRAY) {
                    throw new IOException(name + ": rowGroups of a block index is a list");
                }
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    ids.add(traceId(parser, name, ids.size()));
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException(name + ": block index ends before its closing brace");
            }
        } catch (JsonProcessingException e) {
            throw new IOException(name + ": block index is not JSON: " + e.getOriginalMessage(), e);
        }
        return new BlockIndex(ids);
    }

    private static TraceId traceId(JsonParser parser, String name, int rowGroup)
            throws IOException {
        byte[] bytes =
                parser.currentToken() == JsonToken.VALUE_STRING
                        ? parser.getBinaryValue()
                        : new byte[0];
        if (bytes.length != TraceId.BYTES) {
            throw new IOException(
                    name
                            + ": entry "
                            + rowGroup
                            + " of a block index is the base64 of a 16-byte trace id, not "
                            + bytes.length
                            + " bytes");
        }
        return TraceId.fromBytes(bytes, 0);
    }
}
