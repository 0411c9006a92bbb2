package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.block.DedicatedColumn.Option;
import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.model.AttributeScope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

class BlockMetaJsonTest {

    private static final String STORED =
            "{\"format\":\"vParquet5\",\"blockID\":\"5b0c7e1a-6f0e-4c39-9d53-0f5a2f1c9d05\","
                + "\"tenantID\":\"single-tenant\",\"startTime\":\"2022-07-04T11:11:09Z\","
                + "\"endTime\":\"2022-07-04T11:11:35Z\",\"totalObjects\":134,\"size\":146194,"
                + "\"compactionLevel\":0,\"indexPageSize\":0,\"totalRecords\":4,"
                + "\"bloomShards\":1,\"footerSize\":39537,"
                + "\"dedicatedColumns\":[{\"s\":\"resource\",\"n\":\"ip\"},{\"n\":\"instance\"},"
                + "{\"n\":\"port\",\"t\":\"int\"},"
                + "{\"s\":\"event\",\"n\":\"stack\",\"o\":[\"array\",\"blob\"]}],"
                + "\"replicationFactor\":1}";

    private static BlockMeta read(String json) throws IOException {
        return BlockMetaJson.read(json.getBytes(StandardCharsets.UTF_8), "t/b/meta.json");
    }

    @Test
    void readsWhatTheReferenceWritesAndWritesTheSame() throws IOException {
        BlockMeta meta = read(STORED);

        assertThat(meta)
                .isEqualTo(
                        new BlockMeta(
                                "vParquet5",
                                UUID.fromString("5b0c7e1a-6f0e-4c39-9d53-0f5a2f1c9d05"),
                                "single-tenant",
                                Instant.parse("2022-07-04T11:11:09Z"),
                                Instant.parse("2022-07-04T11:11:35Z"),
                                134,
                                146194,
                                0,
                                4,
                                1,
                                39537,
                                List.of(
                                        new DedicatedColumn(
                                                AttributeScope.RESOURCE, "ip", Type.STRING),
                                        new DedicatedColumn(
                                                AttributeScope.SPAN, "instance", Type.STRING),
                                        new DedicatedColumn(AttributeScope.SPAN, "port", Type.INT),
                                        new DedicatedColumn(
                                                AttributeScope.EVENT,
                                                "stack",
                                                Type.STRING,
                                                Set.of(Option.BLOB, Option.ARRAY))),
                                1));
        assertThat(meta.version()).isEqualTo(BlockVersion.VPARQUET5);
        assertThat(new String(BlockMetaJson.write(meta), StandardCharsets.UTF_8)).isEqualTo(STORED);
    }

    @Test
    void leavesOutWhatIsEmpty() throws IOException {
        BlockMeta meta =
                new BlockMeta(
                        "vParquet4",
                        new UUID(1, 2),
                        "t",
                        BlockMeta.ZERO_TIME,
                        Instant.parse("2026-01-02T03:04:05.000000006Z"),
                        0,
                        0,
                        3,
                        0,
                        0,
                        0,
                        List.of(),
                        0);
        String json = new String(BlockMetaJson.write(meta), StandardCharsets.UTF_8);

        assertThat(json)
                .doesNotContain("\"size\"", "dedicatedColumns", "replicationFactor")
                .contains("\"startTime\":\"0001-01-01T00:00:00Z\"", "05.000000006Z");
        assertThat(read(json)).isEqualTo(meta);
        assertThat(meta.bloomShardCount()).isEqualTo(10);
    }

    @Test
    void readsOffsetsNanosecondsAndOldKeys() throws IOException {
        BlockMeta meta =
                read(
                        "{\"format\":\"vParquet4\",\"minID\":\"AAA=\",\"encoding\":\"none\","
                                + "\"blockID\":\"5B0C7E1A-6f0e-4c39-9d53-0f5a2f1c9d05\","
                                + "\"tenantID\":\"t\",\"dedicatedColumns\":null,"
                                + "\"startTime\":\"2022-07-04T13:11:09.123456789+02:00\","
                                + "\"endTime\":\"2022-07-04T05:11:10-06:00\"}");

        assertThat(meta.startTime()).isEqualTo(Instant.parse("2022-07-04T11:11:09.123456789Z"));
        assertThat(meta.endTime()).isEqualTo(Instant.parse("2022-07-04T11:11:10Z"));
        assertThat(meta.totalRecords()).isZero();
    }

    @Test
    void listsPreviewBlocksWithoutAVersion() throws IOException {
        assertThat(read(STORED.replace("vParquet5", "vParquet6-preview2")).version()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"vParquet5\"|\"v2\"|format \"v2\" is not supported",
                "5b0c7e1a-|5b0c7e1a|blockID is a UUID",
                "\"single-tenant\"|\"\"|tenantID is a text",
                "11:11:09Z|yesterday|startTime is an RFC 3339 time",
                "\"totalObjects\":134|\"totalObjects\":-1|totalObjects is a whole number",
                "\"totalRecords\":4|\"totalRecords\":\"4\"|totalRecords is a whole number",
                "39537|99999999999|footerSize is a whole number",
                "\"t\":\"int\"|\"t\":\"float\"|dedicated column 2: unknown type",
                "\"s\":\"event\"|\"s\":\"link\"|dedicated column 3: unknown scope",
                "\"n\":\"ip\"|\"n\":\"\"|dedicated column 0: a dedicated column needs a name",
                "\"blob\"|\"huge\"|dedicated column 3: unknown option",
                "{\"format\"|{format|is not valid JSON",
            })
    void saysWhatIsWrong(String from, String to, String message) {
        assertThat(STORED).contains(from);
        assertThatThrownBy(() -> read(STORED.replace(from, to)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("t/b/meta.json")
                .hasMessageContaining(message);
    }
}
