package io.tempo.core.ingest.kafka;

import io.tempo.core.config.IngestConfig;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the producer once brokers and topic are there, and a new one when it has failed for good: a
 * producer that was refused its login or its idempotence takes no more records, even after the
 * brokers have changed their mind. Thread-safe.
 */
final class KafkaConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KafkaConnection.class);

    private static final long RETRY_MILLIS = 500;

    /** A producer that works, as far as is known. */
    record Link(Producer<byte[], byte[]> producer) {}

    private final IngestConfig.Kafka kafka;
    private final Map<String, Object> settings;
    private final Map<String, Object> adminSettings;
    private final Thread connector;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Link link;
    private volatile String problem = "not connected yet";
    private boolean closed;

    KafkaConnection(IngestConfig.Kafka kafka, long bufferBytes) {
        this.kafka = kafka;
        settings = ProducerSettings.of(kafka, bufferBytes);
        adminSettings = KafkaClientSettings.of(kafka);
        connector = Thread.ofVirtual().name("span-log-connector").start(this::keepConnected);
    }

    /** The producer; null while there is none. */
    Link link() {
        return link;
    }

    /** Why there is no producer; null if there is. */
    String unreadyReason() {
        return link != null
                ? null
                : "the span log (topic %s at %s) cannot be written to: %s"
                        .formatted(kafka.topic(), String.join(",", kafka.address()), problem);
    }

    /** Tells that a producer failed; it is replaced if it cannot recover. */
    void failed(Link failed, Exception failure) {
        boolean forGood =
                failure instanceof AuthenticationException
                        || failure instanceof ClusterAuthorizationException
                        || failure instanceof UnsupportedVersionException
                        || failure instanceof KafkaException && !(failure instanceof ApiException);
        if (!forGood) {
            return;
        }
        lock.lock();
        try {
            if (link != failed || closed) {
                return;
            }
            link = null;
            problem = String.valueOf(failure.getMessage());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        log.warn("the producer of the span log is replaced: {}", failure.getMessage());
        Thread.startVirtualThread(() -> failed.producer.close(Duration.ZERO));
    }

    private void keepConnected() {
        lock.lock();
        try {
            while (!closed) {
                if (link != null) {
                    changed.await();
                    continue;
                }
                lock.unlock();
                Link made;
                try {
                    made = connect();
                } finally {
                    lock.lock();
                }
                if (made == null) {
                    if (!closed) {
                        changed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                    }
                } else if (closed) {
                    made.producer.close(Duration.ZERO);
                } else {
                    link = made;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // close asks for it
        } finally {
            lock.unlock();
        }
    }

    private Link connect() throws InterruptedException {
        try (Admin admin = Admin.create(adminSettings)) {
            int partitions = SpanLogTopic.ensure(admin, kafka);
            log.info("the span log is topic {} with {} partitions", kafka.topic(), partitions);
            return new Link(producer());
        } catch (ExecutionException e) {
            problem(e.getCause());
        } catch (TimeoutException e) {
            problem("no broker answers");
        } catch (KafkaException e) {
            problem(e.getCause() == null ? e : e.getCause());
        }
        return null;
    }

    /** A producer that knows the topic, so that the first push does not wait for that. */
    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> producer = new KafkaProducer<>(settings);
        try {
            producer.partitionsFor(kafka.topic());
            return producer;
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private void problem(Throwable cause) {
        problem(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    private void problem(String what) {
        if (!what.equals(problem)) {
            problem = what;
            log.warn("{}; retrying", unreadyReason());
        }
    }

    @Override
    public void close() {
        Link last;
        lock.lock();
        try {
            closed = true;
            last = link;
            link = null;
            problem = "it is closed";
        } finally {
            lock.unlock();
        }
        connector.interrupt();
        if (last != null) {
            last.producer.close(Duration.ofMillis(ProducerSettings.deliveryMillis(kafka)));
        }
    }
}
