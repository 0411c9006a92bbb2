package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.LoadShape;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Spans on their way into a tempo, sent by several threads, and which of them it acknowledged. Each
 * trace is in one request.
 */
final class Load {

    private static final int TRACES = 5;
    private static final int SPANS = 8;
    private static final int ASKED_BY_ID = 300;

    private final long seed;
    private final AtomicLong next = new AtomicLong();
    private long acknowledgedRequests; // by this
    private int running; // by this
    private final Map<TraceId, Integer> sent = new ConcurrentHashMap<>();
    private final Map<TraceId, Integer> acknowledged = new ConcurrentHashMap<>();

    Load(long seed) {
        this.seed = seed;
    }

    /** Threads that send until they are stopped or the tempo is gone. */
    final class Senders implements AutoCloseable {

        private final Thread[] threads;
        private volatile boolean stopped;

        private Senders(TempoClient client, int count, int perThread) {
            threads = new Thread[count];
            changed(0, count);
            for (int i = 0; i < count; i++) {
                LoadShape shape = new LoadShape(seed, TRACES, SPANS);
                threads[i] =
                        Thread.ofPlatform().start(() -> sendUntilGone(client, shape, perThread));
            }
        }

        private void sendUntilGone(TempoClient client, LoadShape shape, int most) {
            try {
                for (int i = 0; i < most && !stopped; i++) {
                    sendOne(client, shape);
                }
            } catch (IOException gone) {
                // The process was killed.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                changed(0, -1);
            }
        }

        /** Waits until so many requests in all have been acknowledged. */
        void awaitAcknowledged(long requests) throws InterruptedException {
            synchronized (Load.this) {
                while (acknowledgedRequests < requests) {
                    assertThat(running).as("threads that send").isPositive();
                    Load.this.wait();
                }
            }
        }

        /** Waits until the tempo is gone, or everything was sent. */
        void join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            join();
        }
    }

    /** Starts to send. */
    Senders start(TempoClient client, int threads, int requestsPerThread) {
        return new Senders(client, threads, requestsPerThread);
    }

    /** Sends a request; what it holds counts as acknowledged if the tempo says so. */
    void send(TempoClient client) throws IOException, InterruptedException {
        sendOne(client, new LoadShape(seed, TRACES, SPANS));
    }

    private void sendOne(TempoClient client, LoadShape shape)
            throws IOException, InterruptedException {
        long number = next.getAndIncrement();
        byte[] body =
                shape.request(number, (System.currentTimeMillis() - 5_000 + number) * 1_000_000L);
        Map<TraceId, Integer> spans = spansByTrace(body);
        sent.putAll(spans);
        int status = client.send(body);
        if (status == 200) {
            acknowledged.putAll(spans);
            changed(1, 0);
        } else {
            assertThat(status).as("a refusal that asks for another try").isIn(429, 503);
        }
    }

    static Map<TraceId, Integer> spansByTrace(byte[] request) {
        Map<TraceId, Integer> spans = new HashMap<>();
        try {
            SpanBatch batch = OtlpScanner.scan(request);
            for (int s = 0; s < batch.spanCount(); s++) {
                spans.merge(batch.traceId(s), 1, Integer::sum);
            }
        } catch (OtlpException e) {
            throw new AssertionError(e);
        }
        return spans;
    }

    synchronized long acknowledgedRequests() {
        return acknowledgedRequests;
    }

    private synchronized void changed(int requests, int threads) {
        acknowledgedRequests += requests;
        running += threads;
        notifyAll();
    }

    /** Spans by trace of all requests that have been acknowledged up to now. */
    Map<TraceId, Integer> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /**
     * Checks the answer to a search for everything: each acknowledged trace is there once and with
     * all its spans, anything else was at least sent, and the newest come first.
     */
    void check(JsonNode answer, Map<TraceId, Integer> acknowledgedBefore) {
        Map<TraceId, Integer> found = new HashMap<>();
        long last = Long.MAX_VALUE;
        for (JsonNode trace : answer.path("traces")) {
            TraceId id = TraceId.fromHex(trace.path("traceID").asText());
            int matched = 0;
            for (JsonNode set : trace.path("spanSets")) {
                matched += set.path("matched").asInt();
            }
            assertThat(found.put(id, matched)).as("trace %s is there once", id).isNull();
            assertThat(matched).as("spans of trace %s", id).isEqualTo(sent.get(id));
            long start = trace.path("startTimeUnixNano").asLong();
            assertThat(start).as("newest first").isLessThanOrEqualTo(last);
            last = start;
        }
        assertThat(found).containsAllEntriesOf(acknowledgedBefore);
    }

    /** Asks for acknowledged traces by id, for some of them if there are many. */
    void checkById(TempoClient client) throws IOException, InterruptedException {
        checkById(client, ASKED_BY_ID);
    }

    /** Asks for about so many of the acknowledged traces by id. */
    void checkById(TempoClient client, int traces) throws IOException, InterruptedException {
        int step = 1 + acknowledged.size() / traces;
        int i = 0;
        for (Map.Entry<TraceId, Integer> trace : acknowledged.entrySet()) {
            if (i++ % step == 0) {
                assertThat(TempoClient.spans(client.trace(trace.getKey(), "")))
                        .as("spans of trace %s by id", trace.getKey())
                        .isEqualTo(trace.getValue());
            }
        }
    }
}
