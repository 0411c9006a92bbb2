package io.tempo.querier;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BloomFilter;
import io.tempo.core.block.BloomShard;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.TraceCombiner;
import io.tempo.core.otlp.TraceEncoder;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.storage.BlockStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds the parts of a trace wherever they lie, and puts them together. */
final class TraceFinder {

    private static final Logger log = LoggerFactory.getLogger(TraceFinder.class);

    private final BlockStore store;

    TraceFinder(BlockStore store) {
        this.store = store;
    }

    /**
     * The parts of a trace, recent ones first.
     *
     * @param parts one for each place that holds spans of it
     * @param unreadable what is wrong with blocks that could not be asked; empty if all could
     * @param blocksAsked blocks whose bloom filter was looked at
     */
    record Parts(List<SpanColumns> parts, List<String> unreadable, int blocksAsked) {}

    /** Looks in all recent parts, and in the blocks of the list that {@code wanted} names. */
    Parts find(Sources sources, List<BlockMeta> blocks, TraceId id, Predicate<RecentPart> wanted) {
        List<SpanColumns> parts = new ArrayList<>();
        List<String> unreadable = new ArrayList<>(sources.damaged());
        int asked = 0;
        for (RecentPart part : sources.recent()) {
            if (!wanted.test(part)) {
                continue;
            }
            try {
                SpanColumns found =
                        switch (part) {
                            case LivePart live -> live.find(id);
                            case BlockPart block -> block.reader().findTrace(id);
                        };
                if (found != null) {
                    parts.add(found);
                }
            } catch (IOException | UncheckedIOException e) {
                report(e, unreadable);
            }
        }
        for (BlockMeta meta : blocks) {
            asked++;
            try {
                if (mayContain(store, meta, id)) {
                    SpanColumns found = store.open(meta).findTrace(id);
                    if (found != null) {
                        parts.add(found);
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                report(e, unreadable);
            }
        }
        return new Parts(parts, unreadable, asked);
    }

    /** Asks the bloom filter alone, which needs no footer. */
    static boolean mayContain(BlockStore store, BlockMeta meta, TraceId id) throws IOException {
        String object = BloomFilter.objectName(BloomFilter.shardFor(id, meta.bloomShards()));
        byte[] shard = store.source(meta).object(object);
        return BloomShard.read(shard, meta.tenantId() + "/" + meta.blockId() + "/" + object)
                .mayContain(id);
    }

    private static void report(Exception e, List<String> unreadable) {
        log.warn("a block could not be read: {}", e.getMessage());
        unreadable.add(e.getMessage());
    }

    /** Puts parts together; {@code partial} if they exceed {@code maxBytes} (0: no limit). */
    static Combined combine(List<SpanColumns> parts, long maxBytes) {
        TraceCombiner combiner = new TraceCombiner(maxBytes);
        for (SpanColumns part : parts) {
            TraceLayout layout = TraceLayout.of(part);
            combiner.add(TraceEncoder.toTrace(part, layout.spans, 0, layout.spanCount));
        }
        return new Combined(combiner.result(), combiner.partial());
    }

    /** A trace in one piece. */
    record Combined(TracesData trace, boolean partial) {}
}
