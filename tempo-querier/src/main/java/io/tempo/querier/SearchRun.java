package io.tempo.querier;

import io.tempo.core.columns.SpanTable;
import io.tempo.core.search.SearchRequest;
import io.tempo.core.search.SearchStats;
import io.tempo.core.search.TopTraces;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.storage.BlockStore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * One search. A piece that ends before the oldest trace that could still enter the answer is left
 * out. In the end each trace of the answer that has parts in several places is put together and
 * asked again, so that what is said of it holds for the whole trace, and does not depend on which
 * pieces were looked at first.
 */
final class SearchRun {

    private static final Comparator<TraceMatch> NEWEST_FIRST =
            Comparator.comparing(TraceMatch::startNanos, Long::compareUnsigned)
                    .reversed()
                    .thenComparing(TraceMatch::traceId);

    private final SearchQuestion question;
    private final BlockStore store;
    private final PieceRun run;
    private final SearchRequest request;

    SearchRun(SearchQuestion question, BlockStore store, QueryPool pool) {
        this.question = question;
        this.store = store;
        this.run = new PieceRun(store, pool);
        this.request =
                new SearchRequest(
                        question.startNanos(),
                        question.endNanos(),
                        question.spansPerSpanSet(),
                        question.cancelled());
    }

    SearchAnswer run(List<Sources> sources) throws InterruptedException, ExecutionException {
        TopTraces top = new TopTraces(question.limit());
        run.visit(
                sources,
                question.startNanos(),
                question.endNanos(),
                () -> false,
                piece -> piece.endNanos() < 0 || piece.endNanos() >= top.thresholdNanos(),
                (table, stats) -> question.search().evaluate(table, request, top, stats));
        List<TraceMatch> traces = whole(sources, top.results());
        return new SearchAnswer(traces, run.work());
    }

    private List<TraceMatch> whole(List<Sources> sources, List<TraceMatch> matches) {
        List<TraceMatch> traces = new ArrayList<>();
        WholeTraces whole = new WholeTraces(store, run.unreadable());
        for (TraceMatch match : matches) {
            Optional<SpanTable> trace = whole.ifSplit(sources, match);
            if (trace.isEmpty()) {
                traces.add(match);
            } else {
                TopTraces one = new TopTraces(1);
                question.search().evaluate(trace.get(), request, one, new SearchStats());
                traces.addAll(one.results());
            }
        }
        traces.sort(NEWEST_FIRST);
        return traces;
    }
}
