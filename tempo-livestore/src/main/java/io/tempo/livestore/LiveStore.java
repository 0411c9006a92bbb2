package io.tempo.livestore;

import io.micrometer.core.instrument.MeterRegistry;
import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.core.ingest.PushResult;
import io.tempo.core.ingest.SpanSink;
import io.tempo.core.model.TenantId;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.recent.RecentData;
import io.tempo.core.recent.RecentView;
import io.tempo.core.storage.BlockList;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.storage.DurableFiles;
import io.tempo.core.storage.LocalObjectStore;
import io.tempo.livestore.Segment.CutReason;
import io.tempo.livestore.wal.WalFile;
import io.tempo.livestore.wal.WalWriter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Takes spans, shows them to queries at once, and turns them into blocks; see the package.
 *
 * <p>Thread-safe. {@link #push} writes to a disk and takes locks: not for event loops.
 */
public final class LiveStore implements SpanSink, RecentData, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStore.class);
    private static final Duration RETRY_SOON = Duration.ofSeconds(1);
    private static final Duration RETRY_LATER = Duration.ofSeconds(10);

    private final LiveStoreSettings settings;

    /** For a live store without a backend. */
    private static final long LOCAL_COLUMN_CACHE_BYTES = 64 << 20;

    private final Optional<Backend> backend;
    private final LiveContext context;
    private final LocalBlocks.ObjectStores localObjects;
    private final TaskQueue tasks;
    private final Map<TenantId, LiveTenant> tenants = new ConcurrentHashMap<>();

    /** Files of the log that had no room in memory at start, oldest first. */
    private final Deque<Replay.LogFile> waitingLogs = new ArrayDeque<>();

    private Replay replay;
    private DirectoryLock directoryLock;
    private LocalBlocks blocks;
    private SegmentCompleter completer;
    private ScheduledExecutorService timer;
    private volatile boolean running;

    /**
     * Where finished blocks go.
     *
     * @param list is told of each block when it is there
     */
    public record Backend(BlockStore store, BlockList list) {}

    /** The seams that tests use. */
    record Seams(
            WalFile.Factory walFiles,
            LocalBlocks.ObjectStores localObjects,
            LongSupplier usableDiskBytes,
            boolean timers) {}

    /**
     * @param backend where finished blocks are copied to; empty if others make the blocks, and
     *     those here only serve queries
     */
    public LiveStore(
            LiveStoreSettings settings,
            TenantPolicy policy,
            Optional<Backend> backend,
            Clock clock,
            MeterRegistry registry) {
        this(
                settings,
                policy,
                backend,
                clock,
                registry,
                new Seams(
                        WalFile::create,
                        LocalObjectStore::new,
                        usableBytes(settings.walPath()),
                        true));
    }

    LiveStore(
            LiveStoreSettings settings,
            TenantPolicy policy,
            Optional<Backend> backend,
            Clock clock,
            MeterRegistry registry,
            Seams seams) {
        this.settings = settings;
        this.backend = backend;
        this.localObjects = seams.localObjects();
        this.tasks = new TaskQueue(settings.completeBlockConcurrency());
        long reserve = settings.maxBlockBytes() * settings.completeBlockConcurrency();
        this.context =
                new LiveContext(
                        settings,
                        policy,
                        clock,
                        new LiveStoreMetrics(registry),
                        new MemoryAccount(settings.memoryLimitBytes()),
                        new DiskGuard(seams.usableDiskBytes(), reserve),
                        seams.walFiles());
        context.metrics().watch(tasks, context.memory());
        if (seams.timers()) {
            timer =
                    Executors.newScheduledThreadPool(
                            2, Thread.ofPlatform().daemon().name("live-store-", 0).factory());
        }
    }

    private static LongSupplier usableBytes(Path directory) {
        return () -> {
            try {
                FileStore store = Files.getFileStore(directory);
                return store.getUsableSpace();
            } catch (IOException e) {
                return 0;
            }
        };
    }

    // ---- start ----

    /** Local blocks and those of the backend share a cache: they are asked by the same queries. */
    private ColumnCache columnCache() {
        return backend.map(to -> to.store().columns())
                .orElseGet(() -> new ColumnCache(LOCAL_COLUMN_CACHE_BYTES));
    }

    /**
     * Brings back what an earlier process left, then takes requests.
     *
     * @throws IOException naming the directory, if it cannot be used, or is in use by another
     *     process
     */
    public synchronized void start() throws IOException {
        DurableFiles.createDirectories(settings.walPath());
        directoryLock = DirectoryLock.take(settings.walPath());
        blocks = new LocalBlocks(settings, context.policy(), localObjects, columnCache());
        completer = new SegmentCompleter(context, blocks);
        replay = Replay.open(settings.walPath(), context.metrics());
        Set<UUID> finished = restoreBlocks();
        for (Replay.LogFile log : replay.files()) {
            if (!finished.contains(log.blockId())) {
                waitingLogs.add(log);
                completer.awaitReplay(log.blockId());
            }
        }
        replayWaiting();
        for (Replay.LogFile log : replay.files()) {
            if (finished.contains(log.blockId())) {
                completer.deleteLog(tenant(log.tenant()), log.path(), log.carriedFrom());
            }
        }
        running = true;
        if (timer != null) {
            schedule(this::sweep, settings.flushCheckPeriod());
            if (!settings.fsyncInterval().isZero()) {
                schedule(this::syncLogs, settings.fsyncInterval());
            }
        }
        submitDue();
    }

    private void schedule(Runnable task, Duration period) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) {
                        LOG.error("a periodic task of the live store failed", e);
                    }
                },
                period.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Opens the local blocks; gives the ids of those that are whole. */
    private Set<UUID> restoreBlocks() throws IOException {
        Set<UUID> logged = new HashSet<>();
        for (Replay.LogFile log : replay.files()) {
            logged.add(log.blockId());
        }
        Set<UUID> finished = new HashSet<>();
        for (TenantId tenant : blocks.tenants()) {
            for (LocalBlocks.Found found :
                    blocks.find(tenant).stream()
                            .sorted(
                                    Comparator.comparing(
                                            LocalBlocks.Found::finishedAt,
                                            Comparator.nullsFirst(Comparator.naturalOrder())))
                            .toList()) {
                if (restoreBlock(tenant, found, logged.contains(found.blockId()))) {
                    finished.add(found.blockId());
                }
            }
        }
        return finished;
    }

    private boolean restoreBlock(TenantId tenant, LocalBlocks.Found found, boolean hasLog)
            throws IOException {
        switch (found.state()) {
            case UNFINISHED, LET_GO -> blocks.delete(tenant, found.blockId());
            case FINISHED -> {
                try {
                    tenant(tenant).restore(blocks.open(tenant, found));
                    return true;
                } catch (IOException | RuntimeException e) {
                    if (hasLog) {
                        LOG.error(
                                "local block {} of tenant {} is damaged, and is made anew from"
                                        + " its log: {}",
                                found.blockId(),
                                tenant,
                                e.getMessage());
                        blocks.delete(tenant, found.blockId());
                    } else {
                        Path aside = blocks.setAside(tenant, found.blockId());
                        LOG.error(
                                "local block {} of tenant {} is damaged, and was moved to {}: {}",
                                found.blockId(),
                                tenant,
                                aside,
                                e.getMessage());
                    }
                }
            }
        }
        return false;
    }

    /** Makes segments of the logs that wait, as long as memory lasts. */
    private synchronized void replayWaiting() {
        while (!waitingLogs.isEmpty() && !context.memory().isNearlyFull()) {
            Replay.LogFile log = waitingLogs.getFirst();
            LiveTenant tenant = tenant(log.tenant());
            try {
                Segment segment = replay.read(log);
                if (log.lossy()) {
                    Replay.keepDamaged(log);
                }
                waitingLogs.removeFirst();
                tenant.restore(segment);
                completer.replayed(segment.blockId);
                LOG.info(
                        "{} spans of tenant {} were read from {}",
                        segment.columns().spanCount,
                        tenant.id(),
                        log.path());
            } catch (IOException e) {
                LOG.error("{} cannot be read, trying again later: {}", log.path(), e.getMessage());
                waitingLogs.addLast(waitingLogs.removeFirst());
                return;
            }
        }
        if (!waitingLogs.isEmpty()) {
            LOG.warn("{} files of the log wait for memory to be read", waitingLogs.size());
        }
    }

    // ---- taking requests ----

    @Override
    public PushResult push(TenantId tenant, SpanBatch batch) throws IngestBackpressureException {
        if (!running) {
            throw new IngestBackpressureException(
                    "the live store is starting or stopping", RETRY_SOON);
        }
        if (batch.spanCount() == 0) {
            return PushResult.ALL_STORED;
        }
        if (!context.disk().hasRoomFor(batch.wireBytes())) {
            throw new IngestBackpressureException(
                    "the disk of the write-ahead log has less than %,d bytes left"
                            .formatted(context.disk().reserve()),
                    RETRY_LATER);
        }
        int checksum = WalWriter.checksum(batch.body(), batch.requestOffset(), batch.wireBytes());
        LiveTenant live;
        LiveTenant.Pushed pushed;
        do {
            live = tenant(tenant);
            try {
                pushed = live.push(batch, checksum);
            } catch (IngestBackpressureException e) {
                makeRoom();
                throw e;
            } catch (OutOfMemoryError e) {
                submitDue();
                throw new IngestBackpressureException("out of memory", RETRY_LATER);
            }
        } while (pushed == null);
        if (pushed.headCut()) {
            submitDue(live);
        }
        if (pushed.wal() != null && settings.fsyncInterval().isZero()) {
            syncBeforeAcknowledging(live, pushed);
        }
        return pushed.result();
    }

    private void syncBeforeAcknowledging(LiveTenant live, LiveTenant.Pushed pushed)
            throws IngestBackpressureException {
        try {
            pushed.wal().sync(pushed.position());
        } catch (IOException e) {
            LOG.error("acknowledging nothing: {}", e.getMessage());
            live.cut(CutReason.IMMEDIATE);
            throw new IngestBackpressureException(
                    "the disk of the write-ahead log is failing", RETRY_LATER);
        }
    }

    private LiveTenant tenant(TenantId id) {
        return tenants.computeIfAbsent(id, t -> new LiveTenant(context, t));
    }

    // ---- queries ----

    @Override
    public RecentView open(TenantId tenant) {
        LiveTenant live = tenants.get(tenant);
        return live == null ? View.empty() : live.open();
    }

    @Override
    public Set<TenantId> tenants() {
        return Set.copyOf(tenants.keySet());
    }

    // ---- in the background ----

    /** Cuts what is due, retries what has failed, lets go of what is old. */
    void sweep() {
        Instant now = context.clock().instant();
        for (LiveTenant tenant : tenants.values()) {
            tenant.sweep(now);
            letGoOld(tenant, now);
            for (LocalBlock block :
                    tenant.takeReclaimable(now.minus(settings.blockReclaimGrace()))) {
                deleteFiles(tenant, block);
            }
        }
        makeRoom();
        if (running) {
            replayWaiting();
        }
        submitDue();
        tenants.values().forEach(this::discardIfEmpty);
    }

    private void discardIfEmpty(LiveTenant tenant) {
        tenants.computeIfPresent(
                tenant.id(), (id, t) -> t == tenant && t.discardIfEmpty() ? null : t);
    }

    /** Where memory is nearly used up, cuts the largest heads: only what is cut becomes blocks. */
    private void makeRoom() {
        if (!context.memory().isNearlyFull()) {
            return;
        }
        tenants.values().stream()
                .max(Comparator.comparingLong(LiveTenant::headMemoryBytes))
                .filter(tenant -> tenant.headMemoryBytes() > 0)
                .ifPresent(
                        tenant -> {
                            tenant.cut(CutReason.IMMEDIATE);
                            submitDue(tenant);
                        });
    }

    /** Queues all work that waits for no time to come. */
    private void submitDue() {
        tenants.values().forEach(this::submitDue);
    }

    private void submitDue(LiveTenant tenant) {
        Instant now = context.clock().instant();
        for (Segment segment : tenant.cutSegments()) {
            if (segment.retry.claim(now)) {
                tasks.submit(() -> complete(tenant, segment));
            }
        }
        if (backend.isPresent()) {
            for (LocalBlock block : tenant.blocks()) {
                if (!tenant.isCopied(block) && block.retry.claim(now)) {
                    tasks.submit(() -> copy(backend.get(), tenant, block));
                }
            }
        }
    }

    private void complete(LiveTenant tenant, Segment segment) {
        LiveStoreMetrics metrics = context.metrics();
        if (segment.retry.failures() > 0) {
            metrics.completionRetries.increment();
        }
        long start = System.nanoTime();
        try {
            LocalBlock block = completer.complete(tenant, segment);
            metrics.blocksCompleted.increment();
            metrics.completionDuration.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            LOG.debug(
                    "segment {} of tenant {} is a block: {}", segment.blockId, tenant.id(), block);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (tasks.isClosed()) {
                LOG.info("block {} is made from its log after the next start", segment.blockId);
                return;
            }
            metrics.failedCompletions.increment();
            Duration wait = segment.retry.failed(context.clock().instant());
            LOG.error(
                    "block {} of tenant {} cannot be written, trying again in {} s; its spans are"
                            + " safe in the log: {}",
                    segment.blockId,
                    tenant.id(),
                    wait.toSeconds(),
                    e.getMessage(),
                    unexpected(e));
            return;
        }
        submitDue(tenant);
    }

    private void copy(Backend to, LiveTenant tenant, LocalBlock block) {
        LiveStoreMetrics metrics = context.metrics();
        if (block.retry.failures() > 0) {
            metrics.flushRetries.increment();
        }
        UUID id = block.blockId();
        long start = System.nanoTime();
        try {
            to.store().copyFrom(blocks.folder(tenant.id(), id), tenant.id(), id);
            to.list().add(tenant.id(), block.meta());
            Instant now = context.clock().instant();
            blocks.markFlushed(tenant.id(), id, now);
            tenant.copied(block, now);
            metrics.blocksFlushed.increment();
            metrics.flushSize.record(block.meta().size());
            metrics.flushDuration.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        } catch (IOException | RuntimeException e) {
            if (tasks.isClosed()) {
                LOG.info("block {} is copied after the next start", id);
                return;
            }
            metrics.failedFlushes.increment();
            Duration wait = block.retry.failed(context.clock().instant());
            LOG.error(
                    "block {} of tenant {} cannot be copied to object storage, trying again in"
                            + " {} s: {}",
                    id,
                    tenant.id(),
                    wait.toSeconds(),
                    e.getMessage(),
                    unexpected(e));
        }
    }

    /** Failures of disks and networks need no stack trace. */
    private static Throwable unexpected(Throwable e) {
        return e instanceof IOException ? null : e;
    }

    private void letGoOld(LiveTenant tenant, Instant now) {
        Instant oldest = now.minus(settings.completeBlockTimeout());
        for (LocalBlock block : tenant.blocks()) {
            boolean free = backend.isEmpty() || tenant.isCopied(block);
            if (!free || !block.completedAt.isBefore(oldest)) {
                continue;
            }
            try {
                blocks.markLetGo(tenant.id(), block.blockId());
            } catch (IOException e) {
                LOG.warn("block {} stays here: {}", block.blockId(), e.getMessage());
                continue;
            }
            tenant.letGo(block, now);
            context.metrics().blocksCleared.increment();
        }
    }

    private void deleteFiles(LiveTenant tenant, LocalBlock block) {
        try {
            blocks.delete(tenant.id(), block.blockId());
        } catch (IOException e) {
            // The next start deletes them.
            LOG.warn("files of block {} are left behind: {}", block.blockId(), e.getMessage());
        }
    }

    /** Forces all logs to the disk. */
    void syncLogs() {
        for (LiveTenant tenant : tenants.values()) {
            WalWriter head = tenant.headWal();
            try {
                if (head != null) {
                    head.sync(head.length());
                }
                for (Segment segment : tenant.cutSegments()) {
                    if (segment.wal != null) {
                        segment.wal.sync(segment.wal.length());
                    }
                }
            } catch (IOException e) {
                LOG.error(
                        "a power cut now would lose spans of tenant {}: {}",
                        tenant.id(),
                        e.getMessage());
                tenant.cut(CutReason.IMMEDIATE);
                submitDue(tenant);
            }
        }
    }

    /** Cuts all heads, and makes all work due that waits to be tried again. */
    void flush() {
        for (LiveTenant tenant : tenants.values()) {
            tenant.cut(CutReason.IMMEDIATE);
            tenant.cutSegments().forEach(segment -> segment.retry.hurry());
            tenant.blocks().forEach(block -> block.retry.hurry());
        }
        submitDue();
    }

    /** Waits until no block is being written or copied, or is due to be. */
    boolean awaitIdle(Duration most) throws InterruptedException {
        return tasks.awaitIdle(most);
    }

    // ---- stop ----

    /**
     * Takes no more requests, and makes blocks of everything and copies them, as far as the time
     * allows. What is left undone is safe in the log, for the next start.
     *
     * @return whether all was done
     */
    public boolean stop(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        running = false;
        if (timer != null) {
            timer.shutdown();
        }
        boolean done = false;
        if (completer != null) {
            syncLogs();
            flush();
            try {
                done = tasks.awaitIdle(Duration.ofNanos(deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        abandon();
        for (LiveTenant tenant : tenants.values()) {
            for (Segment segment : tenant.cutSegments()) {
                done = false;
                closeLog(segment);
            }
        }
        return done;
    }

    /** Lets go of threads and of the directory, and leaves everything as it is. */
    void abandon() {
        running = false;
        tasks.close();
        synchronized (this) {
            if (blocks != null) {
                blocks.close();
                blocks = null;
            }
            if (directoryLock != null) {
                directoryLock.close();
                directoryLock = null;
            }
        }
    }

    private static void closeLog(Segment segment) {
        try {
            if (segment.wal != null) {
                segment.wal.close();
            }
        } catch (IOException e) {
            LOG.warn("{}: {}", segment.walPath, e.getMessage());
        }
    }

    /** Stops, with 8 seconds for what is left to do. */
    @Override
    public void close() {
        stop(Duration.ofSeconds(8));
    }
}
