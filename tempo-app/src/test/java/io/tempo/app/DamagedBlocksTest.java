package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.tempo.core.testing.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A damaged block is reported, the others answer, and the answer says that it is partial. */
class DamagedBlocksTest {

    private static final String WINDOW =
            "start=" + Golden.WINDOW_START_SECONDS + "&end=" + Golden.WINDOW_END_SECONDS;
    private static final String ALL = "/api/search?limit=1000&" + WINDOW + "&q=%7B%7D";
    private static final String TRACE = "/api/v2/traces/05a75880396414a07157386fe8887b38";

    @TempDir private Path folder;

    /** The reference's block under an id of its own. */
    private Path putBlock(UUID id) throws IOException {
        Path block = folder.resolve("blocks/single-tenant").resolve(id.toString());
        Files.createDirectories(block);
        for (String object : List.of("data.parquet", "index", "bloom-0")) {
            Files.write(block.resolve(object), Golden.object("vParquet5/" + object));
        }
        String meta = new String(Golden.object("vParquet5/meta.json"));
        String ownId = Golden.parse(meta).get("blockID").textValue();
        Files.writeString(block.resolve("meta.json"), meta.replace(ownId, id.toString()));
        return block;
    }

    private static int traces(String body) {
        return Golden.parse(body).get("traces").size();
    }

    private static void damage(Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int from = random.nextInt(bytes.length / 2);
        for (int i = 0; i < bytes.length / 4; i++) {
            bytes[from + i] ^= (byte) (1 + random.nextInt(255));
        }
        Files.write(file, bytes);
    }

    private static void cut(Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }

    @Test
    void damagedDataIsReportedAndTheOtherBlockAnswers() throws Exception {
        putBlock(new UUID(1, 1));
        Path flipped = putBlock(new UUID(2, 2));
        Path cut = putBlock(new UUID(3, 3));
        damage(flipped.resolve("data.parquet"), new Random(1));
        cut(cut.resolve("data.parquet"), new Random(2));
        try (TestTempo tempo = TestTempo.start(folder)) {
            HttpResponse<String> search = tempo.get(ALL);
            assertThat(search.statusCode()).as(search.body()).isEqualTo(200);
            assertThat(traces(search.body())).isEqualTo(320);
            assertThat(search.headers().firstValue("x-tempo-partial").orElse(""))
                    .contains(new UUID(2, 2).toString())
                    .contains(new UUID(3, 3).toString());
            JsonNode metrics = new ObjectMapper().readTree(search.body()).get("metrics");
            assertThat(metrics.at("/additionalMetrics/failedJobs").asInt()).isPositive();
            assertThat(metrics.get("completedJobs").asInt())
                    .isLessThan(metrics.get("totalJobs").asInt());

            HttpResponse<String> trace = tempo.get(TRACE);
            assertThat(trace.statusCode()).isEqualTo(200);
            JsonNode answer = Golden.parse(trace.body());
            assertThat(answer.at("/trace/resourceSpans")).isNotEmpty();
            assertThat(answer.get("status").textValue()).isEqualTo("PARTIAL");
            assertThat(answer.get("message").textValue()).contains(new UUID(3, 3).toString());
            assertThat(tempo.get("/api/v2/search/tags?" + WINDOW).statusCode()).isEqualTo(200);
            assertThat(tempo.get("/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDamagedBloomFilterOrAMissingObjectDoesNotStopOthers() throws Exception {
        putBlock(new UUID(1, 1));
        Path shortBloom = putBlock(new UUID(2, 2));
        Path noData = putBlock(new UUID(3, 3));
        cut(shortBloom.resolve("bloom-0"), new Random(3));
        Files.delete(noData.resolve("data.parquet"));
        try (TestTempo tempo = TestTempo.start(folder)) {
            JsonNode answer = Golden.parse(tempo.get(TRACE).body());
            assertThat(answer.at("/trace/resourceSpans")).isNotEmpty();
            assertThat(answer.get("status").textValue()).isEqualTo("PARTIAL");
            HttpResponse<String> search = tempo.get(ALL);
            assertThat(search.statusCode()).isEqualTo(200);
            assertThat(traces(search.body())).isEqualTo(320);
        }
    }

    @Test
    void aDamagedMetaHidesOnlyItsBlock() throws Exception {
        putBlock(new UUID(1, 1));
        Path block = putBlock(new UUID(2, 2));
        Files.writeString(block.resolve("meta.json"), "{\"format\": 5");
        try (TestTempo tempo = TestTempo.start(folder)) {
            HttpResponse<String> search = tempo.get(ALL);
            assertThat(search.statusCode()).isEqualTo(200);
            assertThat(traces(search.body())).isEqualTo(320);
            assertThat(search.headers().firstValue("x-tempo-partial").orElse(""))
                    .contains(new UUID(2, 2).toString());
            assertThat(Golden.parse(tempo.get(TRACE).body()).get("status").textValue())
                    .isEqualTo("PARTIAL");
        }
    }
}
