package io.tempo.querier.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;

import io.tempo.core.search.AnswerTooLargeException;
import io.tempo.core.traceql.engine.TraceQlEvaluationException;
import io.tempo.querier.Querier;
import io.tempo.querier.frontend.FrontendKit;
import io.tempo.querier.frontend.LocalWorkers;
import io.tempo.querier.job.JobRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Queriers that pull jobs over a real connection. */
@Timeout(60)
final class RemoteQueriersTest {

    private static final int MAX_MESSAGE = 16 << 20;

    private static final String[] SEARCHES = {
        "{ status = error }",
        "{ } | select(span.tags, name)",
        "{ kind = client } | by(resource.service.name) | count() > 1",
        "{ } > { status = error }"
    };

    private static final String[] METRICS = {
        "{ } | rate() by (resource.service.name)",
        "{ } | quantile_over_time(duration, .5, .9) by (kind)",
        "{ } | avg_over_time(span.ratio)",
        "({ status = error } | count_over_time()) / ({ } | count_over_time())",
        "{ } | compare({ status = error })"
    };

    private FrontendKit kit;
    private Server server;
    private String address;

    @BeforeEach
    void start() throws Exception {
        kit = new FrontendKit();
        ServerBuilder builder =
                Server.builder().http(0).gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO);
        JobServer.register(builder, kit.queue, MAX_MESSAGE);
        server = builder.build();
        server.start().join();
        address = "localhost:" + server.activeLocalPort();
    }

    @AfterEach
    void stop() {
        kit.queue.close();
        server.stop().join();
    }

    private JobPuller querier(JobRunner runner, int slots, int maxMessage) {
        return new JobPuller(new JobPuller.Settings(address, "test", slots, maxMessage), runner);
    }

    @Test
    void answersAreThoseOfQueriersInTheProcess() throws Exception {
        FrontendKit local = new FrontendKit();
        LocalWorkers workers = new LocalWorkers(local.queue, new Querier(local.store), 2);
        try (JobPuller querier = querier(new Querier(kit.store), 3, MAX_MESSAGE)) {
            for (String query : SEARCHES) {
                assertThat(kit.searchText(query, 12))
                        .as(query)
                        .isEqualTo(local.searchText(query, 12))
                        .contains("TraceMatch");
            }
            for (String query : METRICS) {
                assertThat(kit.seriesText(query))
                        .as(query)
                        .isEqualTo(local.seriesText(query))
                        .contains("samples");
            }
            assertThat(querier.isConnected()).isTrue();
        } finally {
            local.queue.close();
            workers.close();
        }
    }

    @Test
    void aQuerierThatLeavesLeavesItsJobsToOthers() throws Exception {
        CountDownLatch stuck = new CountDownLatch(2);
        JobPuller leaving =
                querier(
                        (job, control) -> {
                            stuck.countDown();
                            while (!control.isCancelled()) {
                                Thread.onSpinWait();
                            }
                            throw new CancellationException();
                        },
                        2,
                        MAX_MESSAGE);
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::everything);
        stuck.await();
        try (JobPuller staying = querier(new Querier(kit.store), 2, MAX_MESSAGE)) {
            leaving.close();
            assertThat(answer.get().split("TraceMatch\\[")).hasSize(FrontendKit.TRACES + 1);
            assertThat(staying.isConnected()).isTrue();
        }
    }

    private String everything() {
        try {
            return kit.searchText("{ }", 1000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aQuerierThatComesLateIsGivenWhatWaits() throws Exception {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::everything);
        try (JobPuller late = querier(new Querier(kit.store), 1, MAX_MESSAGE)) {
            assertThat(answer.get()).contains("TraceMatch");
            assertThat(late.isConnected()).isTrue();
        }
    }

    @Test
    void failuresKeepTheirKind() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (JobPuller querier =
                querier(
                        (job, control) -> {
                            throw asked.getAndIncrement() == 0
                                    ? new TraceQlEvaluationException("not on this data")
                                    : new IllegalStateException("a bug");
                        },
                        1,
                        MAX_MESSAGE)) {
            assertThatThrownBy(() -> kit.searchText("{ }", 10))
                    .isInstanceOf(TraceQlEvaluationException.class)
                    .hasMessage("not on this data");
            assertThatThrownBy(() -> kit.searchText("{ }", 10))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a bug");
            assertThat(querier.isConnected()).isTrue();
        }
    }

    @Test
    void anAnswerThatFitsInNoMessageIsSaidToBeTooLarge() throws Exception {
        try (JobPuller querier = querier(new Querier(kit.store), 1, 100)) {
            assertThatThrownBy(() -> kit.searchText("{ }", 100))
                    .isInstanceOf(AnswerTooLargeException.class)
                    .hasMessageContaining("more than fit in a message");
            assertThat(querier.isConnected()).isTrue();
        }
    }
}
