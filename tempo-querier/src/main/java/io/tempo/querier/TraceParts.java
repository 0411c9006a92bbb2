package io.tempo.querier;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockReader;
import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.TraceEncoder;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.search.SearchStats;
import io.tempo.core.storage.BlockStore;
import io.tempo.querier.job.Answer;
import io.tempo.querier.job.JobControl;
import io.tempo.querier.job.JobResult;
import io.tempo.querier.job.JobWork;
import io.tempo.querier.job.Scope;
import io.tempo.querier.job.Task;
import io.tempo.querier.job.TracePart;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Finds what places have of traces. Thread-safe. */
final class TraceParts {

    private static final Logger log = LoggerFactory.getLogger(TraceParts.class);

    private final BlockStore store;

    TraceParts(BlockStore store) {
        this.store = store;
    }

    JobResult find(Task.OfTraces task, Scope.Places places, JobControl control) {
        long began = System.nanoTime();
        List<TracePart> parts = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (RecentPart part : places.recent()) {
            lookIn(
                    task.ids(),
                    control,
                    unreadable,
                    id -> find(part, id, task.withSpans()).ifPresent(parts::add));
        }
        for (BlockMeta meta : places.blocks()) {
            lookIn(
                    task.ids(),
                    control,
                    unreadable,
                    id -> find(meta, id, task.withSpans()).ifPresent(parts::add));
        }
        return new JobResult(
                new Answer.Parts(parts),
                JobWork.of(new SearchStats(), 0, System.nanoTime() - began, unreadable));
    }

    @FunctionalInterface
    private interface Look {
        void at(TraceId id) throws IOException;
    }

    private static void lookIn(
            List<TraceId> ids, JobControl control, List<String> unreadable, Look look) {
        if (control.isCancelled()) {
            throw new CancellationException("the job was cancelled");
        }
        try {
            for (TraceId id : ids) {
                look.at(id);
            }
        } catch (IOException | UncheckedIOException e) {
            log.warn("a block could not be asked for a trace: {}", e.getMessage());
            unreadable.add(e.getMessage());
        }
    }

    private Optional<TracePart> find(RecentPart part, TraceId id, boolean withSpans)
            throws IOException {
        return switch (part) {
            case LivePart live -> find(live, id, withSpans);
            case BlockPart block -> find(block.reader(), id, withSpans);
        };
    }

    private static Optional<TracePart> find(LivePart live, TraceId id, boolean withSpans) {
        Optional<TracesData> spans = Optional.empty();
        if (withSpans) {
            SpanColumns found = live.find(id);
            if (found == null) {
                return Optional.empty();
            }
            spans = encoded(found);
        } else if (!live.contains(id)) {
            return Optional.empty();
        }
        return Optional.of(new TracePart(id, live.blockId(), spans, live.integerSpanKeys()));
    }

    private Optional<TracePart> find(BlockMeta meta, TraceId id, boolean withSpans)
            throws IOException {
        // The bloom filter alone says no for most blocks, and needs no footer.
        return store.mayContain(meta, id)
                ? find(store.open(meta), id, withSpans)
                : Optional.empty();
    }

    private static Optional<TracePart> find(BlockReader reader, TraceId id, boolean withSpans)
            throws IOException {
        Optional<TracesData> spans = Optional.empty();
        if (withSpans) {
            SpanColumns found = reader.findTrace(id);
            if (found == null) {
                return Optional.empty();
            }
            spans = encoded(found);
        } else if (!reader.contains(id)) {
            return Optional.empty();
        }
        BlockMeta meta = reader.meta();
        Set<String> integers =
                DedicatedColumns.integerSpanKeys(meta.version(), meta.dedicatedColumns());
        return Optional.of(new TracePart(id, meta.blockId(), spans, integers));
    }

    private static Optional<TracesData> encoded(SpanColumns spans) {
        TraceLayout layout = TraceLayout.of(spans);
        return Optional.of(TraceEncoder.toTrace(spans, layout.spans, 0, layout.spanCount));
    }
}
