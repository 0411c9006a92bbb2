package io.tempo.core.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tempo.core.config.ConfigLoader;
import io.tempo.core.config.IngestConfig;
import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.core.ingest.PushResult;
import io.tempo.core.model.TenantId;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.testing.GoldenTraces;
import io.tempo.core.testing.KafkaBroker;
import io.tempo.core.testing.Traces;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The sink in front of a real broker. */
class KafkaSpanSinkTest {

    private static final TenantId TENANT = new TenantId("acme");
    private static final long DEADLINE_NANOS = Duration.ofSeconds(60).toNanos();

    @TempDir static Path directory;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void goldenSpansArriveInThePartitionsOfTheirTraces() throws Exception {
        List<ResourceSpans> sent = new ArrayList<>();
        try (KafkaSpanSink sink = connected(config("golden", broker.address(), ""))) {
            for (ExportTraceServiceRequest request : GoldenTraces.requests().subList(0, 80)) {
                sent.addAll(GoldenTraces.eachSpan(request.getResourceSpansList()));
                assertThat(sink.push(TENANT, OtlpScanner.scan(request.toByteArray())))
                        .isEqualTo(PushResult.ALL_STORED);
            }
        }
        List<ResourceSpans> read = new ArrayList<>();
        Set<Integer> partitions = new HashSet<>();
        TracePartitioner partitioner = new TracePartitioner(TENANT);
        for (ConsumerRecord<byte[], byte[]> record : records("golden")) {
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("acme");
            SpanBatch batch = SpanLogRecord.decode(record.value()).spans();
            for (int s = 0; s < batch.spanCount(); s++) {
                int partition = partitioner.partition(batch.traceIdHigh(s), batch.traceIdLow(s), 4);
                assertThat(record.partition()).isEqualTo(partition);
            }
            partitions.add(record.partition());
            read.addAll(SpanLogRecordTest.spans(batch));
        }
        assertThat(GoldenTraces.counted(read)).isEqualTo(GoldenTraces.counted(sent));
        assertThat(partitions).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(registry.counter("tempo_distributor_produce_records_total").count())
                .isGreaterThanOrEqualTo(80);
    }

    @Test
    void aTraceLargerThanARecordIsSplitAndASpanLargerThanOneIsRefused() throws Exception {
        try (KafkaSpanSink sink =
                connected(
                        config(
                                "split",
                                broker.address(),
                                "    producer_max_record_size_bytes: 1048576\n"))) {
            ScopeSpans.Builder scope = ScopeSpans.newBuilder();
            for (int i = 1; i <= 30; i++) {
                scope.addSpans(span(7, i, 100_000));
            }
            scope.addSpans(span(7, 31, 1_100_000));
            PushResult result = sink.push(TENANT, OtlpScanner.scan(request(scope).toByteArray()));
            assertThat(result.refusals()).hasSize(1);
            assertThat(result.refusals().getFirst().spans()).isEqualTo(1);
            assertThat(result.refusals().getFirst().message()).contains("at most 1048576");
        }
        List<ConsumerRecord<byte[], byte[]>> records = records("split");
        assertThat(records).hasSize(3);
        int spans = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            assertThat(record.value().length).isLessThanOrEqualTo(1048576);
            spans += SpanLogRecord.decode(record.value()).spans().spanCount();
        }
        assertThat(spans).isEqualTo(30);
    }

    @Test
    void aBatchBeyondTheBufferIsRefusedWithoutATry() throws Exception {
        try (KafkaSpanSink sink =
                connected(
                        config(
                                "buffer",
                                broker.address(),
                                "    producer_max_buffered_bytes: 1000\n"))) {
            PushResult result =
                    sink.push(
                            TENANT,
                            OtlpScanner.scan(
                                    request(ScopeSpans.newBuilder().addSpans(span(1, 1, 2000)))
                                            .toByteArray()));
            assertThat(result.refusedSpans()).isEqualTo(1);
        }
        assertThat(records("buffer")).isEmpty();
    }

    @Test
    void aBrokerThatHangsFillsTheBufferAndThenTakesWhatWaited() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (KafkaSpanSink sink =
                connected(
                        config(
                                "hangs",
                                broker.address(),
                                "    write_timeout: 50s\n"
                                        + "    producer_max_buffered_bytes: 1000\n"))) {
            SpanBatch large =
                    OtlpScanner.scan(
                            request(ScopeSpans.newBuilder().addSpans(span(1, 1, 700)))
                                    .toByteArray());
            broker.pause();
            Thread waiting =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    sink.push(TENANT, large);
                                } catch (IngestBackpressureException e) {
                                    failure.set(e);
                                }
                            });
            try {
                until(
                        () ->
                                registry.get("tempo_distributor_buffered_produce_bytes")
                                                .gauge()
                                                .value()
                                        > 700);
                assertThatThrownBy(() -> sink.push(TENANT, large))
                        .isInstanceOf(IngestBackpressureException.class)
                        .hasMessageContaining("of 1,000 bytes are on their way");
            } finally {
                broker.resume();
            }
            waiting.join();
        }
        assertThat(failure).hasNullValue();
        assertThat(records("hangs")).hasSize(1);
        assertThat(
                        registry.counter(
                                        "tempo_distributor_produce_failures_total",
                                        "reason",
                                        "buffer-full")
                                .count())
                .isEqualTo(1);
    }

    @Test
    void everyCompressionIsRead() throws Exception {
        for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            String topic = "compressed-" + compression;
            try (KafkaSpanSink sink =
                    connected(
                            config(
                                    topic,
                                    broker.address(),
                                    "    producer_compression: " + compression + "\n"))) {
                sink.push(TENANT, batch(1, 1));
            }
            assertThat(records(topic)).hasSize(1);
        }
    }

    @Test
    void logsInWithUserAndPassword() throws Exception {
        try (KafkaSpanSink sink =
                connected(
                        config(
                                "sasl",
                                broker.saslAddress(),
                                "    sasl_username: tempo\n    sasl_password: '"
                                        + KafkaBroker.SASL_PASSWORD
                                        + "'\n"))) {
            sink.push(TENANT, batch(1, 1));
        }
        assertThat(records("sasl")).hasSize(1);
    }

    @Test
    void aWrongPasswordIsSaidAndNotPrinted() throws Exception {
        try (KafkaSpanSink sink =
                new KafkaSpanSink(
                        config(
                                "sasl-wrong",
                                broker.saslAddress(),
                                "    sasl_username: tempo\n    sasl_password: hunter2\n"),
                        registry)) {
            until(() -> sink.unreadyReason().contains("Authentication failed"));
            assertThat(sink.unreadyReason()).doesNotContain("hunter2");
            assertThatThrownBy(() -> sink.push(TENANT, batch(1, 1)))
                    .isInstanceOf(IngestBackpressureException.class)
                    .hasMessageContaining("Authentication failed");
        }
    }

    @Test
    void aMissingTopicIsSaidWhereItMayNotBeCreated() throws Exception {
        try (KafkaSpanSink sink =
                new KafkaSpanSink(
                        config(
                                "missing",
                                broker.address(),
                                "    auto_create_topic_enabled: false\n"),
                        registry)) {
            until(() -> sink.unreadyReason().contains("does not host"));
            assertThat(sink.unreadyReason()).contains("topic missing");
        }
    }

    @Test
    void aMechanismThatIsNotSupportedIsSaid() {
        assertThatThrownBy(
                        () ->
                                new KafkaSpanSink(
                                        config(
                                                "x",
                                                broker.address(),
                                                "    sasl_mechanism: AWS_MSK_IAM\n"),
                                        registry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AWS_MSK_IAM is not supported");
    }

    @Test
    void whatWasAcknowledgedIsInTheLogAfterTheBrokerWasKilled() throws Exception {
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger refused = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        List<Throwable> unexpected = new ArrayList<>();
        try (KafkaSpanSink sink =
                connected(config("killed", broker.address(), "    write_timeout: 1s\n"))) {
            List<Thread> pushers = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                long first = 1 + t * 1_000_000L;
                pushers.add(
                        Thread.startVirtualThread(
                                () -> {
                                    for (long id = first; !stop.get(); id++) {
                                        try {
                                            sink.push(TENANT, batch(id, id));
                                            acknowledged.add(id);
                                        } catch (IngestBackpressureException e) {
                                            refused.incrementAndGet();
                                        } catch (Throwable e) {
                                            synchronized (unexpected) {
                                                unexpected.add(e);
                                            }
                                            return;
                                        }
                                    }
                                }));
            }
            until(() -> acknowledged.size() > 500);
            broker.kill();
            until(() -> refused.get() >= 8);
            int before = acknowledged.size();
            broker.start();
            until(() -> acknowledged.size() > before + 200);
            stop.set(true);
            for (Thread pusher : pushers) {
                pusher.join();
            }
        }
        assertThat(unexpected).isEmpty();
        Set<Long> read = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records("killed")) {
            SpanBatch batch = SpanLogRecord.decode(record.value()).spans();
            for (int s = 0; s < batch.spanCount(); s++) {
                read.add(batch.traceIdLow(s));
            }
        }
        assertThat(read).containsAll(acknowledged);
        assertThat(registry.get("tempo_distributor_buffered_produce_bytes").gauge().value())
                .isZero();
        assertThat(
                        registry.counter(
                                        "tempo_distributor_produce_failures_total",
                                        "reason",
                                        "timeout")
                                .count())
                .isPositive();
    }

    private KafkaSpanSink connected(IngestConfig.Kafka config) {
        KafkaSpanSink sink = new KafkaSpanSink(config, registry);
        until(() -> sink.unreadyReason() == null);
        return sink;
    }

    private static IngestConfig.Kafka config(String topic, String address, String more) {
        String yaml =
                "ingest:\n  kafka:\n    address: %s\n    topic: %s\n    auto_create_topic_default_partitions: 4\n%s"
                        .formatted(address, topic, more);
        return ConfigLoader.loadYaml("test", yaml).config().ingest().kafka();
    }

    private static SpanBatch batch(long traceId, long spanId) throws Exception {
        return OtlpScanner.scan(
                request(ScopeSpans.newBuilder().addSpans(span(traceId, spanId, 10))).toByteArray());
    }

    private static ExportTraceServiceRequest request(ScopeSpans.Builder scope) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
                .build();
    }

    private static Span span(long traceId, long spanId, int bytes) {
        return Span.newBuilder()
                .setTraceId(Traces.hex("%032x".formatted(traceId)))
                .setSpanId(Traces.spanId(spanId))
                .setName("n".repeat(bytes))
                .build();
    }

    /** All records of a topic, as a plain consumer reads them. */
    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Admin admin = broker.admin();
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(
                                Map.of("bootstrap.servers", broker.address()),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    admin
                            .describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic)
                            .partitions()
                            .stream()
                            .map(p -> new TopicPartition(topic, p.partition()))
                            .toList();
            assertThat(partitions).hasSize(4);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + DEADLINE_NANOS;
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
