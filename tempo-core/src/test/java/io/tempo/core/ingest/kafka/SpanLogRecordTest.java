package io.tempo.core.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.otlp.TraceGroups;
import io.tempo.core.testing.GoldenTraces;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Records of a real Tempo distributor, and what a damaged one gives. */
class SpanLogRecordTest {

    private static final ByteString ID = ByteString.copyFrom(new byte[16]);

    @Test
    void recordsOfATempoDistributorGiveTheSpansThatItWasSent() throws Exception {
        List<ResourceSpans> sent = new ArrayList<>();
        GoldenTraces.requests()
                .subList(0, 80)
                .forEach(r -> sent.addAll(GoldenTraces.eachSpan(r.getResourceSpansList())));
        List<ResourceSpans> read = new ArrayList<>();
        for (byte[] value : recordsOfTempo()) {
            SpanLogRecord record = SpanLogRecord.decode(value);
            assertThat(record.skipMetricsGeneration()).isFalse();
            assertThat(record.spans().rejectedSpans()).isZero();
            read.addAll(spans(record.spans()));
        }
        assertThat(GoldenTraces.counted(read)).isEqualTo(GoldenTraces.counted(sent));
    }

    @Test
    void whatWeWriteForARecordOfATempoDistributorHasItsTracesAndIds() throws Exception {
        for (byte[] theirs : recordsOfTempo()) {
            TraceGroups traces = SpanLogRecord.decode(theirs).spans().byTrace();
            List<byte[]> ours = new ArrayList<>();
            SpanLogEncoder encoder = new SpanLogEncoder(traces, false, 1 << 24, ours);
            encoder.encode(all(traces), 0, traces.count());
            assertThat(ours).hasSize(1);
            UnknownFieldSet expected = UnknownFieldSet.parseFrom(theirs);
            UnknownFieldSet actual = UnknownFieldSet.parseFrom(ours.getFirst());
            assertThat(actual.asMap().keySet()).isEqualTo(expected.asMap().keySet());
            assertThat(actual.getField(3).getLengthDelimitedList())
                    .containsExactlyInAnyOrderElementsOf(
                            expected.getField(3).getLengthDelimitedList());
        }
    }

    @Test
    void aRecordWithoutTracesIsEmpty() throws Exception {
        assertThat(SpanLogRecord.decode(new byte[0]).spans().spanCount()).isZero();
    }

    @Test
    void tracesWithoutTheirIdsAreRefused() {
        assertDamaged(record(List.of(ByteString.EMPTY), List.of()), "1 traces, but 0 ids");
    }

    @Test
    void anIdOfAnotherLengthIsRefused() {
        assertDamaged(
                record(List.of(ByteString.EMPTY), List.of(ByteString.copyFromUtf8("short"))),
                "a trace id has 5 bytes, expected 16");
    }

    @Test
    void aTraceThatReachesIntoTheNextIsRefused() {
        byte[] reaching = {0x0A, 0x02};
        byte[] rest = {0x0A, 0x00};
        assertDamaged(
                record(
                        List.of(ByteString.copyFrom(reaching), ByteString.copyFrom(rest)),
                        List.of(ID, ID)),
                "byte");
    }

    @Test
    void aTraceThatIsNoTraceIsRefused() {
        ByteString noTrace = ByteString.copyFrom(new byte[] {0x0A, 0x03, 0x12, 0x05, 0x00});
        assertDamaged(record(List.of(noTrace), List.of(ID)), "the traces of the record");
    }

    @Test
    void aLengthBeyondTheRecordIsRefused() {
        assertDamaged(new byte[] {0x12, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07}, "byte");
        assertDamaged(
                new byte[] {0x12, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F},
                "byte");
    }

    @Test
    void aGroupIsRefused() {
        assertDamaged(new byte[] {0x33, 0x34}, "field 6 is a group");
    }

    /** The values of the records that a Tempo distributor wrote. */
    static List<byte[]> recordsOfTempo() throws IOException {
        List<byte[]> values = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(
                                        Objects.requireNonNull(
                                                SpanLogRecordTest.class.getResourceAsStream(
                                                        "/kafka/records.jsonl.gz"))),
                                StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                JsonNode record = json.readTree(line);
                values.add(record.get("value").binaryValue());
            }
        }
        return values;
    }

    /** Each span of a batch alone, in comparable form. */
    static List<ResourceSpans> spans(SpanBatch batch) throws IOException {
        TraceGroups traces = batch.byTrace();
        List<ResourceSpans> spans = new ArrayList<>();
        for (int t = 0; t < traces.count(); t++) {
            spans.addAll(
                    GoldenTraces.eachSpan(
                            TracesData.parseFrom(traces.encode(t)).getResourceSpansList()));
        }
        return spans;
    }

    static List<ResourceSpans> spans(byte[] request) throws IOException {
        return spans(OtlpScanner.scan(request));
    }

    static int[] all(TraceGroups traces) {
        int[] numbers = new int[traces.count()];
        for (int t = 0; t < numbers.length; t++) {
            numbers[t] = t;
        }
        return numbers;
    }

    private static byte[] record(List<ByteString> traces, List<ByteString> ids) {
        Field.Builder tracesField = Field.newBuilder();
        traces.forEach(tracesField::addLengthDelimited);
        Field.Builder idsField = Field.newBuilder();
        ids.forEach(idsField::addLengthDelimited);
        return UnknownFieldSet.newBuilder()
                .addField(2, tracesField.build())
                .addField(3, idsField.build())
                .build()
                .toByteArray();
    }

    private static void assertDamaged(byte[] value, String message) {
        assertThatThrownBy(() -> SpanLogRecord.decode(value))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining(message);
    }
}
