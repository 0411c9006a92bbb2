package io.tempo.core.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.TraceGroups;
import io.tempo.core.testing.GoldenTraces;
import io.tempo.core.testing.RandomTraces;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What is written is read back at any size of records; damage gives an error or other spans. */
class SpanLogRecordProperties {

    @Property(tries = 300)
    void spansAreReadBackFromRecordsOfAnySize(
            @ForAll long seed, @ForAll @IntRange(min = 200, max = 9000) int maxRecordBytes)
            throws Exception {
        Random random = new Random(seed);
        byte[] request = request(random);
        boolean skipMetrics = random.nextBoolean();
        TraceGroups traces = OtlpScanner.scan(request).byTrace();
        List<byte[]> records = new ArrayList<>();
        SpanLogEncoder encoder = new SpanLogEncoder(traces, skipMetrics, maxRecordBytes, records);
        encoder.encode(SpanLogRecordTest.all(traces), 0, traces.count());

        List<ResourceSpans> read = new ArrayList<>();
        for (byte[] record : records) {
            assertThat(record.length).isLessThanOrEqualTo(maxRecordBytes);
            SpanLogRecord decoded = SpanLogRecord.decode(record);
            assertThat(decoded.skipMetricsGeneration()).isEqualTo(skipMetrics);
            read.addAll(SpanLogRecordTest.spans(decoded.spans()));
        }
        List<ResourceSpans> sent = SpanLogRecordTest.spans(request);
        assertThat(read).hasSize(sent.size() - encoder.oversizedSpans());
        if (encoder.oversizedSpans() == 0) {
            assertThat(GoldenTraces.counted(read)).isEqualTo(GoldenTraces.counted(sent));
        } else {
            assertThat(encoder.oversizedExample()).contains("at most " + maxRecordBytes);
        }
    }

    @Property(tries = 200)
    void eachEntryHoldsSpansOfTheTraceThatItsIdNames(
            @ForAll long seed, @ForAll @IntRange(min = 1000, max = 9000) int maxRecordBytes)
            throws Exception {
        TraceGroups traces = OtlpScanner.scan(request(new Random(seed))).byTrace();
        List<byte[]> records = new ArrayList<>();
        new SpanLogEncoder(traces, false, maxRecordBytes, records)
                .encode(SpanLogRecordTest.all(traces), 0, traces.count());
        for (byte[] record : records) {
            UnknownFieldSet fields = UnknownFieldSet.parseFrom(record);
            List<ByteString> entries = fields.getField(2).getLengthDelimitedList();
            List<ByteString> ids = fields.getField(3).getLengthDelimitedList();
            assertThat(ids).hasSameSizeAs(entries);
            for (int i = 0; i < ids.size(); i++) {
                Set<ByteString> idsOfSpans = new HashSet<>();
                for (ResourceSpans r :
                        TracesData.parseFrom(entries.get(i)).getResourceSpansList()) {
                    for (ScopeSpans scope : r.getScopeSpansList()) {
                        scope.getSpansList().forEach(span -> idsOfSpans.add(span.getTraceId()));
                    }
                }
                assertThat(idsOfSpans).containsExactly(ids.get(i));
            }
        }
    }

    @Property(tries = 300)
    void everyCutOrFlipIsRefusedOrReadsAsSomethingElse(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        TraceGroups traces = OtlpScanner.scan(request(random)).byTrace();
        List<byte[]> records = new ArrayList<>();
        new SpanLogEncoder(traces, true, 1 << 24, records)
                .encode(SpanLogRecordTest.all(traces), 0, traces.count());
        for (byte[] record : records) {
            for (int i = 0; i < 200; i++) {
                byte[] damaged =
                        random.nextBoolean()
                                ? Arrays.copyOf(record, random.nextInt(record.length))
                                : record.clone();
                for (int flips = random.nextInt(3); flips > 0 && damaged.length > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    SpanLogRecord.decode(damaged).spans().byTrace();
                } catch (DamagedRecordException e) {
                    assertThat(e)
                            .hasMessageMatching("(?s)(byte \\d+: |the traces of the record: ).+");
                }
            }
        }
    }

    /** A request that is not empty. */
    private static byte[] request(Random random) {
        RandomTraces traces = new RandomTraces(random);
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            request.mergeFrom(traces.request());
        }
        return request.build().toByteArray();
    }
}
