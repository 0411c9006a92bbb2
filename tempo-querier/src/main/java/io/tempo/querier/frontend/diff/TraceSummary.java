package io.tempo.querier.frontend.diff;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.tempo.querier.frontend.diff.TraceTree.Node;

import java.util.Map;
import java.util.TreeMap;

/** What differs between two traces, in numbers. */
final class TraceSummary {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double NANOS_PER_MILLI = 1e6;

    /** Services that are listed. */
    private static final int MAX_SERVICES = 500;

    private final TraceDiff diff;
    private final Map<String, Service> services = new TreeMap<>();

    /** What differs of one service's spans. */
    private static final class Service {
        private long baseNanos;
        private long compareNanos;
        private int modified;
        private int added;
        private int removed;
        private int newErrors;
        private int resolvedErrors;

        boolean isChanged() {
            return modified + added + removed + newErrors + resolvedErrors > 0;
        }
    }

    private TraceSummary(TraceDiff diff) {
        this.diff = diff;
        for (Node node : diff.base().nodes()) {
            service(node).baseNanos += node.durationNanos();
        }
        for (Node node : diff.compare().nodes()) {
            service(node).compareNanos += node.durationNanos();
        }
        for (TraceDiff.Match match : diff.matches()) {
            Service service = service(match.base());
            service.modified += match.changes().isEmpty() ? 0 : 1;
            service.newErrors += !match.base().isError() && match.compare().isError() ? 1 : 0;
            service.resolvedErrors += match.base().isError() && !match.compare().isError() ? 1 : 0;
        }
        for (Node node : diff.added()) {
            Service service = service(node);
            service.added++;
            service.newErrors += node.isError() ? 1 : 0;
        }
        for (Node node : diff.removed()) {
            Service service = service(node);
            service.removed++;
            service.resolvedErrors += node.isError() ? 1 : 0;
        }
    }

    private Service service(Node node) {
        return services.computeIfAbsent(node.service(), name -> new Service());
    }

    static ObjectNode of(TraceDiff diff, String baseId, String compareId, String version) {
        return new TraceSummary(diff).json(baseId, compareId, version);
    }

    private ObjectNode json(String baseId, String compareId, String version) {
        TraceTree base = diff.base();
        TraceTree compare = diff.compare();
        ObjectNode root = JSON.objectNode();
        root.put("version", version);
        trace(root.putObject("base"), baseId, base);
        trace(root.putObject("compare"), compareId, compare);
        root.putObject("signals")
                .put("traceLatency", signal(base.durationNanos(), compare.durationNanos()))
                .put("sumSpanDuration", signal(base.sumSpanNanos(), compare.sumSpanNanos()))
                .put("errors", signal(base.errors(), compare.errors()))
                .put("spanCount", signal(base.nodes().size(), compare.nodes().size()))
                .put(
                        "structure",
                        diff.added().isEmpty() && diff.removed().isEmpty()
                                ? "unchanged"
                                : "changed");
        int all = diff.matches().size() + diff.added().size() + diff.removed().size();
        int larger = Math.max(base.nodes().size(), compare.nodes().size());
        root.putObject("trust")
                .put("matchedSpanRatio", ratio(diff.matches().size(), larger))
                .put("structureOverlap", ratio(diff.matches().size(), all));
        root.putObject("stats")
                .put("matchedSpans", diff.matches().size())
                .put("addedSpans", diff.added().size())
                .put("removedSpans", diff.removed().size())
                .put("spanCountDelta", compare.nodes().size() - base.nodes().size())
                .put("errorSpanCountDelta", compare.errors() - base.errors())
                .put("durationDeltaMs", millis(compare.durationNanos() - base.durationNanos()))
                .put(
                        "sumSpanDurationDeltaMs",
                        millis(compare.sumSpanNanos() - base.sumSpanNanos()));
        services(root);
        return root;
    }

    private void services(ObjectNode root) {
        ArrayNode names = root.putArray("changedServices");
        ArrayNode list = root.putArray("services");
        services.forEach(
                (name, service) -> {
                    if (!service.isChanged() || names.size() == MAX_SERVICES) {
                        return;
                    }
                    names.add(name);
                    list.addObject()
                            .put("name", name)
                            .put(
                                    "sumSpanDurationDeltaMs",
                                    millis(service.compareNanos - service.baseNanos))
                            .put("modified", service.modified)
                            .put("added", service.added)
                            .put("removed", service.removed)
                            .put("newErrors", service.newErrors)
                            .put("resolvedErrors", service.resolvedErrors);
                });
    }

    private static void trace(ObjectNode node, String id, TraceTree tree) {
        Node root = tree.roots().getFirst();
        node.put("traceId", id)
                .put("rootService", root.service())
                .put("rootName", root.span().getName())
                .put("spanCount", tree.nodes().size())
                .put("errorSpanCount", tree.errors())
                .put("durationMs", millis(tree.durationNanos()))
                .put("sumSpanDurationMs", millis(tree.sumSpanNanos()));
    }

    private static String signal(long before, long after) {
        if (before == after) {
            return "unchanged";
        }
        return after > before ? "increased" : "decreased";
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? 1 : (double) part / whole;
    }

    private static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }
}
