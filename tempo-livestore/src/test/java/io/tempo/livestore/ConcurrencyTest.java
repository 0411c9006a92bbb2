package io.tempo.livestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.livestore.LiveStoreKit.SpanKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends, cuts, completes, copies, lets go and asks, all at the same time. */
class ConcurrencyTest {

    private static final int SENDERS = 2;
    private static final int REQUESTS = 400;
    private static final int SPANS = 8;

    @TempDir Path directory;

    @Test
    @Timeout(120)
    void everySpanIsSeenExactlyOnceAtEveryMoment() throws Exception {
        LiveStoreKit kit = new LiveStoreKit(directory);
        kit.settings = kit.settings(15_000, 64 << 20, 64 << 20);
        kit.start();
        AtomicInteger[] begun = counters();
        AtomicInteger[] done = counters();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger questions = new AtomicInteger();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> askers = new ArrayList<>();
            for (int a = 0; a < 2; a++) {
                askers.add(
                        threads.submit(
                                () -> {
                                    while (!stop.get()) {
                                        ask(kit, begun, done);
                                        questions.incrementAndGet();
                                    }
                                    return null;
                                }));
            }
            Future<?> sweeper =
                    threads.submit(
                            () -> {
                                while (!stop.get()) {
                                    kit.clock.advance(Duration.ofSeconds(3));
                                    kit.store.sweep();
                                    Thread.yield();
                                }
                            });
            List<Future<?>> senders = new ArrayList<>();
            for (int s = 0; s < SENDERS; s++) {
                int sender = s;
                senders.add(
                        threads.submit(
                                () -> {
                                    send(kit, sender, begun[sender], done[sender]);
                                    return null;
                                }));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
            stop.set(true);
            sweeper.get();
            for (Future<?> asker : askers) {
                asker.get();
            }
        }
        kit.pass(Duration.ofMinutes(1));
        ask(kit, begun, done);
        assertThat(questions.get()).isGreaterThan(10);
        assertThat(kit.counter("tempo_live_store_blocks_completed_total")).isGreaterThan(5);
        assertThat(kit.counter("tempo_live_store_traces_carried_total")).isPositive();
        kit.close();
    }

    private static AtomicInteger[] counters() {
        AtomicInteger[] counters = new AtomicInteger[SENDERS];
        for (int s = 0; s < SENDERS; s++) {
            counters[s] = new AtomicInteger();
        }
        return counters;
    }

    private static void send(LiveStoreKit kit, int sender, AtomicInteger begun, AtomicInteger done)
            throws InterruptedException {
        for (int i = 0; i < REQUESTS; i++) {
            byte[] request =
                    Requests.trace(
                            1 + sender + (i / 5) * SENDERS,
                            firstSpan(sender, i),
                            SPANS,
                            kit.clock.instant());
            begun.incrementAndGet();
            boolean sent = false;
            while (!sent) {
                try {
                    kit.push(request);
                    sent = true;
                } catch (IngestBackpressureException e) {
                    kit.store.awaitIdle(Duration.ofSeconds(10));
                }
            }
            done.incrementAndGet();
        }
    }

    private static long firstSpan(int sender, int request) {
        return 1 + (sender * (long) REQUESTS + request) * SPANS;
    }

    /** What was acknowledged before is there once, what was not even sent after is not. */
    private static void ask(LiveStoreKit kit, AtomicInteger[] begun, AtomicInteger[] done)
            throws Exception {
        int[] before = new int[SENDERS];
        for (int s = 0; s < SENDERS; s++) {
            before[s] = done[s].get();
        }
        Map<SpanKey, Integer> spans = kit.everywhere();
        int[] seen = new int[SENDERS];
        for (Map.Entry<SpanKey, Integer> e : spans.entrySet()) {
            assertThat(e.getValue()).as("%s", e.getKey()).isEqualTo(1);
            int request = (int) ((e.getKey().span() - 1) / SPANS);
            seen[request / REQUESTS]++;
        }
        for (int s = 0; s < SENDERS; s++) {
            int most = begun[s].get();
            assertThat(seen[s]).isBetween(before[s] * SPANS, most * SPANS);
        }
    }
}
