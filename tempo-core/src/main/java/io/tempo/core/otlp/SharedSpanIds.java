package io.tempo.core.otlp;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tempo.core.model.BigEndian;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives the two halves of a call that share one span id, as Zipkin's clients and servers do, an id
 * each: the client keeps it, the server gets a small number that the trace does not use, and the
 * client as its parent. Children of the shared id go to the server, unless they are servers
 * themselves: those were called by the client.
 */
final class SharedSpanIds {

    private SharedSpanIds() {}

    static void separate(List<ResourceSpans.Builder> resources) {
        Set<Long> ids = new HashSet<>();
        Set<Long> clients = new HashSet<>();
        Set<Long> servers = new HashSet<>();
        for (ResourceSpans.Builder resource : resources) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    long id = SpanKey.id(span.getSpanId());
                    ids.add(id);
                    switch (span.getKind()) {
                        case SPAN_KIND_CLIENT -> clients.add(id);
                        case SPAN_KIND_SERVER -> servers.add(id);
                        default -> {}
                    }
                }
            }
        }
        servers.retainAll(clients);
        if (!servers.isEmpty()) {
            new Renumbering(ids, servers).apply(resources);
        }
    }

    private static final class Renumbering {

        private final Set<Long> ids;
        private final Set<Long> shared;
        private final Map<Long, ByteString> serverId = new HashMap<>();
        private long lastGiven;

        Renumbering(Set<Long> ids, Set<Long> shared) {
            this.ids = ids;
            this.shared = shared;
        }

        void apply(List<ResourceSpans.Builder> resources) {
            for (ResourceSpans.Builder resource : resources) {
                for (ScopeSpans scope : resource.getScopeSpansList()) {
                    for (Span span : scope.getSpansList()) {
                        long id = SpanKey.id(span.getSpanId());
                        if (isServer(span) && shared.contains(id)) {
                            serverId.computeIfAbsent(id, i -> unusedId());
                        }
                    }
                }
            }
            for (ResourceSpans.Builder resource : resources) {
                for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
                    for (int i = 0; i < scope.getSpansCount(); i++) {
                        renumber(scope, i);
                    }
                }
            }
        }

        private void renumber(ScopeSpans.Builder scope, int i) {
            Span span = scope.getSpans(i);
            long id = SpanKey.id(span.getSpanId());
            if (isServer(span)) {
                if (shared.contains(id)) {
                    scope.getSpansBuilder(i)
                            .setParentSpanId(span.getSpanId())
                            .setSpanId(serverId.get(id));
                }
                return;
            }
            long parent = SpanKey.id(span.getParentSpanId());
            if (shared.contains(parent) && id != parent) {
                scope.getSpansBuilder(i).setParentSpanId(serverId.get(parent));
            }
        }

        private ByteString unusedId() {
            do {
                lastGiven++;
            } while (!ids.add(lastGiven));
            byte[] bytes = new byte[8];
            BigEndian.putLong(bytes, 0, lastGiven);
            return ByteString.copyFrom(bytes);
        }

        private static boolean isServer(Span span) {
            return span.getKind() == Span.SpanKind.SPAN_KIND_SERVER;
        }
    }
}
