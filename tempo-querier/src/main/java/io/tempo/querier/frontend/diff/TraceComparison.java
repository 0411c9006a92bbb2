package io.tempo.querier.frontend.diff;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.tempo.querier.frontend.diff.TraceTree.Node;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The differences between two traces as JSON, in one of some formats. For one thread.
 *
 * <p>Source of the shapes: the answers of Tempo's {@code /api/v2/traces/diff}. How spans are
 * matched is our own, see {@link TraceDiff}.
 */
public final class TraceComparison {

    /** Spans that are listed of those modified, added and removed each. */
    static final int MAX_SPANS = 1_000;

    /** Larger patches are left out of a summary. */
    private static final int MAX_PATCH_BYTES = 64 << 10;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TraceDiff diff;
    private final String baseId;
    private final String compareId;

    /** How differences can be written. */
    public enum Format {
        PATCH("trace-patch-v0"),
        SUMMARY("trace-summary-v0-native"),
        SUMMARY_AND_PATCH("trace-summary-v0-composed");

        private final String word;

        Format(String word) {
            this.word = word;
        }

        /** As requests name it. */
        public String word() {
            return word;
        }

        /**
         * The format of that name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Format of(String word) {
            for (Format format : values()) {
                if (format.word.equals(word)) {
                    return format;
                }
            }
            throw new IllegalArgumentException(
                    "must be one of "
                            + List.of(values()).stream()
                                    .map(Format::word)
                                    .collect(Collectors.joining(", ")));
        }
    }

    /** Two traces with their ids in hexadecimal digits. */
    public TraceComparison(
            String baseId,
            List<ResourceSpans> base,
            String compareId,
            List<ResourceSpans> compare) {
        this.baseId = baseId;
        this.compareId = compareId;
        this.diff = TraceDiff.of(base, compare);
    }

    /** The differences. */
    public ObjectNode json(Format format) {
        return switch (format) {
            case PATCH -> patch();
            case SUMMARY -> TraceSummary.of(diff, baseId, compareId, format.word());
            case SUMMARY_AND_PATCH -> {
                ObjectNode summary = TraceSummary.of(diff, baseId, compareId, format.word());
                ObjectNode patch = patch();
                int bytes = patch.toString().getBytes(StandardCharsets.UTF_8).length;
                if (bytes <= MAX_PATCH_BYTES) {
                    summary.set("patch", patch);
                } else {
                    summary.putObject("patchOmitted")
                            .put("bytes", bytes)
                            .put("reason", "over_budget");
                }
                yield summary;
            }
        };
    }

    private ObjectNode patch() {
        ObjectNode root = JSON.objectNode();
        root.put("version", Format.PATCH.word());
        root.putObject("base").put("traceId", baseId).put("spanCount", diff.base().nodes().size());
        root.putObject("compare")
                .put("traceId", compareId)
                .put("spanCount", diff.compare().nodes().size());
        List<TraceDiff.Match> modified =
                diff.matches().stream().filter(match -> !match.changes().isEmpty()).toList();
        stats(root.putObject("stats"), modified);
        ArrayNode changed = root.putArray("modified");
        modified.stream().limit(MAX_SPANS).forEach(match -> modified(changed.addObject(), match));
        ArrayNode added = root.putArray("added");
        diff.added().stream().limit(MAX_SPANS).forEach(node -> added(added.addObject(), node));
        ArrayNode removed = root.putArray("removed");
        diff.removed().stream()
                .limit(MAX_SPANS)
                .forEach(node -> removed(removed.addObject(), node));
        ArrayNode warnings = root.putArray("warnings");
        if (diff.matches().isEmpty()) {
            warnings.addObject()
                    .put("code", "nothing_in_common")
                    .put("message", "no span of one trace has a partner in the other");
        }
        return root;
    }

    private void stats(ObjectNode node, List<TraceDiff.Match> modified) {
        node.put("spanCountA", diff.base().nodes().size());
        node.put("spanCountB", diff.compare().nodes().size());
        node.put("matchedSpans", diff.matches().size());
        node.put("modifiedSpans", modified.size());
        node.put("addedSpans", diff.added().size());
        node.put("removedSpans", diff.removed().size());
        int[] byKind = new int[Change.Kind.values().length];
        for (TraceDiff.Match match : modified) {
            match.changes().forEach(change -> byKind[change.kind().ordinal()]++);
        }
        node.put("fieldChanges", byKind[Change.Kind.FIELD.ordinal()]);
        node.put("attributeChanges", byKind[Change.Kind.ATTRIBUTE.ordinal()]);
        node.put("eventChanges", byKind[Change.Kind.EVENT.ordinal()]);
        node.put(
                "truncated",
                modified.size() > MAX_SPANS
                        || diff.added().size() > MAX_SPANS
                        || diff.removed().size() > MAX_SPANS);
    }

    private static void modified(ObjectNode node, TraceDiff.Match match) {
        identity(node.putObject("span"), match.base());
        ArrayNode changes = node.putArray("changes");
        for (Change change : match.changes()) {
            ObjectNode c = changes.addObject();
            c.put("op", change.operation());
            ObjectNode target = c.putObject("target").put("type", change.kind().word());
            switch (change.kind()) {
                case FIELD, EVENT -> target.put("name", change.name());
                case ATTRIBUTE -> target.put("scope", change.scope()).put("key", change.name());
            }
            if (change.before() != null) {
                c.set("before", change.before());
            }
            if (change.after() != null) {
                c.set("after", change.after());
            }
        }
    }

    private void added(ObjectNode node, Node span) {
        ObjectNode target = node.putObject("target").put("type", "span");
        List<Node> siblings = diff.compare().roots();
        if (span.parent() != null) {
            target.put("parentPath", span.parent().path());
            siblings = span.parent().children();
        }
        target.put("index", siblings.indexOf(span));
        details(node.putObject("span"), span);
    }

    private static void removed(ObjectNode node, Node span) {
        node.putObject("target").put("type", "span").put("path", span.path());
        details(node.putObject("span"), span);
    }

    private static ObjectNode identity(ObjectNode node, Node span) {
        return node.put("path", span.path())
                .put("service", span.service())
                .put("name", span.span().getName())
                .put("kind", span.span().getKind().name());
    }

    private static void details(ObjectNode node, Node span) {
        identity(node, span)
                .put("duration_nanos", span.durationNanos())
                .put("status", span.span().getStatus().getCode().name());
    }
}
