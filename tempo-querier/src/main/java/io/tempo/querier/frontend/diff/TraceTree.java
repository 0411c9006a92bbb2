package io.tempo.querier.frontend.diff;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The spans of a trace under their parents, in order of time. Spans without a parent are roots. */
final class TraceTree {

    private static final Comparator<Node> BY_START =
            Comparator.comparing(
                            (Node node) -> node.span.getStartTimeUnixNano(), Long::compareUnsigned)
                    .thenComparing(
                            node -> node.span.getSpanId(),
                            ByteString.unsignedLexicographicalComparator());

    /** Longest path of a parent that its children's begin with. */
    private static final int MAX_PATH = 1_000;

    private final List<Node> nodes = new ArrayList<>();
    private final List<Node> roots = new ArrayList<>();

    /** A span in its place. */
    static final class Node {
        private final Span span;
        private final Resource resource;
        private final String service;
        private final List<Node> children = new ArrayList<>();
        private Node parent;
        private String path = "";

        private Node(Span span, Resource resource) {
            this.span = span;
            this.resource = resource;
            this.service = serviceName(resource);
        }

        Span span() {
            return span;
        }

        Resource resource() {
            return resource;
        }

        String service() {
            return service;
        }

        List<Node> children() {
            return children;
        }

        /** Null for a root. */
        Node parent() {
            return parent;
        }

        /** What spans are matched by among their siblings. */
        Signature signature() {
            return new Signature(service, span.getName(), span.getKindValue());
        }

        /**
         * From the root: {@code /service:name}, of several siblings alike {@code /service:name[1]}.
         */
        String path() {
            return path;
        }

        boolean isError() {
            return span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
        }

        long durationNanos() {
            return Math.max(0, span.getEndTimeUnixNano() - span.getStartTimeUnixNano());
        }
    }

    /** What makes two spans the same operation. */
    record Signature(String service, String name, int kind) {}

    private TraceTree() {}

    static TraceTree of(List<ResourceSpans> trace) {
        TraceTree tree = new TraceTree();
        Map<ByteString, Node> byId = new HashMap<>();
        for (ResourceSpans resource : trace) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    Node node = new Node(span, resource.getResource());
                    tree.nodes.add(node);
                    byId.putIfAbsent(span.getSpanId(), node);
                }
            }
        }
        tree.nodes.sort(BY_START);
        for (Node node : tree.nodes) {
            Node parent = byId.get(node.span.getParentSpanId());
            if (!node.span.getParentSpanId().isEmpty() && parent != null && parent != node) {
                node.parent = parent;
            }
        }
        tree.cutCycles();
        for (Node node : tree.nodes) {
            (node.parent == null ? tree.roots : node.parent.children).add(node);
        }
        tree.setPaths();
        return tree;
    }

    /** Spans that are their own ancestors: the first of them becomes a root. */
    private void cutCycles() {
        Set<Node> safe = new HashSet<>();
        for (Node node : nodes) {
            Set<Node> way = new HashSet<>();
            Node up = node;
            while (up != null && !safe.contains(up)) {
                if (!way.add(up)) {
                    up.parent = null;
                    break;
                }
                up = up.parent;
            }
            safe.addAll(way);
        }
    }

    private void setPaths() {
        ArrayDeque<List<Node>> open = new ArrayDeque<>();
        open.add(roots);
        while (!open.isEmpty()) {
            Map<Signature, Integer> seen = new HashMap<>();
            for (Node node : open.remove()) {
                int number = seen.merge(node.signature(), 1, Integer::sum) - 1;
                String above = node.parent == null ? "" : node.parent.path;
                // Of a very deep trace, paths would take the square of its depth.
                String start =
                        above.length() <= MAX_PATH
                                ? above
                                : "…" + above.substring(above.length() - MAX_PATH);
                node.path =
                        start
                                + '/'
                                + node.service
                                + ':'
                                + node.span.getName()
                                + (number == 0 ? "" : "[" + number + "]");
                open.add(node.children);
            }
        }
    }

    private static String serviceName(Resource resource) {
        for (KeyValue attribute : resource.getAttributesList()) {
            if (attribute.getKey().equals("service.name")) {
                return attribute.getValue().getStringValue();
            }
        }
        return "";
    }

    /** All spans, by start. */
    List<Node> nodes() {
        return nodes;
    }

    /** Spans without a parent here, by start. */
    List<Node> roots() {
        return roots;
    }

    long durationNanos() {
        long start = Long.MAX_VALUE;
        long end = 0;
        for (Node node : nodes) {
            start = Math.min(start, node.span.getStartTimeUnixNano());
            end = Math.max(end, node.span.getEndTimeUnixNano());
        }
        return Math.max(0, end - start);
    }

    long sumSpanNanos() {
        return nodes.stream().mapToLong(Node::durationNanos).sum();
    }

    int errors() {
        return (int) nodes.stream().filter(Node::isError).count();
    }
}
