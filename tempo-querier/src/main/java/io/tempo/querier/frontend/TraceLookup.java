package io.tempo.querier.frontend;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.otlp.TraceCombiner;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.storage.CompactedBlock;
import io.tempo.querier.job.Answer;
import io.tempo.querier.job.Job;
import io.tempo.querier.job.Scope;
import io.tempo.querier.job.Task;
import io.tempo.querier.job.TracePart;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** Finds the parts of traces wherever they lie, and puts them together. Thread-safe. */
final class TraceLookup {

    private static final int DEFAULT_BLOCKS_PER_JOB = 30;

    private final JobQueue queue;
    private final QueryFrontendConfig config;
    private final Duration compactedBlocksReadable;
    private final Clock clock;

    TraceLookup(
            JobQueue queue,
            QueryFrontendConfig config,
            Duration compactedBlocksReadable,
            Clock clock) {
        this.queue = queue;
        this.config = config;
        this.compactedBlocksReadable = compactedBlocksReadable;
        this.clock = clock;
    }

    /** A trace from everywhere that the query names. */
    TraceAnswer find(QuerySession session, TraceQuery query) throws InterruptedException {
        List<Places> places = new ArrayList<>();
        for (Sources sources : session.sources()) {
            places.add(
                    new Places(
                            sources,
                            sources.recent().stream().filter(part -> wanted(part, query)).toList(),
                            blocks(sources, query)));
        }
        TraceCombiner combiner = new TraceCombiner(query.maxBytes());
        for (TracePart part :
                parts(session, new Task.OfTraces(List.of(query.id()), true), places)) {
            part.spans().ifPresent(combiner::add);
        }
        TracesData trace = combiner.result();
        session.hold(4L * trace.getSerializedSize());
        return new TraceAnswer(
                trace, combiner.partial(), session.work().unreadable(), session.work());
    }

    /** Where to look of one tenant. */
    record Places(Sources sources, List<RecentPart> recent, List<BlockMeta> blocks) {

        /** Places that have parts of traces, as found before. */
        Places only(Predicate<UUID> have) {
            return new Places(
                    sources,
                    recent.stream().filter(part -> have.test(part.blockId())).toList(),
                    blocks.stream().filter(meta -> have.test(meta.blockId())).toList());
        }
    }

    /** Asks places for traces; recent parts come first, then blocks as listed. */
    List<TracePart> parts(QuerySession session, Task.OfTraces task, List<Places> places)
            throws InterruptedException {
        List<PlannedJob> jobs = new ArrayList<>();
        for (Places p : places) {
            if (!p.recent().isEmpty()) {
                jobs.add(job(p, task, new Scope.Places(p.recent(), List.of()), "recent data"));
            }
            int perJob =
                    config.traceById().blocksPerShard() > 0
                            ? config.traceById().blocksPerShard()
                            : DEFAULT_BLOCKS_PER_JOB;
            for (int from = 0; from < p.blocks().size(); from += perJob) {
                List<BlockMeta> some =
                        p.blocks().subList(from, Math.min(p.blocks().size(), from + perJob));
                jobs.add(
                        job(
                                p,
                                task,
                                new Scope.Places(List.of(), some),
                                some.size() + " blocks from " + some.getFirst().blockId()));
            }
        }
        List<TracePart> parts = new ArrayList<>();
        int concurrent = config.traceById().concurrentShards();
        session.run(
                new QueryRun.Plan(
                        jobs,
                        job -> true,
                        result -> parts.addAll(((Answer.Parts) result.answer()).parts()),
                        true,
                        () -> 0,
                        concurrent == 0 ? Integer.MAX_VALUE : concurrent,
                        Math.max(1, config.maxRetries())),
                queue,
                run -> {});
        return parts;
    }

    private static PlannedJob job(Places places, Task task, Scope scope, String name) {
        return new PlannedJob(
                new Job(places.sources().tenant(), task, scope),
                name,
                0,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                0);
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
        byId.values().removeIf(meta -> !meta.overlaps(query.startNanos(), query.endNanos()));
        return List.copyOf(byId.values());
    }
}
