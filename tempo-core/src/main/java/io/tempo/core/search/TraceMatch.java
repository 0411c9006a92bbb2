package io.tempo.core.search;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.model.TraceId;
import io.tempo.core.tempopb.ServiceStats;
import io.tempo.core.tempopb.TraceSearchMetadata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace of a search's answer, or the part of it that one table holds.
 *
 * @param rootService service of its root span; "" if there is none
 * @param rootName name of its root span; "" if there is none
 * @param startNanos unix nanoseconds of its earliest span
 * @param durationNanos nanoseconds from there to the end of its latest span
 * @param spanSets what matched; empty in answers to tag searches
 * @param services counts per service of the whole stored trace; empty in answers to tag searches
 */
public record TraceMatch(
        TraceId traceId,
        String rootService,
        String rootName,
        long startNanos,
        long durationNanos,
        List<SpanSetMatch> spanSets,
        Map<String, ServiceCounts> services) {

    /** Stands for the root service of a trace whose root span has not arrived. */
    public static final String ROOT_NOT_RECEIVED = "<root span not yet received>";

    /**
     * Joins two parts of one trace: the first known root, the earliest start, the longest duration,
     * the larger counts; of span sets grouped by the same values the one with more matches.
     */
    public TraceMatch merge(TraceMatch other) {
        Map<String, ServiceCounts> counts = new HashMap<>(services);
        other.services.forEach((name, c) -> counts.merge(name, c, ServiceCounts::max));
        Map<List<KeyValue>, SpanSetMatch> sets = new LinkedHashMap<>();
        for (SpanSetMatch set : spanSets) {
            sets.merge(set.identity(), set, TraceMatch::larger);
        }
        for (SpanSetMatch set : other.spanSets) {
            sets.merge(set.identity(), set, TraceMatch::larger);
        }
        return new TraceMatch(
                traceId,
                rootService.isEmpty() ? other.rootService : rootService,
                rootName.isEmpty() ? other.rootName : rootName,
                Long.compareUnsigned(startNanos, other.startNanos) <= 0
                        ? startNanos
                        : other.startNanos,
                Long.compareUnsigned(durationNanos, other.durationNanos) >= 0
                        ? durationNanos
                        : other.durationNanos,
                List.copyOf(sets.values()),
                counts);
    }

    /** The same match with another duration. */
    public TraceMatch withDuration(long nanos) {
        return new TraceMatch(
                traceId, rootService, rootName, startNanos, nanos, spanSets, services);
    }

    /** Memory that this takes, roughly. */
    public long memoryBytes() {
        long bytes = 400 + 120L * services.size();
        for (SpanSetMatch set : spanSets) {
            bytes += set.memoryBytes();
        }
        return bytes;
    }

    private static SpanSetMatch larger(SpanSetMatch a, SpanSetMatch b) {
        return b.matched() > a.matched() ? b : a;
    }

    /**
     * The trace as API message.
     *
     * @param padTraceId whether the id has all its 32 digits, or none of its leading zeros
     */
    public TraceSearchMetadata toProto(boolean padTraceId) {
        TraceSearchMetadata.Builder builder =
                TraceSearchMetadata.newBuilder()
                        .setTraceID(padTraceId ? traceId.toHex() : traceId.toTrimmedHex())
                        .setRootServiceName(rootService.isEmpty() ? ROOT_NOT_RECEIVED : rootService)
                        .setRootTraceName(rootName)
                        .setStartTimeUnixNano(startNanos)
                        .setDurationMs((int) Long.divideUnsigned(durationNanos, 1_000_000));
        for (SpanSetMatch set : spanSets) {
            builder.addSpanSets(set.toProto());
        }
        if (!spanSets.isEmpty()) {
            builder.setSpanSet(builder.getSpanSets(0));
        }
        services.forEach(
                (name, counts) ->
                        builder.putServiceStats(
                                name,
                                ServiceStats.newBuilder()
                                        .setSpanCount(counts.spans())
                                        .setErrorCount(counts.errors())
                                        .build()));
        return builder.build();
    }

    /**
     * Reads what {@link #toProto} wrote; the duration comes back in whole milliseconds.
     *
     * @throws IllegalArgumentException if an id in it is not hexadecimal
     */
    public static TraceMatch fromProto(TraceSearchMetadata message) {
        List<SpanSetMatch> sets = new ArrayList<>(message.getSpanSetsCount());
        message.getSpanSetsList().forEach(set -> sets.add(SpanSetMatch.fromProto(set)));
        Map<String, ServiceCounts> services = new HashMap<>();
        message.getServiceStatsMap()
                .forEach(
                        (name, s) ->
                                services.put(
                                        name,
                                        new ServiceCounts(s.getSpanCount(), s.getErrorCount())));
        String service = message.getRootServiceName();
        return new TraceMatch(
                TraceId.fromHex(message.getTraceID()),
                service.equals(ROOT_NOT_RECEIVED) ? "" : service,
                message.getRootTraceName(),
                message.getStartTimeUnixNano(),
                Integer.toUnsignedLong(message.getDurationMs()) * 1_000_000,
                sets,
                services);
    }
}
