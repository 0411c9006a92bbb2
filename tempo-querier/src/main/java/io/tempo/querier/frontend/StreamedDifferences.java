package io.tempo.querier.frontend;

import io.tempo.core.tempopb.SearchResponse;
import io.tempo.core.tempopb.SearchTagValuesResponse;
import io.tempo.core.tempopb.SearchTagValuesV2Response;
import io.tempo.core.tempopb.SearchTagsResponse;
import io.tempo.core.tempopb.SearchTagsV2Response;
import io.tempo.core.tempopb.SearchTagsV2Scope;
import io.tempo.core.tempopb.TraceSearchMetadata;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What of a growing answer a client has not been sent yet. Each function remembers for one stream.
 */
final class StreamedDifferences {

    private StreamedDifferences() {}

    /** Traces that are new or have changed. */
    static UnaryOperator<SearchResponse> ofSearch() {
        Map<String, TraceSearchMetadata> sent = new HashMap<>();
        return answer -> {
            SearchResponse.Builder fresh = answer.toBuilder().clearTraces();
            Map<String, TraceSearchMetadata> now = new HashMap<>();
            for (TraceSearchMetadata trace : answer.getTracesList()) {
                if (!trace.equals(sent.get(trace.getTraceID()))) {
                    fresh.addTraces(trace);
                }
                now.put(trace.getTraceID(), trace);
            }
            sent.clear();
            sent.putAll(now);
            return fresh.build();
        };
    }

    static UnaryOperator<SearchTagsResponse> ofNames() {
        Set<String> sent = new HashSet<>();
        return answer ->
                answer.toBuilder()
                        .clearTagNames()
                        .addAllTagNames(
                                answer.getTagNamesList().stream().filter(sent::add).toList())
                        .build();
    }

    static UnaryOperator<SearchTagsV2Response> ofScopedNames() {
        Map<String, Set<String>> sent = new HashMap<>();
        return answer -> {
            SearchTagsV2Response.Builder fresh = answer.toBuilder().clearScopes();
            for (SearchTagsV2Scope scope : answer.getScopesList()) {
                Set<String> known = sent.computeIfAbsent(scope.getName(), s -> new HashSet<>());
                var names = scope.getTagsList().stream().filter(known::add).toList();
                if (!names.isEmpty()) {
                    fresh.addScopes(scope.toBuilder().clearTags().addAllTags(names));
                }
            }
            return fresh.build();
        };
    }

    static UnaryOperator<SearchTagValuesResponse> ofValues() {
        Set<String> sent = new HashSet<>();
        return answer ->
                answer.toBuilder()
                        .clearTagValues()
                        .addAllTagValues(
                                answer.getTagValuesList().stream().filter(sent::add).toList())
                        .build();
    }

    static UnaryOperator<SearchTagValuesV2Response> ofTypedValues() {
        Set<Object> sent = new HashSet<>();
        return answer ->
                answer.toBuilder()
                        .clearTagValues()
                        .addAllTagValues(
                                answer.getTagValuesList().stream().filter(sent::add).toList())
                        .build();
    }
}
