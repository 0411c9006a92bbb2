package io.tempo.querier;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchStats;
import io.tempo.core.storage.BlockStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Looks at the pieces of some sources, newest first, and keeps account. A piece that cannot be read
 * is reported and left out; the others are looked at all the same.
 */
final class PieceRun {

    private static final Logger log = LoggerFactory.getLogger(PieceRun.class);

    private final BlockStore store;
    private final QueryPool pool;
    private final SearchStats stats = new SearchStats();
    private final Unreadable unreadable = new Unreadable();
    private final AtomicInteger completed = new AtomicInteger();
    private int pieceCount;
    private int blocks;
    private long blockBytes;

    /** Looks at one table. */
    @FunctionalInterface
    interface Visitor {
        void visit(TraceTable table, SearchStats stats);
    }

    PieceRun(BlockStore store, QueryPool pool) {
        this.store = store;
        this.pool = pool;
    }

    Unreadable unreadable() {
        return unreadable;
    }

    /**
     * Visits the pieces that overlap a window.
     *
     * @param enough whether no further piece is wanted
     * @param needed whether a piece has to be looked at, asked when its turn comes
     */
    void visit(
            List<Sources> sources,
            long startNanos,
            long endNanos,
            BooleanSupplier enough,
            Predicate<Pieces.Piece> needed,
            Visitor visitor)
            throws InterruptedException, ExecutionException {
        List<Pieces.Piece> pieces = new ArrayList<>();
        for (Sources s : sources) {
            s.damaged().forEach(unreadable::add);
            pieces.addAll(Pieces.of(s, store, startNanos, endNanos));
            blocks += s.blocks().size();
            blockBytes += s.blocks().stream().mapToLong(meta -> meta.size()).sum();
        }
        pieces.sort(Pieces.NEWEST_FIRST);
        pieceCount = pieces.size();
        pool.forEach(
                pieces,
                enough,
                piece -> {
                    if (!needed.test(piece) || visit(piece, visitor)) {
                        completed.incrementAndGet();
                    }
                });
    }

    private boolean visit(Pieces.Piece piece, Visitor visitor) {
        try {
            TraceTable table = piece.open();
            if (table != null) {
                visitor.visit(table, stats);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            log.warn("a block could not be read: {}", e.getMessage());
            unreadable.add(e.getMessage());
            return false;
        }
    }

    /** What was done. */
    QueryWork work() {
        return new QueryWork(
                pieceCount,
                completed.get(),
                blocks,
                blockBytes,
                stats.inspectedTraces(),
                stats.inspectedSpans(),
                stats.inspectedBytes(),
                unreadable.messages());
    }
}
