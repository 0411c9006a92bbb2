package io.tempo.core.ingest.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.tempo.core.config.IngestConfig;
import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.core.ingest.PushResult;
import io.tempo.core.ingest.SpanSink;
import io.tempo.core.ingest.kafka.ProduceMetrics.Failure;
import io.tempo.core.model.TenantId;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.otlp.TraceGroups;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes spans to the span log: one record, or few, for each partition that the batch has traces
 * of. A push returns when all in-sync replicas have all of its records.
 *
 * <p>A push that fails may have left some of its records in the log, so that the client's next try
 * doubles them: readers of the log have to expect a span more than once. Whatever is not
 * acknowledged in {@code write_timeout} is given up and refused. Bytes on their way are bounded by
 * {@code producer_max_buffered_bytes}, and by a quarter of the heap; beyond that a push is refused
 * at once. While no broker has been reached, all are; the sink keeps trying by itself.
 *
 * <p>Cost: one copy of the spans' bytes into a record and one into the client's buffer, where they
 * are compressed. Thread-safe.
 */
public final class KafkaSpanSink implements SpanSink, AutoCloseable {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** What a trace has in a record beside its bytes, at most. */
    private static final int ENTRY_OVERHEAD = 32;

    /** How much later than promised the client may tell that a record has not been delivered. */
    private static final long ANSWER_GRACE_MILLIS = 2_000;

    private final IngestConfig.Kafka kafka;
    private final KafkaConnection connection;
    private final long maxBufferedBytes;
    private final long answerMillis;
    private final AtomicLong bufferedBytes = new AtomicLong();
    private final ProduceMetrics metrics;

    /**
     * Starts to connect, in the background.
     *
     * @throws IllegalArgumentException if the configuration lacks something or asks for what is not
     *     supported; brokers that cannot be reached are no error
     */
    public KafkaSpanSink(IngestConfig.Kafka kafka, MeterRegistry registry) {
        if (kafka.topic().isEmpty()) {
            throw new IllegalArgumentException("ingest.kafka.topic is empty");
        }
        this.kafka = kafka;
        long heapShare = Runtime.getRuntime().maxMemory() / 4;
        maxBufferedBytes =
                kafka.producerMaxBufferedBytes() == 0
                        ? heapShare
                        : Math.min(kafka.producerMaxBufferedBytes(), heapShare);
        answerMillis = ProducerSettings.deliveryMillis(kafka) + ANSWER_GRACE_MILLIS;
        metrics = new ProduceMetrics(registry, bufferedBytes::get);
        connection = new KafkaConnection(kafka, maxBufferedBytes);
    }

    /** Why no push can succeed now; null if brokers and topic have been found. */
    public String unreadyReason() {
        return connection.unreadyReason();
    }

    @Override
    public PushResult push(TenantId tenant, SpanBatch batch) throws IngestBackpressureException {
        if (batch.spanCount() == 0) {
            return PushResult.ALL_STORED;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw refused(Failure.CANCELLED_BEFORE_PRODUCING, "the request was cancelled");
        }
        KafkaConnection.Link link = connection.link();
        if (link == null) {
            throw refused(Failure.OTHER, connection.unreadyReason());
        }
        TraceGroups traces = batch.byTrace();
        long bytes = traces.totalEncodedSize() + (long) traces.count() * ENTRY_OVERHEAD;
        if (bytes > maxBufferedBytes) {
            metrics.failed(Failure.RECORD_TOO_LARGE);
            return new PushResult(
                    List.of(
                            new PushResult.Refusal(
                                    "record_too_large",
                                    batch.spanCount(),
                                    "the request has %,d bytes when split by trace, but at most %,d are buffered for the span log"
                                            .formatted(bytes, maxBufferedBytes))));
        }
        reserve(bytes);
        Delivery delivery = new Delivery(() -> bufferedBytes.addAndGet(-bytes));
        PushResult result = PushResult.ALL_STORED;
        Exception broken = null;
        try {
            result = send(link, tenant, traces, delivery);
        } catch (RuntimeException e) {
            broken = e;
        } finally {
            delivery.answered(broken);
        }
        await(link, delivery);
        return result;
    }

    private void reserve(long bytes) throws IngestBackpressureException {
        if (bufferedBytes.addAndGet(bytes) > maxBufferedBytes) {
            long others = bufferedBytes.addAndGet(-bytes);
            throw refused(
                    Failure.BUFFER_FULL,
                    "%,d of %,d bytes are on their way to the span log already"
                            .formatted(others, maxBufferedBytes));
        }
    }

    /** Sends the traces, partition by partition, as long as nothing fails. */
    private PushResult send(
            KafkaConnection.Link link, TenantId tenant, TraceGroups traces, Delivery delivery) {
        byte[] key = tenant.value().getBytes(StandardCharsets.UTF_8);
        Producer<byte[], byte[]> producer = link.producer();
        int partitions = producer.partitionsFor(kafka.topic()).size();
        int[] start = new int[partitions + 1];
        int[] order = byPartition(new TracePartitioner(tenant), traces, start);
        List<byte[]> records = new ArrayList<>();
        SpanLogEncoder encoder =
                new SpanLogEncoder(traces, false, kafka.producerMaxRecordSizeBytes(), records);
        for (int p = 0; p < partitions; p++) {
            if (start[p] == start[p + 1]) {
                continue;
            }
            encoder.encode(order, start[p], start[p + 1]);
            for (byte[] value : records) {
                if (delivery.failure() != null) {
                    return PushResult.ALL_STORED;
                }
                send(producer, new ProducerRecord<>(kafka.topic(), p, key, value), delivery);
            }
            records.clear();
        }
        if (encoder.oversizedSpans() == 0) {
            return PushResult.ALL_STORED;
        }
        metrics.failed(Failure.RECORD_TOO_LARGE);
        return new PushResult(
                List.of(
                        new PushResult.Refusal(
                                "record_too_large",
                                encoder.oversizedSpans(),
                                encoder.oversizedExample())));
    }

    private void send(
            Producer<byte[], byte[]> producer,
            ProducerRecord<byte[], byte[]> record,
            Delivery delivery) {
        int length = record.value().length;
        delivery.sending();
        try {
            producer.send(
                    record,
                    (_, failed) -> {
                        if (failed == null) {
                            metrics.acknowledged(length);
                        }
                        delivery.answered(failed);
                    });
        } catch (RuntimeException e) {
            // the callback is not called then
            delivery.answered(e);
        }
    }

    /** The traces in order of their partitions; fills in where each partition's begin. */
    private static int[] byPartition(
            TracePartitioner partitioner, TraceGroups traces, int[] start) {
        int count = traces.count();
        int partitions = start.length - 1;
        int[] partitionOf = new int[count];
        for (int t = 0; t < count; t++) {
            partitionOf[t] = partitioner.partition(traces.idHigh(t), traces.idLow(t), partitions);
            start[partitionOf[t] + 1]++;
        }
        for (int p = 0; p < partitions; p++) {
            start[p + 1] += start[p];
        }
        int[] next = start.clone();
        int[] order = new int[count];
        for (int t = 0; t < count; t++) {
            order[next[partitionOf[t]]++] = t;
        }
        return order;
    }

    private void await(KafkaConnection.Link link, Delivery delivery)
            throws IngestBackpressureException {
        boolean answered;
        try {
            answered = delivery.await(answerMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(Failure.CANCELED, "the request was cancelled on its way to the span log");
        }
        Exception failure = delivery.failure();
        if (failure != null) {
            connection.failed(link, failure);
            throw refused(
                    Failure.of(failure),
                    "the span log did not take the spans: " + describe(failure));
        }
        if (!answered) {
            throw refused(
                    Failure.TIMEOUT,
                    "the span log did not answer within "
                            + kafka.writeTimeout().toMillis()
                            + " ms");
        }
    }

    private static String describe(Exception failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage();
    }

    private IngestBackpressureException refused(Failure failure, String message) {
        metrics.failed(failure);
        return new IngestBackpressureException(message, RETRY_AFTER);
    }

    /** Waits until what is on its way is answered, at most {@code write_timeout}. */
    @Override
    public void close() {
        connection.close();
    }
}
