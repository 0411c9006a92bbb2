package io.tempo.querier.frontend;

import io.tempo.core.model.TenantId;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A query as the frontend sees it, whatever it asks: whose it is, who waits for it, and for how
 * long. Thread-safe.
 */
final class QueryContext {

    private final List<TenantId> tenants;
    private final Operation operation;
    private final String text;
    private final BooleanSupplier abandoned;
    private final Explanation explanation;
    private final long beganNanos = System.nanoTime();
    private final long timeoutNanos;
    private final AtomicLong firstJobNanos = new AtomicLong(-1);

    /** Kinds of queries, as metrics name them. */
    enum Operation {
        TRACES,
        SEARCH,
        METADATA,
        METRICS
    }

    /**
     * A query that begins now.
     *
     * @param text what was asked, for logs
     * @param abandoned whether nobody waits for the answer any more
     * @param timeout zero for none
     */
    QueryContext(
            List<TenantId> tenants,
            Operation operation,
            String text,
            BooleanSupplier abandoned,
            Duration timeout,
            Explanation explanation) {
        this.tenants = List.copyOf(tenants);
        this.operation = operation;
        this.text = text;
        this.abandoned = abandoned;
        this.timeoutNanos = timeout.toNanos();
        this.explanation = explanation;
    }

    List<TenantId> tenants() {
        return tenants;
    }

    /** The tenants, joined as in the header. */
    String tenantName() {
        return tenants.stream().map(TenantId::value).collect(Collectors.joining("|"));
    }

    Operation operation() {
        return operation;
    }

    String text() {
        return text;
    }

    Explanation explanation() {
        return explanation;
    }

    /** A querier has taken a job. */
    void started() {
        firstJobNanos.compareAndSet(-1, elapsedNanos());
    }

    /** How long the query waited for a querier; all the time, if none has come. */
    long queuedNanos() {
        long first = firstJobNanos.get();
        return first < 0 ? elapsedNanos() : first;
    }

    long elapsedNanos() {
        return System.nanoTime() - beganNanos;
    }

    /** Whether nobody waits for the answer any more. */
    boolean isAbandoned() {
        return abandoned.getAsBoolean();
    }

    /**
     * Whether to go on.
     *
     * @throws CancellationException if nobody waits any more
     * @throws QueryTimeoutException if the time is over
     */
    void check() {
        if (abandoned.getAsBoolean()) {
            throw new CancellationException("the client has gone");
        }
        if (timeoutNanos > 0 && elapsedNanos() > timeoutNanos) {
            throw new QueryTimeoutException();
        }
    }
}
