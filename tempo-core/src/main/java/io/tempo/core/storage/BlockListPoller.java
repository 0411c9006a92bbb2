package io.tempo.core.storage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.model.TenantId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Keeps a {@link BlockList} current: reads the index of each tenant, or lists its blocks and writes
 * that index for others.
 *
 * <p>A block's meta is read once. A tenant that cannot be polled keeps its list; when more tenants
 * fail than may, the whole poll changes nothing. A block whose meta is damaged is reported and left
 * out; it does not keep the others from being found.
 */
public final class BlockListPoller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlockListPoller.class);

    private final BlockStore store;
    private final BlockList list;
    private final PollSettings settings;
    private final Predicate<TenantId> buildsIndex;
    private final Clock clock;
    private final PollMetrics metrics;
    private final TenantPoll tenantPoll;
    private ScheduledExecutorService scheduler;

    /**
     * @param buildsIndex whether this process lists a tenant's blocks and writes its index, rather
     *     than reading the index that another one wrote
     */
    public BlockListPoller(
            BlockStore store,
            BlockList list,
            PollSettings settings,
            Predicate<TenantId> buildsIndex,
            Clock clock,
            MeterRegistry registry) {
        this.store = store;
        this.list = list;
        this.settings = settings;
        this.buildsIndex = buildsIndex;
        this.clock = clock;
        this.metrics = new PollMetrics(registry, clock);
        this.tenantPoll = new TenantPoll(store, list, settings, clock, metrics);
    }

    /** Polls once, now, and then again and again on a thread of its own. */
    public synchronized void start() {
        pollAndReport();
        scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("blocklist-poller").factory());
        long millis = settings.interval().toMillis();
        scheduler.scheduleWithFixedDelay(
                this::pollAndReport, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void pollAndReport() {
        try {
            poll();
        } catch (IOException | RuntimeException e) {
            LOG.error("polling the block list failed, the old list stays: {}", e.getMessage(), e);
        }
    }

    /**
     * Polls all tenants once.
     *
     * @throws IOException if the tenants cannot be listed, or too many of them failed; nothing has
     *     changed then
     */
    public synchronized void poll() throws IOException {
        Timer.Sample sample = Timer.start();
        List<TenantId> found = store.tenants();
        Set<TenantId> tenants = new HashSet<>(found);
        tenants.addAll(list.tenants());
        Map<TenantId, TenantPoll.Result> results = new ConcurrentHashMap<>();
        AtomicInteger failures = new AtomicInteger();
        Concurrently.forEach(
                tenants,
                settings.tenantConcurrency(),
                tenant -> {
                    TenantPoll.Result result = pollTenant(tenant);
                    if (result == null) {
                        failures.incrementAndGet();
                    } else {
                        results.put(tenant, result);
                    }
                });
        if (failures.get() > settings.tolerateTenantFailures()) {
            throw new IOException(
                    "%d of %d tenants could not be polled, at most %d may fail"
                            .formatted(
                                    failures.get(),
                                    tenants.size(),
                                    settings.tolerateTenantFailures()));
        }
        results.forEach(
                (tenant, result) -> {
                    forgetGone(tenant, result.blocks());
                    list.polled(tenant, result.blocks(), result.asOf());
                    metrics.length(tenant, list.blocks(tenant).live().size());
                });
        metrics.polled(sample);
    }

    /** Null if the tenant failed for good. */
    private TenantPoll.Result pollTenant(TenantId tenant) {
        for (int attempt = 0; ; attempt++) {
            try {
                return tenantPoll.poll(tenant, buildsIndex.test(tenant));
            } catch (IOException | RuntimeException e) {
                metrics.pollError(tenant);
                if (attempt >= settings.tolerateConsecutiveErrors()) {
                    LOG.error(
                            "polling tenant {} failed, its old list of blocks stays: {}",
                            tenant,
                            e.getMessage(),
                            e);
                    return null;
                }
                LOG.warn("polling tenant {} failed, trying again: {}", tenant, e.getMessage());
            }
        }
    }

    /** Readers of blocks that have vanished are of no more use. */
    private void forgetGone(TenantId tenant, TenantBlocks now) {
        Set<Object> ids = new HashSet<>();
        for (BlockMeta meta : now.live()) {
            ids.add(meta.blockId());
        }
        for (CompactedBlock block : now.compacted()) {
            ids.add(block.meta().blockId());
        }
        TenantBlocks before = list.blocks(tenant);
        for (BlockMeta meta : before.live()) {
            if (!ids.contains(meta.blockId())) {
                store.forget(tenant, meta.blockId());
            }
        }
        for (CompactedBlock block : before.compacted()) {
            if (!ids.contains(block.meta().blockId())) {
                store.forget(tenant, block.meta().blockId());
            }
        }
    }

    /** Stops polling; waits for a poll that is running, for a few seconds at most. */
    @Override
    public void close() {
        ScheduledExecutorService running = scheduler;
        if (running == null) {
            return;
        }
        running.shutdownNow();
        try {
            if (!running.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a poll of the block list did not stop within 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
