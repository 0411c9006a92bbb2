package io.tempo.querier.frontend;

import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.recent.RecentData;
import io.tempo.core.search.TagNames;
import io.tempo.core.search.TagValues;
import io.tempo.core.search.TopTraces;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.server.MemoryBudget;
import io.tempo.core.storage.BlockList;
import io.tempo.core.traceql.metrics.PartialSeries;
import io.tempo.core.traceql.metrics.Series;
import io.tempo.core.traceql.metrics.TimeAxis;
import io.tempo.querier.job.Answer;
import io.tempo.querier.job.JobResult;
import io.tempo.querier.job.SearchTask;
import io.tempo.querier.job.SeriesTask;
import io.tempo.querier.job.TagNamesTask;
import io.tempo.querier.job.TagValuesTask;
import io.tempo.querier.job.Task;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers queries: cuts each into jobs, lets queriers do them, and merges what they find. Calls
 * block until the answer is there. Thread-safe.
 *
 * <p>All calls throw {@link QueueFullException}, {@link QueryTimeoutException}, {@link
 * java.util.concurrent.CancellationException}, {@link
 * io.tempo.core.search.AnswerTooLargeException}, and {@link
 * io.tempo.core.traceql.engine.TraceQlEvaluationException} if that is how the query ends.
 */
public final class QueryFrontend {

    private final RecentData recent;
    private final BlockList blocks;
    private final JobQueue queue;
    private final QueryFrontendConfig config;
    private final MemoryBudget answers;
    private final QueryJournal journal;
    private final TraceLookup traces;

    /**
     * A frontend.
     *
     * @param queue where queriers take jobs from
     * @param compactedBlocksReadable how long after its compaction a block is still looked into for
     *     traces by id: until then a list of blocks may not have its replacement yet
     * @param answers memory for the answers of all queries at a time
     */
    public QueryFrontend(
            RecentData recent,
            BlockList blocks,
            JobQueue queue,
            QueryFrontendConfig config,
            Duration compactedBlocksReadable,
            MemoryBudget answers,
            FrontendMetrics metrics,
            Clock clock) {
        this.recent = recent;
        this.blocks = blocks;
        this.queue = queue;
        this.config = config;
        this.answers = answers;
        this.journal = new QueryJournal(config, metrics);
        this.traces = new TraceLookup(queue, config, compactedBlocksReadable, clock);
    }

    /** The traces that match, in the order of the search. */
    SearchAnswer search(QueryContext query, SearchTask task, PartialAnswers<SearchAnswer> partial)
            throws InterruptedException {
        try (QuerySession session = open(query)) {
            TopTraces top = new TopTraces(task.order(), task.candidates(), () -> 0, Long.MAX_VALUE);
            QueryRun.Plan plan =
                    new QueryRun.Plan(
                            plan(session, task, config.search().targetBytesPerJob()),
                            job -> mayAdd(job, top),
                            result -> {
                                ((Answer.Traces) result.answer()).traces().forEach(top::add);
                                session.hold(top.memoryBytes());
                            },
                            false,
                            top::thresholdNanos,
                            config.search().concurrentJobs(),
                            attempts());
            session.run(
                    plan,
                    queue,
                    run ->
                            partial.changed(
                                    () -> new SearchAnswer(first(task, top), session.work())));
            return new SearchAnswer(
                    new WholeTraces(session, traces, task).of(top.results()), session.work());
        }
    }

    /** Whether a job's traces may rank high enough; its end says nothing of how long they are. */
    private static boolean mayAdd(PlannedJob job, TopTraces top) {
        return switch (top.order()) {
            case NEWEST -> job.endNanos() < 0 || job.endNanos() >= top.thresholdNanos();
            case LONGEST -> true;
        };
    }

    private static List<TraceMatch> first(SearchTask task, TopTraces top) {
        List<TraceMatch> traces = top.results();
        return traces.size() <= task.limits().traces()
                ? traces
                : traces.subList(0, task.limits().traces());
    }

    /** The series of a metrics query. */
    MetricsAnswer metrics(
            QueryContext query,
            SeriesTask task,
            int maxSeries,
            PartialAnswers<MetricsAnswer> partial)
            throws InterruptedException {
        try (QuerySession session = open(query)) {
            PartialSeries all = task.plan().empty();
            TimeAxis axis = task.plan().request().axis();
            QueryRun.Plan plan =
                    new QueryRun.Plan(
                            plan(session, task, config.metrics().targetBytesPerJob()),
                            job -> true,
                            result -> {
                                all.add(((Answer.Series) result.answer()).series());
                                session.hold(all.memoryBytes());
                            },
                            true, // sums of floats depend on their order, if only a little
                            () -> 0,
                            config.metrics().concurrentJobs(),
                            attempts());
            session.run(
                    plan,
                    queue,
                    run ->
                            partial.changed(
                                    () ->
                                            answer(
                                                    task,
                                                    all,
                                                    completeFrom(axis, run.completeFromNanos()),
                                                    maxSeries,
                                                    session)));
            return answer(task, all, 0, maxSeries, session);
        }
    }

    private static MetricsAnswer answer(
            SeriesTask task,
            PartialSeries all,
            int fromInterval,
            int maxSeries,
            QuerySession session) {
        List<Series> series = task.plan().finish(all);
        boolean truncated = maxSeries > 0 && series.size() >= maxSeries;
        return new MetricsAnswer(
                task.plan().request().axis(),
                truncated ? series.subList(0, maxSeries) : series,
                fromInterval,
                truncated,
                session.work());
    }

    /** The first interval all of which is after a time. */
    private static int completeFrom(TimeAxis axis, long nanos) {
        if (nanos < axis.startNanos()) {
            return 0;
        }
        int interval = axis.interval(nanos);
        return interval < 0 ? axis.intervals() : interval + 1;
    }

    /**
     * What is found of tags so far.
     *
     * @param <C> what collects it
     */
    record TagAnswer<C>(C found, QueryWork work) {}

    /** Keys of attributes. */
    TagAnswer<TagNames> tagNames(
            QueryContext query, TagNamesTask task, PartialAnswers<TagAnswer<TagNames>> partial)
            throws InterruptedException {
        TagNames names = task.collector();
        return collect(
                query,
                task,
                names,
                result -> names.addAll(((Answer.Names) result.answer()).names()),
                names::isFull,
                partial);
    }

    /** Values of a tag. */
    TagAnswer<TagValues> tagValues(
            QueryContext query, TagValuesTask task, PartialAnswers<TagAnswer<TagValues>> partial)
            throws InterruptedException {
        TagValues values = task.collector();
        return collect(
                query,
                task,
                values,
                result -> values.addAll(((Answer.Values) result.answer()).values()),
                values::isFull,
                partial);
    }

    private <C> TagAnswer<C> collect(
            QueryContext query,
            Task.OfTables task,
            C collector,
            Consumer<JobResult> merge,
            BooleanSupplier full,
            PartialAnswers<TagAnswer<C>> partial)
            throws InterruptedException {
        try (QuerySession session = open(query)) {
            QueryRun.Plan plan =
                    new QueryRun.Plan(
                            plan(session, task, config.search().targetBytesPerJob()),
                            job -> !full.getAsBoolean(),
                            merge,
                            true, // values are kept in order of first sight, up to a limit
                            () -> 0,
                            config.search().concurrentJobs(),
                            attempts());
            Supplier<TagAnswer<C>> soFar = () -> new TagAnswer<>(collector, session.work());
            session.run(plan, queue, run -> partial.changed(soFar));
            return soFar.get();
        }
    }

    /** A trace, from all places that hold parts of it. */
    TraceAnswer findTrace(QueryContext query, TraceQuery trace) throws InterruptedException {
        try (QuerySession session = open(query)) {
            return traces.find(session, trace);
        }
    }

    private QuerySession open(QueryContext query) {
        return QuerySession.open(query, recent, blocks, queue, answers, journal);
    }

    private List<PlannedJob> plan(QuerySession session, Task.OfTables task, long targetBytes) {
        return JobPlanner.plan(session.sources(), task, targetBytes, queue.slots());
    }

    private int attempts() {
        return Math.max(1, config.maxRetries());
    }

    /** The most memory that one answer may take. */
    long maxAnswerBytes() {
        return answers.limit() / 2;
    }
}
