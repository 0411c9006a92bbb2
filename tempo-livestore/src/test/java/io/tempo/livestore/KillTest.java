package io.tempo.livestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.recent.RecentView;
import io.tempo.core.storage.BlockList;
import io.tempo.core.storage.BlockListPoller;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.storage.LocalObjectStore;
import io.tempo.core.storage.PollSettings;
import io.tempo.livestore.LiveStoreKit.SpanKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Kills a process that takes spans, again and again, without warning. */
class KillTest {

    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir Path directory;

    @Test
    @Timeout(120)
    void aKilledProcessLosesNothingThatItHadAcknowledged() throws Exception {
        Set<SpanKey> acknowledged = new HashSet<>();
        int next = 0;
        for (int acknowledgements : new int[] {1, 40, 150, 400}) {
            int last = killAfter(acknowledgements, next);
            for (int i = next; i <= last; i++) {
                acknowledged.addAll(LiveStoreKit.keys(request(i)));
            }
            // The process may have stored one more than it could tell.
            next = last + 2;
        }
        Map<SpanKey, Integer> found = findAll();
        assertThat(found.values()).allMatch(n -> n == 1);
        assertThat(found.keySet().containsAll(acknowledged)).isTrue();
        assertThat(found.size()).isLessThanOrEqualTo(acknowledged.size() + 4 * 20);
    }

    static byte[] request(int number) {
        // Every trace goes on for three requests, so that some are carried over.
        return Requests.trace(number / 3 + 1, number * 20L + 1, 20, START, "x".repeat(500));
    }

    /** Gives the number of the last request that was acknowledged. */
    private int killAfter(int acknowledgements, int first) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Victim.class.getName(),
                                directory.toString(),
                                Integer.toString(first))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        int last = -1;
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = null;
            for (int n = 0; n < acknowledgements && (line = out.readLine()) != null; n++) {
                last = Integer.parseInt(line);
            }
            // Not process.destroyForcibly(): that would close the pipe, and lose what is in it.
            process.toHandle().destroyForcibly();
            for (; line != null; line = out.readLine()) {
                // What was told before the end counts too; the last line may be torn.
                last = Math.max(last, number(line, last));
            }
        }
        process.waitFor();
        assertThat(last).isGreaterThanOrEqualTo(first);
        return last;
    }

    private static int number(String line, int last) {
        return line.equals(Integer.toString(last + 1)) ? last + 1 : last;
    }

    private Map<SpanKey, Integer> findAll() throws IOException {
        Parts parts = new Parts(directory);
        parts.store.start();
        try (RecentView view = parts.store.open(LiveStoreKit.TENANT)) {
            Map<SpanKey, Integer> spans = new HashMap<>();
            Set<UUID> live = new HashSet<>();
            for (BlockMeta meta : parts.list.blocks(LiveStoreKit.TENANT).live()) {
                live.add(meta.blockId());
                if (!view.blockIds().contains(meta.blockId())) {
                    LiveStoreKit.addAll(parts.backend.open(meta), spans);
                }
            }
            for (RecentPart part : view.parts()) {
                if (!RecentView.isRepeated(part, live::contains)) {
                    LiveStoreKit.addAll(part, spans);
                }
            }
            return spans;
        } finally {
            parts.store.abandon();
            parts.backend.close();
        }
    }

    /** A live store as a process has it, with small blocks and short times. */
    private static final class Parts {
        final BlockStore backend;
        final BlockList list = new BlockList(Clock.systemUTC());
        final LiveStore store;

        Parts(Path directory) throws IOException {
            backend =
                    new BlockStore(
                            new LocalObjectStore(directory.resolve("objects")),
                            1 << 24,
                            1 << 24,
                            new ColumnCache(1 << 24));
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            PollSettings polling = PollSettings.DEFAULTS;
            new BlockListPoller(backend, list, polling, tenant -> true, Clock.systemUTC(), registry)
                    .poll();
            LiveStoreSettings d = LiveStoreSettings.defaults(directory.resolve("wal"));
            LiveStoreSettings settings =
                    new LiveStoreSettings(
                            d.walPath(),
                            d.timeRangeSlack(),
                            Duration.ofMillis(50),
                            Duration.ofMillis(20),
                            Duration.ofMillis(100),
                            Duration.ofMillis(400),
                            Duration.ofMillis(150),
                            100_000,
                            d.maxLiveTracesBytes(),
                            d.memoryLimitBytes(),
                            2,
                            Duration.ofMillis(300),
                            Duration.ofMillis(50),
                            d.blockVersion(),
                            d.bloomFalsePositive(),
                            d.bloomShardBytes(),
                            d.rowGroupBytes());
            store =
                    new LiveStore(
                            settings,
                            TenantPolicy.of(TenantPolicy.Limits.NONE, DedicatedColumns.DEFAULTS),
                            Optional.of(new LiveStore.Backend(backend, list)),
                            Clock.systemUTC(),
                            registry);
        }
    }

    /** The process that is killed: says the number of each request that it has stored. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] args) throws Exception {
            LiveStore store = new Parts(Path.of(args[0])).store;
            store.start();
            for (int i = Integer.parseInt(args[1]); ; ) {
                try {
                    store.push(LiveStoreKit.TENANT, LiveStoreKit.batch(request(i)));
                    System.out.println(i);
                    i++;
                } catch (IngestBackpressureException e) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
