package io.tempo.querier.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.model.TenantId;
import io.tempo.core.search.AnswerTooLargeException;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.traceql.engine.TraceQlEvaluationException;
import io.tempo.querier.Querier;
import io.tempo.querier.job.Job;
import io.tempo.querier.job.JobControl;
import io.tempo.querier.job.JobResult;
import io.tempo.querier.job.JobRunner;
import io.tempo.querier.job.JobWork;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
final class QueryFrontendTest {

    private static void with(FrontendKit kit, JobRunner runner, int width, Body body)
            throws Exception {
        LocalWorkers workers = new LocalWorkers(kit.queue, runner, width);
        try {
            body.run();
        } finally {
            kit.queue.close();
            workers.close();
        }
        assertThat(kit.answers.used()).as("memory is given back").isZero();
    }

    private interface Body {
        void run() throws Exception;
    }

    private static SearchAnswer search(FrontendKit kit, QueryContext query, String text, int limit)
            throws InterruptedException {
        return kit.frontend.search(
                query, FrontendKit.search(text, limit), PartialAnswers.unwanted());
    }

    @Test
    void oneQuerierAndManyFindTheSame() throws Exception {
        List<String> answers = new ArrayList<>();
        for (int width : new int[] {1, 2, 7}) {
            FrontendKit kit = new FrontendKit();
            with(
                    kit,
                    new Querier(kit.store),
                    width,
                    () -> {
                        answers.add(kit.searchText("{ status = error }", 15));
                        answers.add(kit.seriesText("{ } | sum_over_time(span.ratio) by (kind)"));
                    });
        }
        assertThat(answers.get(0)).isEqualTo(answers.get(2)).isEqualTo(answers.get(4));
        assertThat(answers.get(1))
                .isEqualTo(answers.get(3))
                .isEqualTo(answers.get(5))
                .contains("kind");
    }

    @Test
    void everySpanIsCountedOnce() throws Exception {
        FrontendKit kit = new FrontendKit();
        with(
                kit,
                new Querier(kit.store),
                2,
                () -> {
                    MetricsAnswer answer =
                            kit.frontend.metrics(
                                    FrontendKit.query(),
                                    FrontendKit.series("{ } | count_over_time()"),
                                    0,
                                    PartialAnswers.unwanted());
                    double sum = 0;
                    for (double value : answer.series().getFirst().values()) {
                        sum += value;
                    }
                    assertThat(sum).isEqualTo(FrontendKit.SPANS);
                    assertThat(answer.work().completedJobs()).isEqualTo(answer.work().jobs());
                    assertThat(answer.work().work().spans()).isEqualTo(FrontendKit.SPANS);
                });
    }

    @Test
    void olderBlocksAreLeftOutOnceEnoughIsFound() throws Exception {
        FrontendKit kit = new FrontendKit();
        AtomicInteger done = new AtomicInteger();
        Querier querier = new Querier(kit.store);
        with(
                kit,
                (job, control) -> {
                    done.incrementAndGet();
                    return querier.run(job, control);
                },
                1,
                () -> {
                    SearchAnswer answer = search(kit, FrontendKit.query(), "{ }", 3);
                    assertThat(answer.traces())
                            .extracting(TraceMatch::startNanos)
                            .isSortedAccordingTo((a, b) -> Long.compare(b, a))
                            .hasSize(3);
                    assertThat(answer.work().jobs()).isGreaterThanOrEqualTo(FrontendKit.BLOCKS);
                    assertThat(answer.work().completedJobs()).isEqualTo(answer.work().jobs());
                });
        assertThat(done.get()).isLessThan(FrontendKit.BLOCKS);
    }

    @Test
    void aJobThatFindsDataUnreadableIsDoneAgainThenReported() throws Exception {
        FrontendKit kit = new FrontendKit();
        Querier querier = new Querier(kit.store);
        with(
                kit,
                (job, control) -> {
                    JobResult result = querier.run(job, control);
                    return job.scope().toString().contains("00000004")
                            ? new JobResult(
                                    result.answer(),
                                    result.work().withUnreadable(List.of("block 4 is away")))
                            : result;
                },
                2,
                () -> {
                    SearchAnswer answer = search(kit, FrontendKit.query(), "{ }", 1000);
                    assertThat(answer.work().unreadable()).containsExactly("block 4 is away");
                    assertThat(answer.work().completedJobs()).isLessThan(answer.work().jobs());
                });
    }

    @Test
    void aQuerierThatLosesAJobIsNotTheEndOfIt() throws Exception {
        FrontendKit kit = new FrontendKit();
        Querier querier = new Querier(kit.store);
        Thread losing =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < 4; i++) {
                                            kit.queue.take().lost("the querier has gone");
                                        }
                                        JobQueue.Assignment next = kit.queue.take();
                                        while (next != null) {
                                            next.succeed(querier.run(next.job(), next.control()));
                                            next = kit.queue.take();
                                        }
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                });
        // The first four jobs are lost once each, or one of them twice: then the query fails.
        try {
            assertThat(search(kit, FrontendKit.query(), "{ }", 1000).traces())
                    .hasSize(FrontendKit.TRACES);
        } catch (LostJobException e) {
            assertThat(e).hasMessageContaining("the querier has gone");
        }
        kit.queue.close();
        losing.join();
    }

    @Test
    void whatFailsOnDataFailsTheQueryAtOnce() throws Exception {
        FrontendKit kit = new FrontendKit();
        with(
                kit,
                (job, control) -> {
                    throw new TraceQlEvaluationException("cannot be evaluated");
                },
                2,
                () ->
                        assertThatThrownBy(() -> search(kit, FrontendKit.query(), "{ }", 10))
                                .isInstanceOf(TraceQlEvaluationException.class)
                                .hasMessage("cannot be evaluated"));
    }

    @Test
    void queriersHearThatTheClientHasGone() throws Exception {
        FrontendKit kit = new FrontendKit();
        AtomicBoolean gone = new AtomicBoolean();
        CountDownLatch working = new CountDownLatch(1);
        AtomicInteger given = new AtomicInteger();
        with(
                kit,
                (job, control) -> {
                    given.incrementAndGet();
                    working.countDown();
                    while (!control.isCancelled()) {
                        Thread.onSpinWait();
                    }
                    throw new CancellationException();
                },
                1,
                () -> {
                    CompletableFuture<SearchAnswer> answer =
                            CompletableFuture.supplyAsync(
                                    () -> {
                                        try {
                                            return search(
                                                    kit,
                                                    FrontendKit.query(gone, Duration.ZERO),
                                                    "{ }",
                                                    10);
                                        } catch (InterruptedException e) {
                                            throw new AssertionError(e);
                                        }
                                    });
                    working.await();
                    gone.set(true);
                    assertThatThrownBy(answer::get)
                            .isInstanceOf(ExecutionException.class)
                            .hasRootCauseInstanceOf(CancellationException.class);
                });
        assertThat(given.get()).as("no further job was given out").isEqualTo(1);
    }

    @Test
    void aQueryHasItsTime() throws Exception {
        FrontendKit kit = new FrontendKit(); // and no querier
        assertThatThrownBy(
                        () ->
                                search(
                                        kit,
                                        FrontendKit.query(
                                                new AtomicBoolean(), Duration.ofMillis(1)),
                                        "{ }",
                                        10))
                .isInstanceOf(QueryTimeoutException.class);
    }

    @Test
    void aTenantHasSoManyQueriesAtATime() throws Exception {
        FrontendKit kit = new FrontendKit("query_frontend:", "  max_outstanding_per_tenant: 2");
        try (var first = kit.queue.admit("a");
                var second = kit.queue.admit("a");
                var other = kit.queue.admit("b")) {
            assertThatThrownBy(() -> kit.queue.admit("a"))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessage("job queue full");
            assertThat(List.of(first, second, other)).doesNotContainNull();
        }
        kit.queue.admit("a").close();
    }

    @Test
    void tenantsTakeTurnsHoweverManyJobsOneHas() throws Exception {
        FrontendKit kit = new FrontendKit();
        Endless busy = new Endless();
        Endless alsoBusy = new Endless();
        Endless modest = new Endless();
        try (var a = kit.queue.admit("a");
                var b = kit.queue.admit("b")) {
            a.add(busy);
            a.add(alsoBusy);
            b.add(modest);
            for (int i = 0; i < 40; i++) {
                kit.queue.take();
            }
            assertThat(modest.given).isEqualTo(20);
            assertThat(busy.given).isEqualTo(10);
            assertThat(alsoBusy.given).isEqualTo(10);
        }
    }

    /** A query with jobs without end. */
    private static final class Endless implements JobQueue.Source {
        private int given;

        @Override
        public JobQueue.Assignment next() {
            given++;
            return new JobQueue.Assignment() {
                @Override
                public Job job() {
                    return null;
                }

                @Override
                public JobControl control() {
                    return null;
                }

                @Override
                public void succeed(JobResult result) {}

                @Override
                public void fail(Throwable cause) {}

                @Override
                public void lost(String reason) {}
            };
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsRefusedAndTheMemoryGivenBack() throws Exception {
        FrontendKit kit = new FrontendKit(100_000);
        with(
                kit,
                new Querier(kit.store),
                2,
                () -> {
                    assertThatThrownBy(() -> search(kit, FrontendKit.query(), "{ }", 1000))
                            .isInstanceOf(AnswerTooLargeException.class)
                            .hasMessageContaining("ask for fewer traces");
                    assertThat(search(kit, FrontendKit.query(), "{ }", 5).traces()).hasSize(5);
                });
    }

    @Test
    void whenOtherAnswersTakeTheMemoryTheClientIsAskedToComeBack() throws Exception {
        FrontendKit kit = new FrontendKit(1_000_000);
        assertThat(kit.answers.tryAcquire(990_000)).isTrue();
        with(
                kit,
                new Querier(kit.store),
                2,
                () -> {
                    assertThatThrownBy(() -> search(kit, FrontendKit.query(), "{ }", 1000))
                            .isInstanceOf(QueueFullException.class)
                            .hasMessageContaining("try again later");
                    kit.answers.release(990_000);
                });
    }

    @Test
    void partialAnswersGrowTowardsThePast() throws Exception {
        FrontendKit kit = new FrontendKit();
        Querier querier = new Querier(kit.store);
        Semaphore go = new Semaphore(0);
        List<Integer> complete = new ArrayList<>();
        with(
                kit,
                (job, control) -> {
                    go.acquireUninterruptibly();
                    return querier.run(job, control);
                },
                1,
                () -> {
                    go.release();
                    MetricsAnswer last =
                            kit.frontend.metrics(
                                    FrontendKit.query(),
                                    FrontendKit.series("{ } | count_over_time()"),
                                    0,
                                    soFar -> {
                                        complete.add(soFar.get().fromInterval());
                                        go.release();
                                    });
                    assertThat(complete).isSortedAccordingTo((a, b) -> b - a);
                    assertThat(complete.getFirst()).isBetween(1, last.axis().intervals() - 1);
                    assertThat(complete.getLast()).isZero();
                });
    }

    @Test
    void nothingIsAskedOfTenantsWithoutData() throws Exception {
        FrontendKit kit = new FrontendKit(); // and no querier
        SearchAnswer answer =
                search(
                        kit,
                        FrontendKit.query("nobody", new AtomicBoolean(), Duration.ZERO),
                        "{ }",
                        10);
        assertThat(answer.traces()).isEmpty();
        assertThat(answer.work().work()).isEqualTo(JobWork.NONE);
        assertThat(kit.blocks.blocks(new TenantId("nobody")).live()).isEmpty();
    }

    @Test
    void queriesAreCounted() throws IOException, InterruptedException {
        FrontendKit kit = new FrontendKit();
        search(kit, FrontendKit.query("nobody", new AtomicBoolean(), Duration.ZERO), "{ }", 10);
        assertThat(
                        kit.meters
                                .get("tempo_query_frontend_queries_total")
                                .tags("tenant", "nobody", "op", "search", "result", "completed")
                                .counter()
                                .count())
                .isEqualTo(1);
    }
}
