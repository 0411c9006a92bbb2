package io.tempo.livestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.core.ingest.PushResult;
import io.tempo.core.model.TenantId;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.recent.RecentView;
import io.tempo.core.storage.BlockList;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.storage.LocalObjectStore;
import io.tempo.core.storage.MemoryObjectStore;
import io.tempo.core.storage.ObjectStore;
import io.tempo.core.testing.FaultyObjectStore;
import io.tempo.core.testing.MutableClock;
import io.tempo.core.testing.Traces;
import io.tempo.livestore.wal.WalFile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * A live store over a temporary directory, an object store in memory, and a clock that tests move.
 */
final class LiveStoreKit implements AutoCloseable {

    static final TenantId TENANT = new TenantId("t");

    /** A span, wherever it lies. */
    record SpanKey(TraceId trace, long span) {}

    final MutableClock clock = new MutableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    final FaultyObjectStore objects = new FaultyObjectStore(new MemoryObjectStore(clock));

    /** Decides what fails of the local blocks' files. */
    FaultyObjectStore.Fault localFault = (operation, key) -> {};

    final BlockStore backend = new BlockStore(objects, 1 << 24, 1 << 24, new ColumnCache(1 << 24));
    final BlockList list = new BlockList(clock);
    final Path directory;
    SimpleMeterRegistry registry;
    LiveStoreSettings settings;
    TenantPolicy policy = TenantPolicy.of(TenantPolicy.Limits.NONE, DedicatedColumns.DEFAULTS);
    WalFile.Factory walFiles = WalFile::create;
    LongSupplier usableDiskBytes = () -> Long.MAX_VALUE;
    LiveStore store;

    LiveStoreKit(Path directory) {
        this.directory = directory;
        this.settings = settings(1 << 20, 64 << 20, 64 << 20);
    }

    LiveStoreSettings settings(long maxBlockBytes, long maxLiveTracesBytes, long memoryBytes) {
        return settings(maxBlockBytes, maxLiveTracesBytes, memoryBytes, Duration.ofMillis(500));
    }

    LiveStoreSettings settings(
            long maxBlockBytes, long maxLiveTracesBytes, long memoryBytes, Duration fsync) {
        return new LiveStoreSettings(
                directory.resolve("wal"),
                Duration.ofMinutes(2),
                fsync,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                maxBlockBytes,
                maxLiveTracesBytes,
                memoryBytes,
                2,
                Duration.ofMinutes(20),
                Duration.ofMinutes(2),
                BlockVersion.VPARQUET5,
                0.01,
                100 * 1024,
                100_000_000);
    }

    LiveStoreKit start() throws IOException {
        registry = new SimpleMeterRegistry();
        store =
                new LiveStore(
                        settings,
                        policy,
                        Optional.of(new LiveStore.Backend(backend, list)),
                        clock,
                        registry,
                        new LiveStore.Seams(walFiles, this::localObjects, usableDiskBytes, false));
        store.start();
        return this;
    }

    private ObjectStore localObjects(Path root) throws IOException {
        FaultyObjectStore faulty = new FaultyObjectStore(new LocalObjectStore(root));
        faulty.failWhen((operation, key) -> localFault.check(operation, key));
        return faulty;
    }

    /** As a killed process would leave it, but that the directory can be used again. */
    void abandon() {
        store.abandon();
    }

    LiveStoreKit restart() throws IOException {
        abandon();
        return start();
    }

    // ---- sending ----

    static SpanBatch batch(byte[] request) {
        try {
            return OtlpScanner.scan(request);
        } catch (OtlpException e) {
            throw new AssertionError(e);
        }
    }

    PushResult push(byte[] request) throws IngestBackpressureException {
        return store.push(TENANT, batch(request));
    }

    /** Sweeps after some time, and waits for what that starts. */
    void pass(Duration time) throws InterruptedException {
        clock.advance(time);
        store.sweep();
        assertThat(store.awaitIdle(Duration.ofSeconds(30))).isTrue();
    }

    double counter(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    // ---- asking ----

    /** Every span of the recent data, and how often it is there. */
    Map<SpanKey, Integer> recent() throws IOException {
        Map<SpanKey, Integer> spans = new HashMap<>();
        try (RecentView view = store.open(TENANT)) {
            for (RecentPart part : view.parts()) {
                addAll(part, spans);
            }
        }
        return spans;
    }

    /** As a querier sees it: recent data and object storage, joined as the view says. */
    Map<SpanKey, Integer> everywhere() throws IOException {
        Map<SpanKey, Integer> spans = new HashMap<>();
        try (RecentView view = store.open(TENANT)) {
            Set<UUID> live = new HashSet<>();
            for (BlockMeta meta : list.blocks(TENANT).live()) {
                live.add(meta.blockId());
                if (!view.blockIds().contains(meta.blockId())) {
                    addAll(backend.open(meta), spans);
                }
            }
            for (RecentPart part : view.parts()) {
                if (!RecentView.isRepeated(part, live::contains)) {
                    addAll(part, spans);
                }
            }
        }
        return spans;
    }

    static void addAll(RecentPart part, Map<SpanKey, Integer> spans) throws IOException {
        switch (part) {
            case LivePart live -> addAll(live.table(), spans);
            case BlockPart block -> addAll(block.reader(), spans);
        }
    }

    static void addAll(BlockReader reader, Map<SpanKey, Integer> spans) {
        for (int g = 0; g < reader.rowGroupCount(); g++) {
            addAll(reader.table(g), spans);
        }
    }

    private static void addAll(TraceTable table, Map<SpanKey, Integer> spans) {
        int[] start = table.traceSpanStart();
        long[] ids = table.numbers(TraceTable.NumberField.SPAN_ID);
        for (int t = 0; t < table.traceCount(); t++) {
            TraceId trace = table.traceId(t);
            for (int s = start[t]; s < start[t + 1]; s++) {
                spans.merge(new SpanKey(trace, ids[s]), 1, Integer::sum);
            }
        }
    }

    static Set<SpanKey> keys(byte[]... requests) {
        Set<SpanKey> keys = new HashSet<>();
        for (byte[] request : requests) {
            SpanColumns columns = Traces.columns(request);
            for (int s = 0; s < columns.spanCount; s++) {
                keys.add(new SpanKey(columns.traceId(columns.spanTrace[s]), columns.spanId[s]));
            }
        }
        return keys;
    }

    /** Asserts that exactly these spans are there, each once. */
    static void assertEachOnce(Map<SpanKey, Integer> spans, Set<SpanKey> expected) {
        assertThat(spans.values()).allMatch(n -> n == 1);
        assertThat(spans.keySet()).hasSize(expected.size());
        assertThat(spans.keySet().equals(expected)).isTrue();
    }

    /** What kinds of parts there are: L for live, B for a block. */
    String parts() {
        StringBuilder kinds = new StringBuilder();
        try (RecentView view = store.open(TENANT)) {
            for (RecentPart part : view.parts()) {
                kinds.append(part instanceof LivePart ? 'L' : 'B');
            }
        }
        return kinds.toString();
    }

    @Override
    public void close() {
        store.stop(Duration.ofSeconds(10));
        registry.close();
    }
}
