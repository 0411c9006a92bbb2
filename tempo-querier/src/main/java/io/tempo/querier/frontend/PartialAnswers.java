package io.tempo.querier.frontend;

import java.util.function.Supplier;

/**
 * Whoever wants to see an answer grow.
 *
 * @param <A> the answer
 */
interface PartialAnswers<A> {

    /**
     * There is something new. Called by the thread that waits for the answer, maybe often.
     *
     * @param soFar makes the answer so far; costs what it costs
     */
    void changed(Supplier<A> soFar);

    /** For those who want the whole answer only. */
    static <A> PartialAnswers<A> unwanted() {
        return soFar -> {};
    }
}
