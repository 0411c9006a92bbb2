package io.tempo.app.query;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of texts below headings, in the width of a terminal. */
final class Table {

    private static final String GAP = "  ";

    /**
     * A column.
     *
     * @param heading its first line
     * @param number whether its cells stand on the right
     * @param narrowest the width down to which it is cut where room is short; 0: never cut
     */
    record Column(String heading, boolean number, int narrowest) {}

    private final List<Column> columns;
    private final List<String[]> rows = new ArrayList<>();

    Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row of as many cells as there are columns; they are cleaned. */
    void add(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(Arrays.stream(cells).map(Cells::clean).toArray(String[]::new));
    }

    /** Adds a line that goes across all columns. */
    void addLine(String line) {
        rows.add(new String[] {Cells.clean(line)});
    }

    void print(Terminal terminal, PrintWriter out) {
        int[] widths = widths(terminal.width());
        String[] headings = columns.stream().map(Column::heading).toArray(String[]::new);
        out.println(terminal.paint(Terminal.Style.BOLD, line(headings, widths, terminal)));
        for (String[] row : rows) {
            out.println(
                    row.length == columns.size()
                            ? line(row, widths, terminal)
                            : terminal.paint(
                                    Terminal.Style.DIM,
                                    Cells.cut(row[0], terminal.width(), terminal.ellipsis())));
        }
    }

    private String line(String[] cells, int[] widths, Terminal terminal) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            line.append(i == 0 ? "" : GAP)
                    .append(
                            columns.get(i).number()
                                    ? Cells.right(cells[i], widths[i], terminal.ellipsis())
                                    : Cells.left(cells[i], widths[i], terminal.ellipsis()));
        }
        return line.toString().stripTrailing();
    }

    private int[] widths(int room) {
        int[] widths = new int[columns.size()];
        int total = GAP.length() * (columns.size() - 1);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Cells.width(columns.get(i).heading());
            for (String[] row : rows) {
                if (row.length == widths.length) {
                    widths[i] = Math.max(widths[i], Cells.width(row[i]));
                }
            }
            total += widths[i];
        }
        while (total > room) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                int narrowest = columns.get(i).narrowest();
                if (narrowest > 0
                        && widths[i] > narrowest
                        && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            widths[widest]--;
            total--;
        }
        return widths;
    }
}
