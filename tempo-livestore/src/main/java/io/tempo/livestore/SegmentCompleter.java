package io.tempo.livestore;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.otlp.TraceEncoder;
import io.tempo.livestore.wal.WalWriter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns cut segments into blocks: carries live traces over to the head, writes the block, puts it
 * in the segment's place, deletes the segment's log. Thread-safe; one segment is completed by one
 * thread.
 */
final class SegmentCompleter {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentCompleter.class);

    /** Spans that move to the head under one hold of the tenant's lock. */
    private static final int SPANS_PER_CARRY = 2000;

    private final LiveContext context;
    private final LocalBlocks blocks;

    /**
     * Logs of blocks that are still needed, because segments that they carried from have theirs.
     */
    private final List<KeptLog> keptLogs = new ArrayList<>();

    /** Segments that are still to be read from their logs. */
    private final Set<UUID> notReplayed = ConcurrentHashMap.newKeySet();

    private record KeptLog(LiveTenant tenant, Path path, Set<UUID> until) {}

    SegmentCompleter(LiveContext context, LocalBlocks blocks) {
        this.context = context;
        this.blocks = blocks;
    }

    /**
     * Completes a segment.
     *
     * @return the block; null if all traces were carried over
     * @throws IOException if the block cannot be written; the segment stays as it is
     */
    LocalBlock complete(LiveTenant tenant, Segment segment) throws IOException {
        carry(tenant, segment);
        LocalBlock block = null;
        if (!segment.isEmpty()) {
            SpanColumns columns = segment.columns();
            TraceLayout layout = TraceLayout.of(columns, segment.remainingTraces());
            block = blocks.write(tenant.id(), segment, columns, layout, context.clock().instant());
            context.metrics().completionSize.record(block.meta().size());
        }
        tenant.completed(segment, block);
        if (segment.wal != null) {
            segment.wal.close();
        }
        deleteLog(tenant, segment.walPath, Set.copyOf(segment.carriedFrom));
        return block;
    }

    // ---- carrying over ----

    private void carry(LiveTenant tenant, Segment segment) throws IOException {
        int[] chosen = tenant.tracesToCarry(segment);
        if (chosen.length == 0) {
            return;
        }
        Set<WalWriter> logs = new HashSet<>();
        try {
            move(tenant, segment, chosen, logs);
        } catch (IOException e) {
            LOG.warn(
                    "traces of block {} are not carried over to the next: {}",
                    segment.blockId,
                    e.getMessage());
        }
        // What was carried must not be lost when this segment's log is deleted.
        for (WalWriter log : logs) {
            log.sync(log.length());
        }
    }

    private static void move(LiveTenant tenant, Segment segment, int[] chosen, Set<WalWriter> logs)
            throws IOException {
        SpanColumns columns = segment.columns();
        SpansByTrace spans = SpansByTrace.of(columns, chosen);
        for (int from = 0; from < chosen.length; ) {
            int to = from + 1;
            while (to < chosen.length && spans.count(from, to + 1) <= SPANS_PER_CARRY) {
                to++;
            }
            int count = spans.count(from, to);
            SpanBatch batch =
                    encode(TraceEncoder.encode(columns, spans.spans(), spans.first(from), count));
            if (batch.spanCount() != count) {
                throw new IOException(
                        "of %d spans %d could be encoded".formatted(count, batch.spanCount()));
            }
            logs.add(tenant.carry(segment, chosen, from, to, count, batch));
            from = to;
        }
    }

    private static SpanBatch encode(byte[] encoded) throws IOException {
        try {
            return OtlpScanner.scan(encoded);
        } catch (OtlpException e) {
            throw new IOException("encoded spans cannot be read back: " + e.getMessage(), e);
        }
    }

    // ---- logs ----

    /** A segment is going to be read from its log. */
    void awaitReplay(UUID segment) {
        notReplayed.add(segment);
    }

    /** It has been, and is one of its tenant's cut segments. */
    void replayed(UUID segment) {
        notReplayed.remove(segment);
    }

    /** Deletes the log of a block, now or when the segments that it carried from are blocks too. */
    void deleteLog(LiveTenant tenant, Path path, Set<UUID> carriedFrom) {
        synchronized (keptLogs) {
            keptLogs.add(new KeptLog(tenant, path, carriedFrom));
            for (Iterator<KeptLog> i = keptLogs.iterator(); i.hasNext(); ) {
                KeptLog kept = i.next();
                if (!Collections.disjoint(notReplayed, kept.until)
                        || kept.tenant.anyPending(kept.until)) {
                    continue;
                }
                try {
                    context.walFiles().delete(kept.path);
                    i.remove();
                } catch (IOException e) {
                    LOG.warn("the log of a finished block stays: {}", e.getMessage());
                }
            }
        }
    }
}
