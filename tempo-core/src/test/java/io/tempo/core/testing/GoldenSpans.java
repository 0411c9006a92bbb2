package io.tempo.core.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.otlp.OtlpJson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The data set that the reference's answers are about. */
public final class GoldenSpans {

    private GoldenSpans() {}

    /** The requests, encoded, in the order they were sent. */
    public static List<byte[]> requests() {
        try (InputStream in =
                GoldenSpans.class.getResourceAsStream("/golden/otlp-requests.json.gz")) {
            JsonNode requests = new ObjectMapper().readTree(new GZIPInputStream(in));
            List<byte[]> encoded = new ArrayList<>(requests.size());
            for (JsonNode request : requests) {
                byte[] json = request.toString().getBytes(StandardCharsets.UTF_8);
                encoded.add(OtlpJson.toProtobuf(json));
            }
            return encoded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them as columns. */
    public static SpanColumns columns() {
        return Traces.columns(requests().toArray(byte[][]::new));
    }
}
