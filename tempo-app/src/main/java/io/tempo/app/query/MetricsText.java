package io.tempo.app.query;

import io.tempo.app.query.Terminal.Style;

import java.io.PrintWriter;
import java.util.List;

/** Series as charts, sparklines or a table. */
final class MetricsText {

    private static final int MOST_CHARTS = 4;
    private static final int CHART_ROWS = 6;
    private static final int SPARKLINE_ROWS = 1;
    private static final int NUMBER_COLUMNS = 8;
    private static final int SHORTEST_SPARKLINE = 10;
    private static final String GAP = "  ";

    private MetricsText() {}

    /** The values of an instant answer, the largest first. */
    static void table(List<MetricSeries> series, Terminal terminal, PrintWriter out) {
        Table table =
                new Table(
                        new Table.Column("VALUE", true, 0), new Table.Column("SERIES", false, 12));
        series.stream()
                .sorted((a, b) -> Double.compare(b.last(), a.last()))
                .forEach(s -> table.add(Quantity.number(s.last()), s.name()));
        table.print(terminal, out);
    }

    /**
     * The series of a range answer over one time axis.
     *
     * @param rows height of a chart; 0: by the number of series
     */
    static void charts(List<MetricSeries> series, int rows, Terminal terminal, PrintWriter out) {
        TimeGrid grid = TimeGrid.of(series);
        int height = rows > 0 ? rows : series.size() <= MOST_CHARTS ? CHART_ROWS : SPARKLINE_ROWS;
        if (height == SPARKLINE_ROWS) {
            sparklines(series, grid, terminal, out);
            return;
        }
        for (int i = 0; i < series.size(); i++) {
            if (i > 0) {
                out.println();
            }
            chart(series.get(i), grid, height, terminal, out);
        }
    }

    private static void chart(
            MetricSeries series, TimeGrid grid, int rows, Terminal terminal, PrintWriter out) {
        out.println(
                terminal.paint(
                        Style.BOLD,
                        Cells.cut(series.name(), terminal.width(), terminal.ellipsis())));
        out.println(
                "min "
                        + Quantity.number(series.min())
                        + ", max "
                        + Quantity.number(series.max())
                        + ", last "
                        + Quantity.number(series.last()));
        int room = terminal.width() - NUMBER_COLUMNS - GAP.length();
        int columns = grid.columns(room);
        Bars bars = Bars.of(grid.resample(series, columns), series.min(), series.max());
        for (int row = rows - 1; row >= 0; row--) {
            String mark =
                    row == rows - 1
                            ? Quantity.number(bars.top())
                            : row == 0 ? Quantity.number(bars.bottom()) : "";
            out.println(
                    (Cells.right(mark, NUMBER_COLUMNS, "")
                                    + terminal.glyph(" ┤", " |")
                                    + terminal.paint(Style.CYAN, bars.row(row, rows, terminal)))
                            .stripTrailing());
        }
        out.println(
                " ".repeat(NUMBER_COLUMNS + GAP.length()) + grid.axis(columns, terminal.zone()));
    }

    private static void sparklines(
            List<MetricSeries> series, TimeGrid grid, Terminal terminal, PrintWriter out) {
        int widest = Cells.width("SERIES");
        for (MetricSeries s : series) {
            widest = Math.max(widest, Cells.width(s.name()));
        }
        int room = terminal.width() - 3 * NUMBER_COLUMNS - 4 * GAP.length();
        int nameColumns = Math.min(widest, Math.max(12, room / 2));
        int columns = grid.columns(Math.max(SHORTEST_SPARKLINE, room - nameColumns));
        out.println(
                terminal.paint(
                        Style.BOLD,
                        line(
                                Cells.left("SERIES", nameColumns, ""),
                                Cells.left("", columns, ""),
                                "MIN",
                                "MAX",
                                "LAST")));
        for (MetricSeries s : series) {
            Bars bars = Bars.of(grid.resample(s, columns), s.min(), s.max());
            out.println(
                    line(
                            Cells.left(s.name(), nameColumns, terminal.ellipsis()),
                            terminal.paint(Style.CYAN, bars.row(0, 1, terminal)),
                            Quantity.number(s.min()),
                            Quantity.number(s.max()),
                            Quantity.number(s.last())));
        }
        out.println(" ".repeat(nameColumns + GAP.length()) + grid.axis(columns, terminal.zone()));
    }

    private static String line(String name, String chart, String min, String max, String last) {
        return name
                + GAP
                + chart
                + GAP
                + Cells.right(min, NUMBER_COLUMNS, "")
                + GAP
                + Cells.right(max, NUMBER_COLUMNS, "")
                + GAP
                + Cells.right(last, NUMBER_COLUMNS, "");
    }
}
