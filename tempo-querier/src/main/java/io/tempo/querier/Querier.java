package io.tempo.querier;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.model.TenantId;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.RecentData;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.search.SearchRequest;
import io.tempo.core.storage.BlockList;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.storage.CompactedBlock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/**
 * Answers questions about the data of some tenants. Thread-safe; calls block until the answer is
 * there.
 */
public final class Querier {

    private final RecentData recent;
    private final BlockList blocks;
    private final Duration compactedBlocksReadable;
    private final Clock clock;
    private final BlockStore store;
    private final QueryPool pool;
    private final TraceFinder traces;

    /**
     * A querier.
     *
     * @param pool where pieces of queries run
     * @param compactedBlocksReadable how long after its compaction a block is still looked into for
     *     traces by id: until then a list of blocks may not have its replacement yet
     */
    public Querier(
            RecentData recent,
            BlockList blocks,
            BlockStore store,
            QueryPool pool,
            Duration compactedBlocksReadable,
            Clock clock) {
        this.recent = recent;
        this.blocks = blocks;
        this.store = store;
        this.pool = pool;
        this.compactedBlocksReadable = compactedBlocksReadable;
        this.clock = clock;
        this.traces = new TraceFinder(store);
    }

    /** A trace, from all places that hold parts of it. */
    public TraceAnswer findTrace(List<TenantId> tenants, TraceQuery query) {
        List<SpanColumns> parts = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (TenantId tenant : tenants) {
            try (Sources sources = Sources.open(tenant, recent, blocks)) {
                TraceFinder.Parts found =
                        traces.find(
                                sources,
                                blocks(sources, query),
                                query.id(),
                                part -> wanted(part, query));
                parts.addAll(found.parts());
                unreadable.addAll(found.unreadable());
            }
        }
        TraceFinder.Combined combined = TraceFinder.combine(parts, query.maxBytes());
        return new TraceAnswer(combined.trace(), combined.partial(), unreadable);
    }

    /**
     * The newest traces that match.
     *
     * @throws io.tempo.core.traceql.engine.TraceQlEvaluationException if the query cannot be
     *     evaluated
     * @throws java.util.concurrent.CancellationException if nobody waits for the answer any more
     */
    public SearchAnswer search(List<TenantId> tenants, SearchQuestion question)
            throws InterruptedException {
        try (OpenSources sources = new OpenSources(tenants)) {
            return new SearchRun(question, store, pool).run(sources.all);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /**
     * Shows the tables of a window to a collector, newest first, until it is full.
     *
     * @throws io.tempo.core.traceql.engine.TraceQlEvaluationException if the collector's filter
     *     cannot be evaluated
     * @throws java.util.concurrent.CancellationException if nobody waits for the answer any more
     */
    public QueryWork collect(List<TenantId> tenants, TagQuestion question)
            throws InterruptedException {
        SearchRequest request =
                new SearchRequest(
                        question.startNanos(), question.endNanos(), 0, question.cancelled());
        PieceRun run = new PieceRun(store, pool);
        try (OpenSources sources = new OpenSources(tenants)) {
            run.visit(
                    sources.all,
                    question.startNanos(),
                    question.endNanos(),
                    question.full(),
                    piece -> true,
                    (table, stats) -> question.collector().collect(table, request, stats));
            return run.work();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            default -> new IllegalStateException(e.getCause());
        };
    }

    /** The sources of some tenants, all open at once. */
    private final class OpenSources implements AutoCloseable {

        private final List<Sources> all = new ArrayList<>();

        OpenSources(List<TenantId> tenants) {
            for (TenantId tenant : tenants) {
                all.add(Sources.open(tenant, recent, blocks));
            }
        }

        @Override
        public void close() {
            all.forEach(Sources::close);
        }
    }

    private static boolean wanted(RecentPart part, TraceQuery query) {
        return switch (query.where()) {
            case EVERYWHERE, RECENT_ONLY -> true;
            // A block on the local disk is a block, too.
            case BLOCKS_ONLY -> part instanceof BlockPart;
        };
    }

    private List<BlockMeta> blocks(Sources sources, TraceQuery query) {
        if (query.where() == TraceQuery.Where.RECENT_ONLY) {
            return List.of();
        }
        Map<UUID, BlockMeta> byId = new LinkedHashMap<>();
        sources.blocks().forEach(meta -> byId.put(meta.blockId(), meta));
        Instant oldest = clock.instant().minus(compactedBlocksReadable);
        for (CompactedBlock block : sources.listed().compacted()) {
            if (block.compactedTime().isAfter(oldest)) {
                byId.putIfAbsent(block.meta().blockId(), block.meta());
            }
        }
        byId.values()
                .removeIf(meta -> !BlockTimes.overlaps(meta, query.startNanos(), query.endNanos()));
        return List.copyOf(byId.values());
    }
}
