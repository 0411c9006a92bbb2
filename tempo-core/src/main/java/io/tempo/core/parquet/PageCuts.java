package io.tempo.core.parquet;

import java.util.Arrays;

/**
 * Where the pages of a chunk begin: always at a row.
 *
 * @param entry per page its first entry, then the number of entries
 * @param row per page its first row, then the number of rows
 */
record PageCuts(int[] entry, int[] row) {

    /** A page is cut at the next row once the bytes of its values are this many. */
    private static final int MAX_BYTES = 1 << 20;

    int pages() {
        return entry.length - 1;
    }

    /** Pages of at least {@code pageEntries} entries each, but the last. */
    static PageCuts byEntries(byte[] repetition, int entries, int pageEntries) {
        int[] entry = new int[entries / pageEntries + 2];
        int[] row = new int[entry.length];
        int page = 0;
        int at = 0;
        while (at < entries) {
            int end = (int) Math.min((long) at + pageEntries, entries);
            int rows = end - at;
            if (repetition != null) {
                while (end < entries && repetition[end] != 0) {
                    end++;
                }
                rows = Levels.count(repetition, at, end, 0);
            }
            page++;
            entry[page] = end;
            row[page] = row[page - 1] + rows;
            at = end;
        }
        return new PageCuts(Arrays.copyOf(entry, page + 1), Arrays.copyOf(row, page + 1));
    }

    /** The same for byte arrays that may be large: a page ends at {@link #MAX_BYTES} as well. */
    static PageCuts byEntriesAndBytes(LeafData data, int maxDefinition, int pageEntries) {
        int[] entry = new int[16];
        int[] row = new int[16];
        int page = 0;
        int rows = 0;
        int value = 0;
        int pageStart = 0;
        long bytes = 0;
        for (int i = 0; i < data.entries(); i++) {
            if (data.repetition() == null || data.repetition()[i] == 0) {
                if (i > pageStart && (i - pageStart >= pageEntries || bytes >= MAX_BYTES)) {
                    page++;
                    if (page + 1 >= entry.length) {
                        entry = Arrays.copyOf(entry, 2 * entry.length);
                        row = Arrays.copyOf(row, 2 * row.length);
                    }
                    entry[page] = i;
                    row[page] = rows;
                    pageStart = i;
                    bytes = 0;
                }
                rows++;
            }
            if (data.definition() == null || data.definition()[i] == maxDefinition) {
                bytes += data.strings().length(data.ids()[value]);
                value++;
            }
        }
        entry[page + 1] = data.entries();
        row[page + 1] = rows;
        return new PageCuts(Arrays.copyOf(entry, page + 2), Arrays.copyOf(row, page + 2));
    }
}
