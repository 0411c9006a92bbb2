package io.tempo.core.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.Status;
import io.netty.buffer.ByteBuf;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * The bytes of a request's body, counted against a budget until {@link #close}.
 *
 * <p>What is held never exceeds what has really arrived by more than half: a promised length is not
 * believed.
 */
public final class RequestBody implements AutoCloseable {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final MemoryBudget budget;
    private byte[] bytes;
    private int length;
    private long acquired;

    private RequestBody(MemoryBudget budget) {
        this.budget = budget;
        this.bytes = new byte[0];
    }

    /** The body; its first {@link #length} bytes. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /**
     * Replaces the content, for a body that was decoded into another array of {@code newLength}
     * bytes.
     */
    void replace(byte[] newBytes, int newLength) {
        bytes = newBytes;
        length = newLength;
    }

    /**
     * Counts {@code more} bytes against the budget.
     *
     * @throws RequestException RESOURCE_EXHAUSTED, retryable, if the budget is used up
     */
    void acquire(long more) throws RequestException {
        if (!budget.tryAcquire(more)) {
            throw new RequestException(
                    Status.Code.RESOURCE_EXHAUSTED,
                    "the server holds as many request bodies as its memory allows ("
                            + budget.limit()
                            + " bytes): try again",
                    RETRY_AFTER);
        }
        acquired += more;
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        budget.release(acquired);
        acquired = 0;
        bytes = new byte[0];
        length = 0;
    }

    /**
     * Collects a request's body. The future fails with {@link RequestException} if the body is
     * longer than {@code maxLength} or the budget is used up, and with the connection's own error
     * if the client leaves before its end.
     */
    public static CompletableFuture<RequestBody> collect(
            ServiceRequestContext ctx, HttpRequest request, MemoryBudget budget, int maxLength) {
        Collector collector =
                new Collector(
                        new RequestBody(budget), maxLength, request.headers().contentLength());
        request.subscribe(
                collector,
                ctx.eventLoop(),
                SubscriptionOption.NOTIFY_CANCELLATION,
                SubscriptionOption.WITH_POOLED_OBJECTS);
        return collector.result;
    }

    private static final class Collector implements Subscriber<HttpObject> {

        private final CompletableFuture<RequestBody> result = new CompletableFuture<>();
        private final RequestBody body;
        private final int maxLength;
        private final long promised;

        Collector(RequestBody body, int maxLength, long promised) {
            this.body = body;
            this.maxLength = maxLength;
            this.promised = promised;
        }

        @Override
        public void onSubscribe(Subscription s) {
            if (promised > maxLength) {
                fail(tooLarge(promised));
            }
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(HttpObject object) {
            if (!(object instanceof HttpData data)) {
                return;
            }
            try (data) {
                if (!result.isDone()) {
                    append(data.byteBuf(), data.length());
                }
            } catch (RequestException e) {
                fail(e);
            }
        }

        private void append(ByteBuf chunk, int chunkLength) throws RequestException {
            long needed = (long) body.length + chunkLength;
            if (needed > maxLength) {
                throw tooLarge(needed);
            }
            if (needed > body.bytes.length) {
                int grown = (int) Math.min(maxLength, Math.max(needed, body.length * 3L / 2));
                if (promised > grown && promised <= 2 * needed) {
                    grown = (int) promised;
                }
                body.acquire(grown - body.bytes.length);
                body.bytes = Arrays.copyOf(body.bytes, grown);
            }
            chunk.getBytes(chunk.readerIndex(), body.bytes, body.length, chunkLength);
            body.length += chunkLength;
        }

        private RequestException tooLarge(long length) {
            return RequestException.tooLarge(
                    "the request body is larger than the limit ("
                            + length
                            + " vs. "
                            + maxLength
                            + " bytes)");
        }

        /**
         * What still comes is dropped; cancelling instead would reset the stream before its answer
         * is out.
         */
        private void fail(Throwable cause) {
            body.close();
            result.completeExceptionally(cause);
        }

        @Override
        public void onError(Throwable cause) {
            if (!result.isDone()) {
                body.close();
                result.completeExceptionally(cause);
            }
        }

        @Override
        public void onComplete() {
            if (!result.complete(body)) {
                body.close();
            }
        }
    }
}
