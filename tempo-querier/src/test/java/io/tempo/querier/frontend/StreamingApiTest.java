package io.tempo.querier.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.tempo.core.tempopb.QueryRangeRequest;
import io.tempo.core.tempopb.QueryRangeResponse;
import io.tempo.core.tempopb.Sample;
import io.tempo.core.tempopb.SearchRequest;
import io.tempo.core.tempopb.SearchResponse;
import io.tempo.core.tempopb.StreamingQuerierGrpc;
import io.tempo.core.tempopb.TraceSearchMetadata;
import io.tempo.core.testing.Golden;
import io.tempo.querier.Querier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Streams while their queries run; the test decides when a querier may do its next job. */
@Timeout(60)
final class StreamingApiTest {

    private FrontendKit kit;
    private QueryApi api;
    private Server server;
    private StreamingQuerierGrpc.StreamingQuerierStub client;
    private LocalWorkers workers;
    private final Semaphore jobs = new Semaphore(0);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        kit = new FrontendKit();
        Querier querier = new Querier(kit.store);
        workers =
                new LocalWorkers(
                        kit.queue,
                        (job, control) -> {
                            begun.countDown();
                            while (!jobs.tryAcquire()) {
                                if (control.isCancelled()) {
                                    stopped.countDown();
                                    throw new CancellationException();
                                }
                                Thread.onSpinWait();
                            }
                            return querier.run(job, control);
                        },
                        1);
        api =
                new QueryApi(
                        kit.frontend,
                        kit.config,
                        false,
                        tenant -> new QueryLimits(Duration.ZERO, Duration.ZERO, 0, 0, 100, false),
                        Clock.systemUTC());
        ServerBuilder builder =
                Server.builder().http(0).gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO);
        api.registerStreams(builder);
        server = builder.build();
        server.start().join();
        client =
                GrpcClients.builder("gproto+http://localhost:" + server.activeLocalPort() + "/")
                        .responseTimeout(Duration.ZERO)
                        .build(StreamingQuerierGrpc.StreamingQuerierStub.class);
    }

    @AfterEach
    void stop() throws Exception {
        jobs.release(1000);
        kit.queue.close();
        workers.close();
        server.stop().join();
        api.close();
    }

    /** Collects what a stream brings. */
    private static final class Received<Q, M> implements ClientResponseObserver<Q, M> {
        private final BlockingQueue<M> messages = new LinkedBlockingQueue<>();
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile Throwable error;
        private ClientCallStreamObserver<Q> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<Q> stream) {
            call = stream;
        }

        @Override
        public void onNext(M message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable cause) {
            error = cause;
            end.countDown();
        }

        @Override
        public void onCompleted() {
            end.countDown();
        }
    }

    /** Lets jobs be done one by one until a message comes of what is there by then. */
    private <M> M firstPartial(Received<?, M> received) throws InterruptedException {
        M message = null;
        for (int i = 0; i < FrontendKit.BLOCKS - 1 && message == null; i++) {
            jobs.release();
            // Messages are half a second apart at least.
            message = received.messages.poll(700, TimeUnit.MILLISECONDS);
        }
        return message;
    }

    @Test
    void tracesComeAsTheyAreFound() throws Exception {
        Received<SearchRequest, SearchResponse> received = new Received<>();
        client.search(
                SearchRequest.newBuilder()
                        .setQuery("{ }")
                        .setLimit(1000)
                        .setStart((int) Golden.WINDOW_START_SECONDS)
                        .setEnd((int) Golden.WINDOW_END_SECONDS)
                        .build(),
                received);
        SearchResponse first = firstPartial(received);
        assertThat(first).isNotNull();
        assertThat(first.getTracesCount()).isPositive();
        assertThat(first.getMetrics().getCompletedJobs())
                .isPositive()
                .isLessThan(first.getMetrics().getTotalJobs());
        assertThat(received.end.getCount()).as("not the end yet").isEqualTo(1);

        jobs.release(1000);
        received.end.await();
        assertThat(received.error).isNull();
        List<SearchResponse> rest = new ArrayList<>();
        received.messages.drainTo(rest);
        assertThat(rest.getLast().getTracesList())
                .hasSize(FrontendKit.TRACES)
                .extracting(TraceSearchMetadata::getStartTimeUnixNano)
                .isSortedAccordingTo((a, b) -> Long.compareUnsigned(b, a));
        Set<String> ids = new HashSet<>();
        rest.getLast().getTracesList().forEach(trace -> ids.add(trace.getTraceID()));
        assertThat(first.getTracesList())
                .allMatch(trace -> ids.contains(trace.getTraceID()), "is in the answer, too");
    }

    @Test
    void intervalsComeOnceTheyAreComplete() throws Exception {
        Received<QueryRangeRequest, QueryRangeResponse> received = new Received<>();
        client.metricsQueryRange(
                QueryRangeRequest.newBuilder()
                        .setQuery("{ } | count_over_time()")
                        .setStart(Golden.START_SECONDS * 1_000_000_000L)
                        .setEnd((Golden.START_SECONDS + Golden.SECONDS) * 1_000_000_000L)
                        .setStep(60_000_000_000L)
                        .build(),
                received);
        List<QueryRangeResponse> partial = new ArrayList<>();
        QueryRangeResponse message = firstPartial(received);
        assertThat(message).isNotNull();
        partial.add(message);
        jobs.release(1000);
        received.end.await();
        assertThat(received.error).isNull();
        received.messages.drainTo(partial);
        QueryRangeResponse whole = partial.removeLast();
        assertThat(whole.getSeriesList())
                .singleElement()
                .satisfies(series -> assertThat(series.getSamplesCount()).isEqualTo(31));
        // What was sent before agrees with the end, and was sent once.
        List<Sample> early = new ArrayList<>();
        partial.forEach(p -> p.getSeriesList().forEach(s -> early.addAll(s.getSamplesList())));
        assertThat(whole.getSeries(0).getSamplesList()).containsAll(early);
        assertThat(early).doesNotHaveDuplicates();
    }

    @Test
    void aClientThatCancelsStopsTheWork() throws Exception {
        Received<SearchRequest, SearchResponse> received = new Received<>();
        client.search(
                SearchRequest.newBuilder()
                        .setQuery("{ }")
                        .setStart((int) Golden.WINDOW_START_SECONDS)
                        .setEnd((int) Golden.WINDOW_END_SECONDS)
                        .build(),
                received);
        begun.await();
        received.call.cancel("enough", null);
        stopped.await();
        assertThat(kit.answers.used()).isZero();
    }
}
