package io.tempo.querier.remote;

import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tempo.core.jobs.FrontendHello;
import io.tempo.core.jobs.FrontendMessage;
import io.tempo.core.jobs.JobCancelled;
import io.tempo.core.jobs.JobDone;
import io.tempo.core.jobs.JobFailed;
import io.tempo.core.jobs.JobGiven;
import io.tempo.core.jobs.JobsGrpc;
import io.tempo.core.jobs.QuerierHello;
import io.tempo.core.jobs.QuerierMessage;
import io.tempo.core.search.AnswerTooLargeException;
import io.tempo.core.traceql.engine.TraceQlEvaluationException;
import io.tempo.querier.frontend.JobQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The frontend's side: gives jobs of its queue to queriers that connect. Thread-safe. */
public final class JobServer extends JobsGrpc.JobsImplBase {

    private static final Logger log = LoggerFactory.getLogger(JobServer.class);

    /** More jobs at a time than a querier can sensibly do. */
    private static final int MAX_SLOTS = 10_000;

    private static final long CANCEL_CHECK_MILLIS = 50;

    private final JobQueue queue;

    private JobServer(JobQueue queue) {
        this.queue = queue;
    }

    /**
     * Adds the service to a server.
     *
     * @param maxMessageBytes the largest answer that is taken
     */
    public static void register(ServerBuilder server, JobQueue queue, int maxMessageBytes) {
        server.service(
                GrpcService.builder()
                        .addService(new JobServer(queue))
                        .maxRequestMessageLength(maxMessageBytes)
                        // Answers are decoded where they arrive.
                        .useBlockingTaskExecutor(true)
                        .build());
    }

    @Override
    public StreamObserver<QuerierMessage> pull(StreamObserver<FrontendMessage> querier) {
        // A querier stays as long as it likes.
        ServiceRequestContext ctx = ServiceRequestContext.current();
        ctx.clearRequestTimeout();
        ctx.setMaxRequestLength(0);
        return new Session(
                (ServerCallStreamObserver<FrontendMessage>) querier, ctx.blockingTaskExecutor());
    }

    /** One connected querier. */
    private final class Session implements StreamObserver<QuerierMessage> {

        private final ServerCallStreamObserver<FrontendMessage> querier;
        private final ScheduledExecutorService timer;
        private final Map<Long, JobQueue.Assignment> given = new HashMap<>();
        private final Semaphore free = new Semaphore(0);
        private ScheduledFuture<?> cancelCheck;
        private Thread giver;
        private String name = "";
        private int slots;
        private long nextId;
        private boolean ended;

        Session(ServerCallStreamObserver<FrontendMessage> querier, ScheduledExecutorService timer) {
            this.querier = querier;
            this.timer = timer;
            querier.setOnCancelHandler(() -> end("its connection broke"));
        }

        @Override
        public void onNext(QuerierMessage message) {
            switch (message.getMessageCase()) {
                case HELLO -> hello(message.getHello());
                case DONE -> done(message.getDone());
                case FAILED -> failed(message.getFailed());
                case MESSAGE_NOT_SET -> refuse("an empty message");
            }
        }

        @Override
        public void onError(Throwable cause) {
            end("its connection broke");
        }

        @Override
        public void onCompleted() {
            end("it left");
            synchronized (this) {
                querier.onCompleted();
            }
        }

        private void refuse(String what) {
            end("it sent " + what);
            synchronized (this) {
                querier.onError(Status.INVALID_ARGUMENT.withDescription(what).asRuntimeException());
            }
        }

        private void hello(QuerierHello hello) {
            if (giver != null || hello.getSlots() < 1 || hello.getSlots() > MAX_SLOTS) {
                refuse("a second hello, or one with " + hello.getSlots() + " slots");
                return;
            }
            name = hello.getQuerier();
            slots = hello.getSlots();
            log.info("querier {} has connected, for {} jobs at a time", name, slots);
            free.release(slots);
            synchronized (this) {
                querier.onNext(
                        FrontendMessage.newBuilder()
                                .setHello(FrontendHello.getDefaultInstance())
                                .build());
            }
            queue.addSlots(slots);
            giver = Thread.ofVirtual().name("jobs-for-" + name).start(this::give);
            cancelCheck =
                    timer.scheduleWithFixedDelay(
                            this::cancel,
                            CANCEL_CHECK_MILLIS,
                            CANCEL_CHECK_MILLIS,
                            TimeUnit.MILLISECONDS);
        }

        private void give() {
            try {
                while (true) {
                    free.acquire();
                    JobQueue.Assignment next = queue.take();
                    if (next == null) {
                        onCompleted();
                        return;
                    }
                    give(next);
                }
            } catch (InterruptedException ending) {
                // Somebody has called end().
            }
        }

        private void give(JobQueue.Assignment assignment) {
            FrontendMessage message;
            try {
                message =
                        FrontendMessage.newBuilder()
                                .setJob(
                                        JobGiven.newBuilder()
                                                .setId(nextId)
                                                .setFloorNanos(assignment.control().floorNanos())
                                                .setJob(JobCodec.encode(assignment.job())))
                                .build();
            } catch (RuntimeException e) {
                assignment.fail(e);
                free.release();
                return;
            }
            synchronized (this) {
                if (!ended) {
                    given.put(nextId++, assignment);
                    querier.onNext(message);
                    return;
                }
            }
            assignment.lost("querier " + name + " left");
        }

        /** Tells the querier which of its jobs nobody wants any more. */
        private void cancel() {
            List<JobQueue.Assignment> unwanted = new ArrayList<>();
            synchronized (this) {
                given.entrySet()
                        .removeIf(
                                entry -> {
                                    if (!entry.getValue().control().isCancelled()) {
                                        return false;
                                    }
                                    unwanted.add(entry.getValue());
                                    querier.onNext(
                                            FrontendMessage.newBuilder()
                                                    .setCancelled(
                                                            JobCancelled.newBuilder()
                                                                    .setId(entry.getKey()))
                                                    .build());
                                    return true;
                                });
            }
            for (JobQueue.Assignment assignment : unwanted) {
                assignment.lost("cancelled");
                free.release();
            }
        }

        private synchronized JobQueue.Assignment take(long id) {
            return given.remove(id);
        }

        private void done(JobDone done) {
            JobQueue.Assignment assignment = take(done.getId());
            if (assignment == null) {
                return; // was cancelled
            }
            free.release();
            try {
                assignment.succeed(AnswerCodec.decode(done, assignment.job()));
            } catch (RuntimeException e) {
                assignment.fail(e);
            }
        }

        private void failed(JobFailed failed) {
            JobQueue.Assignment assignment = take(failed.getId());
            if (assignment == null) {
                return; // was cancelled
            }
            free.release();
            switch (failed.getKind()) {
                case NOT_EVALUABLE ->
                        assignment.fail(new TraceQlEvaluationException(failed.getMessage()));
                case TOO_LARGE -> assignment.fail(new AnswerTooLargeException(failed.getMessage()));
                case LOST -> assignment.lost("querier " + name + ": " + failed.getMessage());
                case INTERNAL, UNRECOGNIZED ->
                        assignment.fail(
                                new IllegalStateException(
                                        "querier " + name + " failed: " + failed.getMessage()));
            }
        }

        private void end(String reason) {
            List<JobQueue.Assignment> left;
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
                left = List.copyOf(given.values());
                given.clear();
            }
            if (giver != null) {
                log.info("querier {} has gone: {}", name, reason);
                queue.addSlots(-slots);
                cancelCheck.cancel(false);
                giver.interrupt();
            }
            left.forEach(assignment -> assignment.lost("querier " + name + ": " + reason));
        }
    }
}
