package io.tempo.app.query;

import java.time.ZoneId;

/**
 * What text is made for.
 *
 * @param width columns that a line may fill
 * @param colored whether escape sequences are understood
 * @param unicode whether lines and blocks can be drawn with more than ASCII
 * @param zone the zone that times are shown in
 */
record Terminal(int width, boolean colored, boolean unicode, ZoneId zone) {

    static final int NARROWEST = 40;
    static final int WIDEST = 10_000;
    private static final int USUAL = 100;

    /** A text's rendition, as an SGR parameter of ECMA-48. */
    enum Style {
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        BLUE("34"),
        MAGENTA("35"),
        CYAN("36");

        private static final Style[] SERVICES = {BLUE, GREEN, MAGENTA, CYAN, YELLOW};
        private final String code;

        Style(String code) {
            this.code = code;
        }

        /** The same for the same name; never red, which is for errors. */
        static Style of(String name) {
            return SERVICES[Math.floorMod(name.hashCode(), SERVICES.length)];
        }
    }

    /** The width that the environment gives. */
    static int width(String columns) {
        if (columns == null || !columns.matches("[0-9]{1,5}")) {
            return USUAL;
        }
        return Math.clamp(Integer.parseInt(columns), NARROWEST, WIDEST);
    }

    /** The text, rendered where that is possible; must have its final width. */
    String paint(Style style, String text) {
        return colored && !text.isEmpty()
                ? "\u001b[" + style.code + "m" + text + "\u001b[0m"
                : text;
    }

    String ellipsis() {
        return unicode ? "…" : "~";
    }

    /** One of two forms of a piece of drawing. */
    String glyph(String full, String ascii) {
        return unicode ? full : ascii;
    }
}
