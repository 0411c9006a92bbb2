package io.tempo.querier.remote;

import com.linecorp.armeria.client.grpc.GrpcClients;

import io.grpc.stub.StreamObserver;
import io.tempo.core.jobs.FrontendMessage;
import io.tempo.core.jobs.JobDone;
import io.tempo.core.jobs.JobFailed;
import io.tempo.core.jobs.JobFailureKind;
import io.tempo.core.jobs.JobGiven;
import io.tempo.core.jobs.JobsGrpc;
import io.tempo.core.jobs.QuerierHello;
import io.tempo.core.jobs.QuerierMessage;
import io.tempo.core.search.AnswerTooLargeException;
import io.tempo.core.traceql.engine.TraceQlEvaluationException;
import io.tempo.core.traceql.metrics.SeriesLimitException;
import io.tempo.querier.job.Job;
import io.tempo.querier.job.JobControl;
import io.tempo.querier.job.JobRunner;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The querier's side: takes jobs from one query-frontend, for as long as it is open; connects again
 * when the connection is lost. Thread-safe.
 */
public final class JobPuller implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JobPuller.class);

    private static final long FIRST_BACKOFF_MILLIS = 50;
    private static final long LONGEST_BACKOFF_MILLIS = 1_000;

    private final Settings settings;
    private final JobRunner runner;
    private final JobsGrpc.JobsStub frontend;
    private final ExecutorService workers;
    private final Thread connector;
    private volatile Connection connection;
    private volatile boolean closed;

    /**
     * What a querier is set to do.
     *
     * @param address of the frontend: {@code host:port}
     * @param querier its own name, for logs
     * @param slots jobs at a time
     * @param maxMessageBytes the largest answer that fits in a message
     */
    public record Settings(String address, String querier, int slots, int maxMessageBytes) {}

    /** Begins to connect. */
    public JobPuller(Settings settings, JobRunner runner) {
        this.settings = settings;
        this.runner = runner;
        this.frontend =
                GrpcClients.builder("gproto+http://" + settings.address() + "/")
                        .responseTimeout(Duration.ZERO)
                        .writeTimeout(Duration.ZERO)
                        .maxResponseLength(0)
                        .build(JobsGrpc.JobsStub.class);
        this.workers =
                Executors.newFixedThreadPool(
                        settings.slots(),
                        Thread.ofPlatform().daemon().name("querier-", 0).factory());
        this.connector =
                Thread.ofVirtual().name("jobs-from-" + settings.address()).start(this::run);
    }

    private void run() {
        long backoff = FIRST_BACKOFF_MILLIS;
        while (!closed) {
            Connection next = new Connection();
            connection = next;
            try {
                next.open();
                boolean wasUp = next.awaitEnd();
                backoff =
                        wasUp
                                ? FIRST_BACKOFF_MILLIS
                                : Math.min(backoff * 2, LONGEST_BACKOFF_MILLIS);
                if (!closed) {
                    TimeUnit.MILLISECONDS.sleep(backoff);
                }
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    /** Whether the frontend has been heard of since the connection was made. */
    public boolean isConnected() {
        Connection now = connection;
        return now != null && now.isUp();
    }

    /** Takes no further jobs; those under way are given back. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        Connection now = connection;
        if (now != null) {
            now.leave();
        }
        connector.interrupt();
        connector.join();
        workers.shutdown();
        workers.awaitTermination(1, TimeUnit.MINUTES);
    }

    /** One stream of jobs. */
    private final class Connection implements StreamObserver<FrontendMessage> {

        private final Map<Long, Running> running = new ConcurrentHashMap<>();
        private StreamObserver<QuerierMessage> out;
        private boolean up;
        private boolean ended;

        void open() {
            StreamObserver<QuerierMessage> stream = frontend.pull(this);
            synchronized (this) {
                out = stream;
            }
            send(
                    QuerierMessage.newBuilder()
                            .setHello(
                                    QuerierHello.newBuilder()
                                            .setQuerier(settings.querier())
                                            .setSlots(settings.slots()))
                            .build());
        }

        synchronized boolean awaitEnd() throws InterruptedException {
            while (!ended) {
                wait();
            }
            return up;
        }

        synchronized boolean isUp() {
            return up && !ended;
        }

        private synchronized void send(QuerierMessage message) {
            if (!ended && out != null) {
                out.onNext(message);
            }
        }

        @Override
        public void onNext(FrontendMessage message) {
            switch (message.getMessageCase()) {
                case HELLO -> {
                    synchronized (this) {
                        up = true;
                    }
                }
                case JOB -> start(message.getJob());
                case CANCELLED -> {
                    Running job = running.remove(message.getCancelled().getId());
                    if (job != null) {
                        job.cancelled = true;
                    }
                }
                case MESSAGE_NOT_SET -> {} // from a later version
            }
        }

        private void start(JobGiven given) {
            Running job = new Running(given.getId(), given.getFloorNanos());
            running.put(given.getId(), job);
            workers.execute(() -> perform(given, job));
        }

        private void perform(JobGiven given, Running job) {
            QuerierMessage answer;
            try {
                Job decoded = JobCodec.decode(given.getJob());
                JobDone done =
                        AnswerCodec.encode(runner.run(decoded, job)).setId(given.getId()).build();
                answer = QuerierMessage.newBuilder().setDone(done).build();
                if (answer.getSerializedSize() > settings.maxMessageBytes()) {
                    answer =
                            failed(
                                    given,
                                    JobFailureKind.TOO_LARGE,
                                    "a part of the answer has "
                                            + answer.getSerializedSize()
                                            + " bytes, more than fit in a message between querier"
                                            + " and frontend: ask for less");
                }
            } catch (CancellationException nobodyWaits) {
                running.remove(given.getId());
                return;
            } catch (TraceQlEvaluationException e) {
                answer = failed(given, JobFailureKind.NOT_EVALUABLE, e.getMessage());
            } catch (AnswerTooLargeException | SeriesLimitException e) {
                answer = failed(given, JobFailureKind.TOO_LARGE, e.getMessage());
            } catch (Throwable t) {
                // Somebody waits for an outcome, whatever it is.
                log.error("a job failed", t);
                answer = failed(given, JobFailureKind.INTERNAL, t.toString());
            }
            if (running.remove(given.getId()) != null) {
                send(answer);
            }
        }

        private QuerierMessage failed(JobGiven given, JobFailureKind kind, String message) {
            return QuerierMessage.newBuilder()
                    .setFailed(
                            JobFailed.newBuilder()
                                    .setId(given.getId())
                                    .setKind(kind)
                                    .setMessage(message))
                    .build();
        }

        @Override
        public void onError(Throwable cause) {
            if (!closed) {
                log.info(
                        "no connection to the query-frontend {}: {}",
                        settings.address(),
                        cause.getMessage());
            }
            end();
        }

        @Override
        public void onCompleted() {
            end();
        }

        private void end() {
            running.values().forEach(job -> job.cancelled = true);
            running.clear();
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }

        void leave() {
            synchronized (this) {
                if (out != null && !ended) {
                    out.onCompleted();
                }
            }
            end();
        }
    }

    /** A job under way. */
    private static final class Running implements JobControl {
        private final long id;
        private final long floorNanos;
        private volatile boolean cancelled;

        Running(long id, long floorNanos) {
            this.id = id;
            this.floorNanos = floorNanos;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public long floorNanos() {
            return floorNanos;
        }

        @Override
        public String toString() {
            return "job " + id;
        }
    }
}
