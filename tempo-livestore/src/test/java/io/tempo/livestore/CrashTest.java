package io.tempo.livestore;

import static io.tempo.livestore.LiveStoreKit.TENANT;
import static io.tempo.livestore.LiveStoreKit.assertEachOnce;
import static io.tempo.livestore.LiveStoreKit.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.livestore.LiveStoreKit.SpanKey;
import io.tempo.livestore.wal.WalFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** What is left after the process, the disk or the object storage has failed. */
class CrashTest {

    @TempDir Path directory;

    /** Lets a number of operations on files and objects pass, then fails all that follow. */
    private static final class Crash {
        private final AtomicInteger left;
        private volatile boolean happened;

        Crash(int after) {
            left = new AtomicInteger(after);
        }

        void check() throws IOException {
            if (left.getAndDecrement() <= 0) {
                happened = true;
                throw new IOException("crashed");
            }
        }
    }

    /** A log that writes half of what it should when the crash comes. */
    private static WalFile.Factory crashing(Crash crash) {
        return new WalFile.Factory() {
            @Override
            public WalFile create(Path path) throws IOException {
                crash.check();
                WalFile file = WalFile.create(path);
                return new WalFile() {
                    @Override
                    public void write(long position, byte[] bytes, int offset, int length)
                            throws IOException {
                        try {
                            crash.check();
                        } catch (IOException e) {
                            file.write(position, bytes, offset, length / 2);
                            throw e;
                        }
                        file.write(position, bytes, offset, length);
                    }

                    @Override
                    public void truncate(long length) throws IOException {
                        crash.check();
                        file.truncate(length);
                    }

                    @Override
                    public void sync() throws IOException {
                        crash.check();
                        file.sync();
                    }

                    @Override
                    public void close() throws IOException {
                        file.close();
                    }
                };
            }

            @Override
            public void delete(Path path) throws IOException {
                crash.check();
                Files.deleteIfExists(path);
            }
        };
    }

    @Test
    void aCrashAtAnyPointLosesAndDoublesNothing() throws Exception {
        int points = 0;
        while (crashAfter(points, false)) {
            points++;
        }
        assertThat(points).isGreaterThan(40);
    }

    @Test
    void asManyCrashesAtRestartLoseAndDoubleNothing() throws Exception {
        for (int point = 0; point < 40; point += 9) {
            crashAfter(point, true);
        }
    }

    /** Gives whether there was a crash. */
    private boolean crashAfter(int operations, boolean crashAgain) throws Exception {
        LiveStoreKit kit = new LiveStoreKit(directory.resolve("crash-" + operations + crashAgain));
        Crash crash = new Crash(operations);
        arm(kit, crash);
        Set<SpanKey> acknowledged = new HashSet<>();
        Set<SpanKey> sent = new HashSet<>();
        try {
            kit.start();
            live(kit, acknowledged, sent);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("crashed");
        }
        double carried = kit.counter("tempo_live_store_traces_carried_total");
        kit.abandon();
        if (crashAgain) {
            for (int i = 0; i < 9; i++) {
                arm(kit, new Crash(i));
                try {
                    kit.start();
                    kit.pass(Duration.ofSeconds(1));
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("crashed");
                }
                kit.abandon();
            }
        }
        arm(kit, new Crash(Integer.MAX_VALUE));
        kit.start();
        try {
            String when = "crash after " + operations + " operations";
            assertWhole(when + ", after replay", kit, acknowledged, sent);
            kit.pass(Duration.ofMinutes(3));
            assertWhole(when + ", after blocks were made", kit, acknowledged, sent);
            assertThat(kit.parts()).as(when).doesNotContain("L");
            assertThat(logs(kit)).as(when).isEmpty();
            kit.pass(Duration.ofMinutes(30));
            assertThat(kit.parts()).as(when).isEmpty();
            assertWhole(when + ", in object storage", kit, acknowledged, sent);
        } finally {
            kit.close();
        }
        if (!crash.happened && !crashAgain) {
            assertThat(carried).isGreaterThan(1);
        }
        return crash.happened;
    }

    private static void arm(LiveStoreKit kit, Crash crash) {
        kit.walFiles = crashing(crash);
        kit.localFault =
                (operation, key) -> {
                    if (!operation.equals("list") && !operation.equals("get")) {
                        crash.check();
                    }
                };
        kit.objects.failWhen((operation, key) -> crash.check());
    }

    /** A life with all that can happen: cuts, carried traces, blocks, copies. */
    private static void live(LiveStoreKit kit, Set<SpanKey> acknowledged, Set<SpanKey> sent)
            throws Exception {
        long span = 1;
        for (int round = 0; round < 3; round++) {
            for (int seconds : new int[] {14, 14, 3}) {
                // Trace 9 got spans just before each head is cut, and so is carried over.
                for (long trace : new long[] {100 * round + seconds, 9}) {
                    byte[] request = Requests.trace(trace, span, 3, kit.clock.instant());
                    span += 3;
                    sent.addAll(keys(request));
                    try {
                        kit.push(request);
                        acknowledged.addAll(keys(request));
                    } catch (IngestBackpressureException e) {
                        continue;
                    }
                }
                kit.pass(Duration.ofSeconds(seconds));
            }
            kit.store.syncLogs();
        }
    }

    private static void assertWhole(
            String when, LiveStoreKit kit, Set<SpanKey> acknowledged, Set<SpanKey> sent)
            throws IOException {
        Map<SpanKey, Integer> found = kit.everywhere();
        assertThat(found.values()).as(when).allMatch(n -> n == 1);
        assertThat(found.keySet()).as(when).containsAll(acknowledged);
        assertThat(sent).as(when).containsAll(found.keySet());
    }

    @Test
    void aTornAppendIsRefusedAndHarmsNoOther() throws Exception {
        AtomicInteger failing = new AtomicInteger();
        LiveStoreKit kit = new LiveStoreKit(directory);
        kit.walFiles =
                path -> {
                    WalFile file = WalFile.create(path);
                    return new WalFile() {
                        @Override
                        public void write(long position, byte[] bytes, int offset, int length)
                                throws IOException {
                            if (failing.getAndDecrement() > 0) {
                                file.write(position, bytes, offset, length / 3);
                                throw new IOException("No space left on device");
                            }
                            file.write(position, bytes, offset, length);
                        }

                        @Override
                        public void truncate(long length) throws IOException {
                            throw new IOException("not that either");
                        }

                        @Override
                        public void sync() throws IOException {
                            file.sync();
                        }

                        @Override
                        public void close() throws IOException {
                            file.close();
                        }
                    };
                };
        kit.start();
        Set<SpanKey> acknowledged = new HashSet<>();
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 50; i++) {
            byte[] request =
                    Requests.trace(i, i * 100 + 1, 1 + random.nextInt(20), kit.clock.instant());
            failing.set(random.nextInt(3) == 0 ? 1 : 0);
            try {
                kit.push(request);
                acknowledged.addAll(keys(request));
            } catch (IngestBackpressureException e) {
                assertThat(e).hasMessageContaining("disk");
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertEachOnce(kit.recent(), acknowledged);
        kit.walFiles = WalFile::create;
        kit.restart();
        assertEachOnce(kit.recent(), acknowledged);
        kit.close();
    }

    @Test
    void whereEverySyncCountsAFailedOneRefusesAndTheHeadIsLeft() throws Exception {
        AtomicInteger failing = new AtomicInteger();
        LiveStoreKit kit = new LiveStoreKit(directory);
        kit.settings = kit.settings(1 << 20, 64 << 20, 64 << 20, Duration.ZERO);
        kit.walFiles =
                path -> {
                    WalFile file = WalFile.create(path);
                    return new WalFile() {
                        @Override
                        public void write(long position, byte[] bytes, int offset, int length)
                                throws IOException {
                            file.write(position, bytes, offset, length);
                        }

                        @Override
                        public void truncate(long length) throws IOException {
                            file.truncate(length);
                        }

                        @Override
                        public void sync() throws IOException {
                            if (failing.getAndDecrement() > 0) {
                                throw new IOException("Input/output error");
                            }
                            file.sync();
                        }

                        @Override
                        public void close() throws IOException {
                            file.close();
                        }
                    };
                };
        kit.start();
        byte[] first = Requests.trace(1, 1, 3, kit.clock.instant());
        kit.push(first);
        failing.set(1);
        assertThatThrownBy(() -> kit.push(Requests.trace(2, 10, 3, kit.clock.instant())))
                .isInstanceOf(IngestBackpressureException.class)
                .hasMessageContaining("failing");
        byte[] second = Requests.trace(3, 20, 3, kit.clock.instant());
        kit.push(second);
        kit.pass(Duration.ofSeconds(1));
        assertThat(kit.parts()).as("a new head, and a block of the old").isEqualTo("LB");
        assertThat(kit.recent().keySet()).containsAll(keys(first, second));
        kit.close();
    }

    @Test
    void aBlockThatCannotBeWrittenIsTriedAgainAndItsSpansStayFound() throws Exception {
        LiveStoreKit kit = new LiveStoreKit(directory).start();
        byte[] request = Requests.trace(1, 1, 5, kit.clock.instant());
        kit.push(request);
        kit.localFault =
                (operation, key) -> {
                    if (operation.equals("create")) {
                        throw new IOException("No space left on device");
                    }
                };
        kit.pass(Duration.ofSeconds(30));
        assertThat(kit.counter("tempo_live_store_failed_completions_total")).isEqualTo(1);
        assertEachOnce(kit.recent(), keys(request));
        kit.localFault = (operation, key) -> {};
        kit.pass(Duration.ofSeconds(29));
        assertThat(kit.parts()).as("not yet").isEqualTo("L");
        kit.pass(Duration.ofSeconds(1));
        assertThat(kit.parts()).isEqualTo("B");
        assertThat(kit.counter("tempo_live_store_completion_retries_total")).isEqualTo(1);
        assertEachOnce(kit.everywhere(), keys(request));
        kit.close();
    }

    @Test
    void aBlockThatCannotBeCopiedStaysUntilItIs() throws Exception {
        LiveStoreKit kit = new LiveStoreKit(directory).start();
        byte[] request = Requests.trace(1, 1, 5, kit.clock.instant());
        kit.push(request);
        kit.objects.failWhen(
                (operation, key) -> {
                    if (key.endsWith("meta.json")) {
                        throw new IOException("503 Slow Down");
                    }
                });
        for (int i = 0; i < 3; i++) {
            kit.pass(Duration.ofMinutes(30));
        }
        assertThat(kit.parts()).isEqualTo("B");
        assertThat(kit.list.tenants()).isEmpty();
        assertThat(kit.counter("tempo_live_store_local_failed_flushes_total")).isEqualTo(3);
        kit.restart();
        assertThat(kit.store.awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertEachOnce(kit.everywhere(), keys(request));
        kit.objects.heal();
        kit.pass(Duration.ofMinutes(3));
        assertThat(kit.backend.list(TENANT).live()).hasSize(1);
        kit.pass(Duration.ofMinutes(30));
        assertThat(kit.parts()).isEmpty();
        assertEachOnce(kit.everywhere(), keys(request));
        kit.close();
    }

    @Test
    void aDamagedLocalBlockIsSetAsideAndTheOthersServe() throws Exception {
        LiveStoreKit kit = new LiveStoreKit(directory).start();
        kit.push(Requests.trace(1, 1, 5, kit.clock.instant()));
        kit.pass(Duration.ofSeconds(30));
        BlockMeta damaged = kit.list.blocks(TENANT).live().getFirst();
        byte[] good = Requests.trace(2, 10, 5, kit.clock.instant());
        kit.push(good);
        kit.pass(Duration.ofSeconds(35));
        Path blocks = directory.resolve("wal/blocks/t");
        Path data = blocks.resolve(damaged.blockId().toString()).resolve("data.parquet");
        // Linked files: a new one, so that the copy in the object store stays whole.
        byte[] bytes = Files.readAllBytes(data);
        Files.delete(data);
        Files.write(data, Arrays.copyOf(bytes, bytes.length - 5));
        kit.restart();
        assertEachOnce(kit.recent(), keys(good));
        assertThat(directory.resolve("wal/damaged/t/" + damaged.blockId())).isDirectory();
        assertThat(blocks.resolve(damaged.blockId().toString())).doesNotExist();
        kit.close();
    }

    @Test
    void damagedLogsAreReportedAndTheRestIsReplayed() throws Exception {
        Random random = new Random(4);
        for (int round = 0; round < 15; round++) {
            LiveStoreKit kit = new LiveStoreKit(directory.resolve("round-" + round)).start();
            Set<SpanKey> sent = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                byte[] request = Requests.trace(i, i * 10 + 1, 5, kit.clock.instant());
                kit.push(request);
                sent.addAll(keys(request));
            }
            kit.abandon();
            Path log = logs(kit).getFirst();
            byte[] bytes = Files.readAllBytes(log);
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(log, bytes);
            kit.start();
            Map<SpanKey, Integer> found = kit.recent();
            assertThat(sent).containsAll(found.keySet());
            assertThat(found.size()).isGreaterThanOrEqualTo(95);
            assertThat(kit.counter("tempo_live_store_wal_damages_total")).isEqualTo(1);
            kit.close();
        }
    }

    @Test
    void filesThatAreNoLogsAreLeftAlone() throws Exception {
        Path wal = directory.resolve("wal");
        Files.createDirectories(wal.resolve("5b0c7e1a-6f0e-4c39-9d53-0f5a2f1c9d05+t+vParquet4"));
        Files.writeString(wal.resolve("notes.txt"), "mine");
        Path empty = wal.resolve("5b0c7e1a-6f0e-4c39-9d53-0f5a2f1c9d05+t.wal");
        Files.createFile(empty);
        LiveStoreKit kit = new LiveStoreKit(directory).start();
        assertThat(wal.resolve("notes.txt")).hasContent("mine");
        assertThat(empty).doesNotExist();
        assertThat(kit.recent()).isEmpty();
        kit.close();
    }

    @Test
    void moreLogThanFitsInMemoryIsReplayedPieceByPiece() throws Exception {
        LiveStoreKit kit = new LiveStoreKit(directory);
        kit.settings = kit.settings(1 << 20, 0, 64 << 20);
        kit.localFault =
                (operation, key) -> {
                    if (operation.equals("create")) {
                        throw new IOException("No space left on device");
                    }
                };
        kit.start();
        Set<SpanKey> sent = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            byte[] request = Requests.trace(i, i * 1000 + 1, 500, kit.clock.instant());
            kit.push(request);
            sent.addAll(keys(request));
            kit.pass(Duration.ofSeconds(40));
        }
        assertThat(logs(kit)).hasSize(12);
        kit.localFault = (operation, key) -> {};
        kit.settings = kit.settings(1 << 20, 0, 1_500_000);
        kit.restart();
        for (int i = 0; i < 12 && !logs(kit).isEmpty(); i++) {
            kit.pass(Duration.ofMinutes(3));
        }
        assertThat(logs(kit)).isEmpty();
        assertEachOnce(kit.everywhere(), sent);
        kit.close();
    }

    private static List<Path> logs(LiveStoreKit kit) throws IOException {
        try (var files = Files.list(kit.settings.walPath())) {
            return files.filter(f -> f.toString().endsWith(".wal")).toList();
        }
    }
}
