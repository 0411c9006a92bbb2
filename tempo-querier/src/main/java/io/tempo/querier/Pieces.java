package io.tempo.querier;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockReader;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.storage.BlockStore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts sources into pieces that can be looked at in parallel: live parts, and row groups of blocks.
 */
final class Pieces {

    static final Comparator<Piece> NEWEST_FIRST =
            Comparator.comparingLong(Piece::endNanos)
                    .reversed()
                    .thenComparing(Piece::name)
                    .thenComparingInt(Piece::rowGroup);

    /**
     * A piece.
     *
     * @param name block id
     * @param rowGroup 0 for live parts
     * @param endNanos no span of it ends later
     */
    record Piece(String name, int rowGroup, long endNanos, Opener opener) {

        /** Its traces; for one thread. */
        TraceTable open() throws IOException {
            return opener.open();
        }
    }

    @FunctionalInterface
    private interface Opener {
        TraceTable open() throws IOException;
    }

    private Pieces() {}

    /** The pieces of sources that overlap a window, in no particular order. */
    static List<Piece> of(Sources sources, BlockStore store, long startNanos, long endNanos) {
        List<Piece> pieces = new ArrayList<>();
        for (RecentPart part : sources.recent()) {
            if (part.startNanos() > endNanos || part.endNanos() < startNanos) {
                continue;
            }
            String name = part.blockId().toString();
            switch (part) {
                case LivePart live -> pieces.add(new Piece(name, 0, live.endNanos(), live::table));
                case BlockPart block ->
                        rowGroups(
                                pieces,
                                block.meta(),
                                m -> block.reader().rowGroupCount(),
                                g -> block.reader().table(g));
            }
        }
        for (BlockMeta meta : sources.blocks()) {
            if (BlockTimes.overlaps(meta, startNanos, endNanos)) {
                rowGroups(
                        pieces,
                        meta,
                        Pieces::listedRowGroups,
                        g -> {
                            BlockReader reader = store.open(meta);
                            // The meta's count may exceed the file's; what lies beyond is empty.
                            return g < reader.rowGroupCount() ? reader.table(g) : null;
                        });
            }
        }
        return pieces;
    }

    /** Row groups by the meta alone, so that planning reads no footers. */
    private static int listedRowGroups(BlockMeta meta) {
        return (int) Math.max(1, Math.min(meta.totalRecords(), 100_000));
    }

    private interface TableOfRowGroup {
        TraceTable open(int rowGroup) throws IOException;
    }

    private static void rowGroups(
            List<Piece> pieces,
            BlockMeta meta,
            ToIntFunction<BlockMeta> count,
            TableOfRowGroup table) {
        long end = BlockTimes.endNanos(meta);
        for (int g = 0; g < count.applyAsInt(meta); g++) {
            int rowGroup = g;
            pieces.add(new Piece(meta.blockId().toString(), g, end, () -> table.open(rowGroup)));
        }
    }
}
