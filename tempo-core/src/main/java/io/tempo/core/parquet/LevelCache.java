package io.tempo.core.parquet;

import java.util.HashMap;
import java.util.Map;

/**
 * Pages of levels, encoded once. Leaves below one node have the same levels, and whoever fills
 * {@link LeafData} gives them the same arrays: these are told apart by identity. Lives for one row
 * group.
 */
final class LevelCache {

    /** Records compare arrays by identity. */
    private record LevelKey(byte[] levels, int from, int to, int max) {}

    private record CutKey(byte[] repetition, int entries, int pageEntries) {}

    /**
     * Levels of a page.
     *
     * @param bytes encoded, without a length before them
     * @param atMax how many of them are the largest possible
     */
    record Page(byte[] bytes, int atMax) {}

    private final Map<LevelKey, Page> pages = new HashMap<>();
    private final Map<CutKey, PageCuts> cuts = new HashMap<>();
    private final ByteSink sink = new ByteSink(1 << 12);

    Page page(byte[] levels, int from, int to, int max) {
        LevelKey key = new LevelKey(levels, from, to, max);
        Page page = pages.get(key);
        if (page == null) {
            sink.clear();
            RleEncoder.encode(levels, from, to, Levels.width(max), sink);
            page = new Page(sink.toArray(), Levels.count(levels, from, to, max));
            pages.put(key, page);
        }
        return page;
    }

    PageCuts cuts(byte[] repetition, int entries, int pageEntries) {
        CutKey key = new CutKey(repetition, entries, pageEntries);
        PageCuts known = cuts.get(key);
        if (known == null) {
            known = PageCuts.byEntries(repetition, entries, pageEntries);
            cuts.put(key, known);
        }
        return known;
    }

    void clear() {
        pages.clear();
        cuts.clear();
    }
}
