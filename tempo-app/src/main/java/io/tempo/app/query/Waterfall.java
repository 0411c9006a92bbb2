package io.tempo.app.query;

import io.tempo.app.query.Terminal.Style;
import io.tempo.core.model.TraceId;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A trace as lines: the tree of spans on the left, then kind, duration, and a bar where the span
 * lies in the trace's time. Below a span that failed stands what its status says. Spans that are
 * not shown are counted where they would stand.
 */
final class Waterfall {

    private static final int KIND_COLUMNS = 8;
    private static final int DURATION_COLUMNS = 8;
    private static final int NARROWEST_TREE = 20;
    private static final String GAP = "  ";

    private final Terminal terminal;
    private final PrintWriter out;
    private final int treeColumns;
    private final int barColumns;
    private final int maxDepth;

    Waterfall(Terminal terminal, PrintWriter out) {
        this.terminal = terminal;
        this.out = out;
        int fixed = KIND_COLUMNS + DURATION_COLUMNS + 3 * GAP.length();
        int room = Math.max(2, terminal.width() - fixed);
        this.treeColumns = Math.min(Math.max(NARROWEST_TREE, room * 11 / 20), room - 2);
        this.barColumns = room - treeColumns;
        this.maxDepth = treeColumns / 4;
    }

    /**
     * A line to print: a span, or the end of a list of siblings that were left out.
     *
     * @param lead what stands left of the span's own branch
     * @param hidden how many spans the line stands for; 0: the span itself
     */
    private record Line(int span, String lead, int depth, boolean last, int hidden, long longest) {}

    void print(TraceId id, TraceTree tree, int maxSpans) {
        TraceSpans spans = tree.spans();
        SpanChoice choice = new SpanChoice(tree, maxSpans);
        heading(id, tree, choice);
        Deque<Line> stack = new ArrayDeque<>();
        push(stack, tree, choice, tree.firstRoot(), "", 0);
        while (!stack.isEmpty()) {
            Line line = stack.pop();
            String branch = line.depth() == 0 ? "" : line.lead() + branch(line.last());
            if (line.hidden() > 0) {
                hidden(line, branch);
                continue;
            }
            String below = below(line);
            span(tree, line, branch);
            TraceSpans.Span span = spans.get(line.span());
            if (span.failed() && !span.statusMessage().isEmpty()) {
                boolean leaf = tree.firstChild(line.span()) == TraceTree.NONE;
                String bar = leaf ? "  " : terminal.glyph("│ ", "| ");
                String text = below + bar + "! " + span.statusMessage();
                out.println(
                        terminal.paint(
                                Style.RED, Cells.cut(text, terminal.width(), terminal.ellipsis())));
            }
            push(stack, tree, choice, tree.firstChild(line.span()), below, line.depth() + 1);
        }
    }

    /** Puts a list of siblings on the stack, the first on top, those left out as one at its end. */
    private static void push(
            Deque<Line> stack,
            TraceTree tree,
            SpanChoice choice,
            int first,
            String lead,
            int depth) {
        Deque<Line> lines = new ArrayDeque<>();
        int hidden = 0;
        long longest = 0;
        Deque<Integer> leftOut = new ArrayDeque<>();
        for (int span = first; span != TraceTree.NONE; span = tree.nextSibling(span)) {
            if (choice.contains(span)) {
                lines.push(new Line(span, lead, depth, lines.isEmpty(), 0, 0));
            } else {
                leftOut.push(span);
            }
        }
        while (!leftOut.isEmpty()) {
            int span = leftOut.pop();
            hidden++;
            longest = Math.max(longest, tree.spans().get(span).durationNanos());
            for (int child = tree.firstChild(span);
                    child != TraceTree.NONE;
                    child = tree.nextSibling(child)) {
                leftOut.push(child);
            }
        }
        if (hidden > 0) {
            stack.push(new Line(TraceTree.NONE, lead, depth, true, hidden, longest));
        }
        boolean last = hidden == 0;
        for (Line line : lines) {
            stack.push(new Line(line.span(), lead, depth, last, 0, 0));
            last = false;
        }
    }

    private String branch(boolean last) {
        return last ? terminal.glyph("└ ", "` ") : terminal.glyph("├ ", "+ ");
    }

    /** What stands left of the branches of a line's children; deep levels are not indented. */
    private String below(Line line) {
        if (line.depth() == 0 || line.depth() > maxDepth) {
            return line.lead();
        }
        return line.lead() + (line.last() ? "  " : terminal.glyph("│ ", "| "));
    }

    private void heading(TraceId id, TraceTree tree, SpanChoice choice) {
        TraceSpans spans = tree.spans();
        out.println(terminal.paint(Style.BOLD, "trace " + id.toHex()));
        String shown = choice.size() < spans.size() ? " (" + choice.size() + " shown)" : "";
        out.println(
                Times.millis(spans.startNanos(), terminal.zone())
                        + ", "
                        + Quantity.duration(spans.endNanos() - spans.startNanos())
                        + ", "
                        + Quantity.count(spans.size(), "span")
                        + shown
                        + " in "
                        + Quantity.count(spans.services(), "service")
                        + (spans.failed() == 0
                                ? ""
                                : ", " + Quantity.count(spans.failed(), "error")));
        out.println();
        String end = Quantity.duration(spans.endNanos() - spans.startNanos());
        String axis = "0" + Cells.right(end, barColumns - 1, "");
        out.println(
                terminal.paint(
                        Style.BOLD,
                        Cells.left("SPAN", treeColumns, "")
                                + GAP
                                + Cells.left("KIND", KIND_COLUMNS, "")
                                + GAP
                                + Cells.right("DURATION", DURATION_COLUMNS, "")
                                + GAP
                                + axis));
    }

    private void span(TraceTree tree, Line line, String branch) {
        TraceSpans.Span span = tree.spans().get(line.span());
        String depth = line.depth() > maxDepth + 1 ? "[" + line.depth() + "] " : "";
        String service = span.service().isEmpty() ? "?" : span.service();
        String orphan = tree.isOrphan(line.span()) ? " (parent missing)" : "";
        String mark = span.failed() ? "! " : "";
        String text = branch + depth + mark + service + ": " + span.name() + orphan;
        String left = Cells.left(text, treeColumns, terminal.ellipsis());
        Style style = span.failed() ? Style.RED : Style.of(span.service());
        out.println(
                paintAfter(branch.length(), style, left)
                        + GAP
                        + Cells.left(span.kind(), KIND_COLUMNS, terminal.ellipsis())
                        + GAP
                        + Cells.right(Quantity.duration(span.durationNanos()), DURATION_COLUMNS, "")
                        + GAP
                        + bar(tree.spans(), span, style));
    }

    /** Renders what follows the branches, which stay plain. */
    private String paintAfter(int branch, Style style, String text) {
        int at = Math.min(branch, text.length());
        return text.substring(0, at) + terminal.paint(style, text.substring(at));
    }

    private String bar(TraceSpans spans, TraceSpans.Span span, Style style) {
        long start = spans.startNanos();
        double length = Math.max(1, spans.endNanos() - start);
        int from = (int) ((span.startNanos() - start) / length * barColumns);
        from = Math.clamp(from, 0, barColumns - 1);
        int to = (int) Math.ceil((span.endNanos() - start) / length * barColumns);
        to = Math.clamp(to, from + 1, barColumns);
        boolean shorterThanCell = span.durationNanos() * 2.0 * barColumns < length;
        String cell = shorterThanCell ? terminal.glyph("▏", "|") : terminal.glyph("█", "#");
        int cells = shorterThanCell ? 1 : to - from;
        return " ".repeat(from) + terminal.paint(style, cell.repeat(cells));
    }

    private void hidden(Line line, String branch) {
        String text =
                branch
                        + Quantity.count(line.hidden(), "span")
                        + " not shown, the longest "
                        + Quantity.duration(line.longest());
        out.println(
                terminal.paint(Style.DIM, Cells.cut(text, terminal.width(), terminal.ellipsis())));
    }
}
