package io.tempo.app.loadgen;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.tempo.core.otlp.LoadShape;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends the requests of a {@link LoadShape}, one thread and one connection each for its share. A
 * request that is refused for now is sent again after the pause that the server asks for, at most
 * {@link #MAX_TRIES} times.
 */
final class LoadGenerator {

    private static final int MAX_TRIES = 50;

    private final Settings settings;
    private final AtomicLong nextRequest = new AtomicLong();
    private final AtomicLong claimedSpans = new AtomicLong();
    private final AtomicLong spans = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicReference<String> firstFailure = new AtomicReference<>();

    /**
     * What to send where.
     *
     * @param rate spans a second over all connections; 0 for no limit
     * @param tenant value of X-Scope-OrgID, or null
     */
    record Settings(
            String host,
            int port,
            boolean grpc,
            long spans,
            double rate,
            int connections,
            int tracesPerRequest,
            int spansPerTrace,
            long seed,
            String tenant) {}

    /**
     * How the server answered: taken, or refused with what it said, and whether to try again after
     * a pause.
     */
    record Answer(boolean taken, long rejectedSpans, String message, long retryAfterMillis) {

        static Answer taken(byte[] response) throws IOException {
            var partial = ExportTraceServiceResponse.parseFrom(response).getPartialSuccess();
            return new Answer(true, partial.getRejectedSpans(), partial.getErrorMessage(), -1);
        }

        static Answer refused(String message, long retryAfterMillis) {
            return new Answer(false, 0, message, retryAfterMillis);
        }
    }

    /** A connection that sends encoded export requests. */
    interface Connection extends AutoCloseable {
        Answer send(byte[] request) throws IOException;

        @Override
        void close();
    }

    LoadGenerator(Settings settings) {
        this.settings = settings;
    }

    LoadReport run() throws InterruptedException {
        long start = System.nanoTime();
        long[][] latencies = new long[settings.connections()][];
        Thread[] threads = new Thread[settings.connections()];
        for (int i = 0; i < threads.length; i++) {
            int index = i;
            threads[i] =
                    Thread.ofPlatform()
                            .name("loadgen-" + i)
                            .start(() -> latencies[index] = send(start));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new LoadReport(
                spans.get(),
                bytes.get(),
                rejected.get(),
                retries.get(),
                failures.get(),
                firstFailure.get(),
                System.nanoTime() - start,
                Arrays.stream(latencies).flatMapToLong(Arrays::stream).toArray());
    }

    /** Sends requests until enough are on their way; gives the time that each took. */
    private long[] send(long startNanos) {
        LoadShape shape =
                new LoadShape(
                        settings.seed(), settings.tracesPerRequest(), settings.spansPerTrace());
        long[] latencies = new long[64];
        int count = 0;
        try (Connection connection =
                settings.grpc() ? new GrpcConnection(settings) : new HttpConnection(settings)) {
            while (claimedSpans.get() < settings.spans()) {
                long now = System.currentTimeMillis() * 1_000_000L;
                byte[] request = shape.request(nextRequest.getAndIncrement(), now);
                long before = claimedSpans.getAndAdd(shape.spanCount());
                pace(startNanos, before);
                long sent = System.nanoTime();
                if (sendUntilTaken(connection, request, shape.spanCount())) {
                    if (count == latencies.length) {
                        latencies = Arrays.copyOf(latencies, count * 2);
                    }
                    latencies[count++] = System.nanoTime() - sent;
                }
            }
        } catch (IOException e) {
            fail(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Arrays.copyOf(latencies, count);
    }

    private void pace(long startNanos, long spansBefore) throws InterruptedException {
        if (settings.rate() > 0) {
            long due = startNanos + (long) (spansBefore / settings.rate() * 1e9);
            long wait = due - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
        }
    }

    private boolean sendUntilTaken(Connection connection, byte[] request, int spanCount)
            throws InterruptedException, IOException {
        for (int tries = 1; ; tries++) {
            Answer answer = connection.send(request);
            if (answer.taken()) {
                spans.addAndGet(spanCount - answer.rejectedSpans());
                rejected.addAndGet(answer.rejectedSpans());
                bytes.addAndGet(request.length);
                return true;
            }
            if (answer.retryAfterMillis() < 0 || tries == MAX_TRIES) {
                fail(answer.message());
                return false;
            }
            retries.incrementAndGet();
            Thread.sleep(answer.retryAfterMillis());
        }
    }

    private void fail(String message) {
        failures.incrementAndGet();
        firstFailure.compareAndSet(null, message);
    }
}
