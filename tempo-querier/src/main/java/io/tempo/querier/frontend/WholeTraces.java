package io.tempo.querier.frontend;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.TraceCombiner;
import io.tempo.core.search.SearchStats;
import io.tempo.core.search.TraceMatch;
import io.tempo.querier.job.Answer;
import io.tempo.querier.job.JobControl;
import io.tempo.querier.job.SearchTask;
import io.tempo.querier.job.TableVisitor;
import io.tempo.querier.job.Task;
import io.tempo.querier.job.TracePart;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Puts those traces of a search's answer together that lie in more than one place, and asks them
 * again: what is said of a trace holds for the whole trace, and does not depend on which of its
 * parts was looked at first.
 */
final class WholeTraces {

    /**
     * Parts of a trace are looked for in blocks that end or begin no further than this from what is
     * known of it.
     */
    private static final long REACH_NANOS = TimeUnit.HOURS.toNanos(1);

    /** Traces that are put together at a time. */
    private static final int BATCH = 64;

    private final QuerySession session;
    private final TraceLookup lookup;
    private final SearchTask task;

    WholeTraces(QuerySession session, TraceLookup lookup, SearchTask task) {
        this.session = session;
        this.lookup = lookup;
        this.task = task;
    }

    /** The matches that come first in the search's order, those of split traces made anew. */
    List<TraceMatch> of(List<TraceMatch> matches) throws InterruptedException {
        List<TraceMatch> traces = new ArrayList<>();
        for (int from = 0; from < matches.size(); from += BATCH) {
            batch(matches.subList(from, Math.min(matches.size(), from + BATCH)), traces);
        }
        traces.sort(task.order().comparator());
        int most = task.limits().traces();
        return traces.size() > most ? List.copyOf(traces.subList(0, most)) : traces;
    }

    private void batch(List<TraceMatch> matches, List<TraceMatch> traces)
            throws InterruptedException {
        List<TraceLookup.Places> near = near(matches);
        Map<TraceId, Set<UUID>> places = new LinkedHashMap<>();
        if (placeCount(near) > 1) {
            List<TraceId> ids = matches.stream().map(TraceMatch::traceId).toList();
            for (TracePart part : lookup.parts(session, new Task.OfTraces(ids, false), near)) {
                places.computeIfAbsent(part.id(), id -> new HashSet<>()).add(part.place());
            }
            places.values().removeIf(of -> of.size() < 2);
        }
        Map<TraceId, List<TracePart>> split = new LinkedHashMap<>();
        if (!places.isEmpty()) {
            Set<UUID> wanted = new HashSet<>();
            places.values().forEach(wanted::addAll);
            Task.OfTraces spans = new Task.OfTraces(List.copyOf(places.keySet()), true);
            List<TraceLookup.Places> some =
                    near.stream().map(p -> p.only(wanted::contains)).toList();
            for (TracePart part : lookup.parts(session, spans, some)) {
                split.computeIfAbsent(part.id(), id -> new ArrayList<>()).add(part);
            }
        }
        for (TraceMatch match : matches) {
            List<TracePart> parts = split.get(match.traceId());
            if (parts == null) {
                traces.add(match);
            } else {
                traces.addAll(askAgain(parts));
            }
        }
    }

    private List<TraceLookup.Places> near(List<TraceMatch> matches) {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (TraceMatch match : matches) {
            from = Math.min(from, match.startNanos());
            to = Math.max(to, match.startNanos() + match.durationNanos());
        }
        long earliest = from - REACH_NANOS;
        long latest = to + REACH_NANOS;
        List<TraceLookup.Places> near = new ArrayList<>();
        for (Sources sources : session.sources()) {
            List<BlockMeta> blocks =
                    sources.blocks().stream()
                            .filter(meta -> meta.overlaps(earliest, latest))
                            .toList();
            near.add(new TraceLookup.Places(sources, sources.recent(), blocks));
        }
        return near;
    }

    private static int placeCount(List<TraceLookup.Places> places) {
        return places.stream().mapToInt(p -> p.recent().size() + p.blocks().size()).sum();
    }

    /** The whole trace's match; none if the whole does not match. */
    private List<TraceMatch> askAgain(List<TracePart> parts) {
        TraceCombiner combiner = new TraceCombiner(0);
        Set<String> integerSpanKeys = new HashSet<>();
        for (TracePart part : parts) {
            part.spans().ifPresent(combiner::add);
            integerSpanKeys.addAll(part.integerSpanKeys());
        }
        var spans = TraceColumns.of(combiner.result());
        TableVisitor visitor = task.begin(new Unhurried());
        visitor.visit(
                new SpanTable(spans, TraceLayout.of(spans), integerSpanKeys), new SearchStats());
        return ((Answer.Traces) visitor.answer()).traces();
    }

    /** Asks for the whole trace, whatever else was found. */
    private final class Unhurried implements JobControl {

        @Override
        public boolean isCancelled() {
            return session.query().isAbandoned();
        }

        @Override
        public long floorNanos() {
            return 0;
        }
    }
}
