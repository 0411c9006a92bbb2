package io.tempo.querier;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.OtlpColumnAppender;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.storage.BlockStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Puts together those traces of an answer that lie in more than one place. */
public final class WholeTraces {

    private static final Logger log = LoggerFactory.getLogger(WholeTraces.class);

    /**
     * Parts of a trace are looked for in blocks that end or begin no further than this from what is
     * known of it.
     */
    private static final long REACH_NANOS = TimeUnit.HOURS.toNanos(1);

    private final BlockStore store;
    private final Unreadable unreadable;

    WholeTraces(BlockStore store, Unreadable unreadable) {
        this.store = store;
        this.unreadable = unreadable;
    }

    /** The whole trace, if some of it lies elsewhere than the rest. */
    Optional<SpanTable> ifSplit(List<Sources> sources, TraceMatch match) {
        TraceId id = match.traceId();
        long from = match.startNanos() - REACH_NANOS;
        long to = match.startNanos() + match.durationNanos() + REACH_NANOS;
        List<PartOf> parts = new ArrayList<>();
        for (Sources s : sources) {
            for (RecentPart part : s.recent()) {
                switch (part) {
                    case LivePart live ->
                            addIf(
                                    parts,
                                    () -> live.find(id) != null,
                                    () -> new Part(live.find(id), live.integerSpanKeys()));
                    case BlockPart block ->
                            addIf(
                                    parts,
                                    () -> block.reader().contains(id),
                                    () -> part(block.meta(), block.reader().findTrace(id)));
                }
            }
            for (BlockMeta meta : s.blocks()) {
                if (BlockTimes.overlaps(meta, from, to)) {
                    addIf(
                            parts,
                            () ->
                                    TraceFinder.mayContain(store, meta, id)
                                            && store.open(meta).contains(id),
                            () -> part(meta, store.open(meta).findTrace(id)));
                }
            }
        }
        if (parts.size() < 2) {
            return Optional.empty();
        }
        List<SpanColumns> columns = new ArrayList<>();
        Set<String> integerSpanKeys = new HashSet<>();
        for (PartOf of : parts) {
            try {
                Part part = of.read();
                columns.add(part.spans());
                integerSpanKeys.addAll(part.integerSpanKeys());
            } catch (IOException | UncheckedIOException e) {
                report(e);
            }
        }
        SpanColumns whole = columns(TraceFinder.combine(columns, 0).trace());
        return Optional.of(new SpanTable(whole, TraceLayout.of(whole), integerSpanKeys));
    }

    /** Spans of one place, and the attributes whose integers it has a column for. */
    private record Part(SpanColumns spans, Set<String> integerSpanKeys) {}

    private static Part part(BlockMeta meta, SpanColumns spans) {
        return new Part(
                spans, DedicatedColumns.integerSpanKeys(meta.version(), meta.dedicatedColumns()));
    }

    private interface PartOf {
        Part read() throws IOException;
    }

    private interface Test {
        boolean isThere() throws IOException;
    }

    private void addIf(List<PartOf> parts, Test test, PartOf part) {
        try {
            if (test.isThere()) {
                parts.add(part);
            }
        } catch (IOException | UncheckedIOException e) {
            report(e);
        }
    }

    private void report(Exception e) {
        log.warn("a block could not be asked for a trace: {}", e.getMessage());
        unreadable.add(e.getMessage());
    }

    /** A trace as columns, its spans in the order of the trace. */
    public static SpanColumns columns(TracesData trace) {
        byte[] bytes = trace.toByteArray();
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        OtlpColumnAppender appender = new OtlpColumnAppender(builder, 0);
        try {
            SpanBatch batch = OtlpScanner.scan(bytes, 0, bytes.length);
            appender.begin(batch);
            for (int span = 0; span < batch.spanCount(); span++) {
                appender.append(span);
            }
        } catch (OtlpException e) {
            throw new IllegalStateException("a trace that was just encoded is malformed", e);
        }
        return builder.columns();
    }
}
