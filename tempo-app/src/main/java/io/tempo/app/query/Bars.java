package io.tempo.app.query;

/**
 * Values as bars in rows of character cells, each cell in eight levels. The scale includes zero,
 * unless all values lie closely together far from it.
 *
 * @param cells a value for each column; NaN: nothing
 * @param bottom value at the lower edge
 * @param top value at the upper edge; above the bottom
 */
record Bars(double[] cells, double bottom, double top) {

    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
    private static final String ASCII = " ..--==##";
    private static final int LEVELS = 8;

    /** Bars on a scale that holds {@code min} to {@code max}. */
    static Bars of(double[] cells, double min, double max) {
        if (Double.isNaN(min)) {
            return new Bars(cells, 0, 1);
        }
        double bottom = Math.min(0, min);
        double top = Math.max(0, max);
        if (min > 0 && min > 0.9 * max && min < max) {
            bottom = min - (max - min);
        }
        return new Bars(cells, bottom, top > bottom ? top : bottom + 1);
    }

    /**
     * A row of cells.
     *
     * @param row 0 is the lowest
     */
    String row(int row, int rows, Terminal terminal) {
        String glyphs = terminal.glyph(BLOCKS, ASCII);
        StringBuilder line = new StringBuilder(cells.length);
        for (double value : cells) {
            line.append(glyphs.charAt(level(value, row, rows)));
        }
        return line.toString();
    }

    private int level(double value, int row, int rows) {
        if (Double.isNaN(value)) {
            return 0;
        }
        double share = Math.clamp((value - bottom) / (top - bottom), 0, 1);
        int level = (int) Math.round(share * rows * LEVELS);
        // A value at the lower edge is there, unlike a gap.
        int shown = row == 0 ? Math.max(1, level) : level - row * LEVELS;
        return Math.clamp(shown, 0, LEVELS);
    }
}
