package io.tempo.querier.frontend.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tempo.querier.frontend.diff.TraceTree.Node;
import io.tempo.querier.frontend.diff.TraceTree.Signature;
import io.tempo.querier.json.AttributeJson;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Two traces side by side. Roots are matched, and then the children of matched spans: the first of
 * a service, name and kind with the first of the same, the second with the second. What has no
 * partner was removed or added, with all that is below it. Takes time linear in the number of
 * spans.
 */
final class TraceDiff {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TraceTree base;
    private final TraceTree compare;
    private final List<Match> matches = new ArrayList<>();
    private final List<Node> removed = new ArrayList<>();
    private final List<Node> added = new ArrayList<>();

    /** Two spans in the same place, and how they differ. */
    record Match(Node base, Node compare, List<Change> changes) {}

    private record Siblings(List<Node> base, List<Node> compare) {}

    private TraceDiff(TraceTree base, TraceTree compare) {
        this.base = base;
        this.compare = compare;
    }

    static TraceDiff of(List<ResourceSpans> base, List<ResourceSpans> compare) {
        TraceDiff diff = new TraceDiff(TraceTree.of(base), TraceTree.of(compare));
        ArrayDeque<Siblings> open = new ArrayDeque<>();
        open.add(new Siblings(diff.base.roots(), diff.compare.roots()));
        while (!open.isEmpty()) {
            diff.match(open.remove(), open);
        }
        return diff;
    }

    private void match(Siblings siblings, ArrayDeque<Siblings> open) {
        Map<Signature, ArrayDeque<Node>> partners = new HashMap<>();
        for (Node node : siblings.compare) {
            partners.computeIfAbsent(node.signature(), s -> new ArrayDeque<>()).add(node);
        }
        for (Node node : siblings.base) {
            ArrayDeque<Node> alike = partners.get(node.signature());
            Node partner = alike == null ? null : alike.poll();
            if (partner == null) {
                addAll(node, removed);
            } else {
                matches.add(new Match(node, partner, changes(node, partner)));
                open.add(new Siblings(node.children(), partner.children()));
            }
        }
        for (Node node : siblings.compare) {
            ArrayDeque<Node> left = partners.get(node.signature());
            if (left.peek() == node) {
                left.remove();
                addAll(node, added);
            }
        }
    }

    private static void addAll(Node top, List<Node> to) {
        ArrayDeque<Node> open = new ArrayDeque<>();
        open.add(top);
        while (!open.isEmpty()) {
            Node node = open.remove();
            to.add(node);
            open.addAll(node.children());
        }
    }

    private static List<Change> changes(Node before, Node after) {
        List<Change> changes = new ArrayList<>();
        field(changes, "status", status(before.span()), status(after.span()));
        field(
                changes,
                "status_message",
                JSON.textNode(before.span().getStatus().getMessage()),
                JSON.textNode(after.span().getStatus().getMessage()));
        field(
                changes,
                "duration_nanos",
                JSON.numberNode(before.durationNanos()),
                JSON.numberNode(after.durationNanos()));
        attributes(
                changes,
                "span",
                before.span().getAttributesList(),
                after.span().getAttributesList());
        attributes(
                changes,
                "resource",
                before.resource().getAttributesList(),
                after.resource().getAttributesList());
        events(changes, before.span(), after.span());
        return changes;
    }

    private static JsonNode status(Span span) {
        return JSON.textNode(span.getStatus().getCode().name());
    }

    private static void field(List<Change> changes, String name, JsonNode before, JsonNode after) {
        if (!before.equals(after)) {
            changes.add(new Change(Change.Kind.FIELD, "", name, before, after));
        }
    }

    private static void attributes(
            List<Change> changes, String scope, List<KeyValue> before, List<KeyValue> after) {
        if (before.equals(after)) {
            return;
        }
        Map<String, JsonNode> old = byKey(before);
        Map<String, JsonNode> now = byKey(after);
        TreeSet<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(now.keySet());
        for (String key : keys) {
            JsonNode was = old.get(key);
            JsonNode is = now.get(key);
            if (was == null || !was.equals(is)) {
                changes.add(new Change(Change.Kind.ATTRIBUTE, scope, key, was, is));
            }
        }
    }

    private static Map<String, JsonNode> byKey(List<KeyValue> attributes) {
        Map<String, JsonNode> values = new HashMap<>();
        for (KeyValue attribute : attributes) {
            values.put(attribute.getKey(), AttributeJson.of(attribute.getValue()));
        }
        return values;
    }

    /** Events are told apart by name only: how many there are of each. */
    private static void events(List<Change> changes, Span before, Span after) {
        Map<String, Integer> balance = new TreeMap<>();
        before.getEventsList().forEach(event -> balance.merge(event.getName(), -1, Integer::sum));
        after.getEventsList().forEach(event -> balance.merge(event.getName(), 1, Integer::sum));
        balance.forEach(
                (name, count) -> {
                    for (int i = 0; i < Math.abs(count); i++) {
                        JsonNode text = JSON.textNode(name);
                        changes.add(
                                new Change(
                                        Change.Kind.EVENT,
                                        "",
                                        name,
                                        count < 0 ? text : null,
                                        count < 0 ? null : text));
                    }
                });
    }

    TraceTree base() {
        return base;
    }

    TraceTree compare() {
        return compare;
    }

    /** All pairs, those without any difference as well; parents come before their children. */
    List<Match> matches() {
        return matches;
    }

    /** Spans that only the base has; parents come before their children. */
    List<Node> removed() {
        return removed;
    }

    /** Spans that only the other trace has; parents come before their children. */
    List<Node> added() {
        return added;
    }
}
