package io.tempo.querier.frontend;

import com.google.protobuf.Message;

import io.grpc.stub.ServerCallStreamObserver;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Streams an answer as it grows: now and then what is new since the last time, in the end all of
 * it. A client that reads slowly gets fewer messages in between, never a longer queue of them. For
 * one thread.
 *
 * @param <M> the messages
 */
final class AnswerStream<M extends Message> implements PartialAnswers<M> {

    /** Between messages. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ServerCallStreamObserver<M> client;
    private final Function<M, M> difference;
    private final Function<M, List<M>> split;
    private long sentNanos = System.nanoTime();

    /**
     * A stream.
     *
     * @param difference what is new in a message; remembers what it has been given
     * @param split cuts a message that is too large into several
     */
    AnswerStream(
            ServerCallStreamObserver<M> client,
            Function<M, M> difference,
            Function<M, List<M>> split) {
        this.client = client;
        this.difference = difference;
        this.split = split;
    }

    @Override
    public void changed(Supplier<M> soFar) {
        if (System.nanoTime() - sentNanos < INTERVAL_NANOS || !client.isReady()) {
            return;
        }
        send(difference.apply(soFar.get()));
        sentNanos = System.nanoTime();
    }

    /** Sends the whole answer and ends the stream. */
    void complete(M answer) {
        send(answer);
        client.onCompleted();
    }

    private void send(M message) {
        split.apply(message).forEach(client::onNext);
    }
}
