package io.tempo.querier.frontend;

import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.traceql.TraceQlException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/** Counts queries that have ended, and logs the slow ones. Thread-safe. */
final class QueryJournal {

    private static final Logger log = LoggerFactory.getLogger(QueryJournal.class);

    /** What is slow where no objective is configured. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private static final int MAX_TEXT = 2_000;

    private final QueryFrontendConfig config;
    private final FrontendMetrics metrics;

    QueryJournal(QueryFrontendConfig config, FrontendMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * A query has ended.
     *
     * @param failure what went wrong; null if it was answered
     * @param again jobs that were done again
     */
    void ended(QueryContext query, QueryWork work, int again, Throwable failure) {
        QueryFrontendConfig.Slo slo = objective(query.operation());
        boolean fast = isFast(query, work, slo);
        boolean clientsFault =
                failure instanceof TraceQlException || failure instanceof QueueFullException;
        metrics.ended(
                query,
                failure instanceof CancellationException ? "canceled" : "completed",
                clientsFault || failure == null && fast,
                work,
                again);
        Duration slow = slo.durationSlo().isZero() ? SLOW : slo.durationSlo();
        if (query.elapsedNanos() > slow.toNanos()) {
            log.warn(
                    "a slow query: op={} tenant={} seconds={} queued_seconds={} querier_seconds={}"
                            + " jobs={} completed={} blocks={} bytes={} spans={} {} query={}",
                    query.operation().name().toLowerCase(Locale.ROOT),
                    query.tenantName(),
                    seconds(query.elapsedNanos()),
                    seconds(query.queuedNanos()),
                    seconds(work.work().nanos()),
                    work.jobs(),
                    work.completedJobs(),
                    work.blocks(),
                    work.work().bytes(),
                    work.work().spans(),
                    failure == null ? "answered" : "failed=\"" + failure.getMessage() + '"',
                    text(query.text()));
        }
    }

    private static boolean isFast(QueryContext query, QueryWork work, QueryFrontendConfig.Slo slo) {
        if (slo.durationSlo().isZero() && slo.throughputBytesSlo() == 0) {
            return true;
        }
        double seconds = query.elapsedNanos() / 1e9;
        return !slo.durationSlo().isZero() && query.elapsedNanos() < slo.durationSlo().toNanos()
                || slo.throughputBytesSlo() > 0
                        && work.work().bytes() / seconds >= slo.throughputBytesSlo();
    }

    private QueryFrontendConfig.Slo objective(QueryContext.Operation operation) {
        return switch (operation) {
            case TRACES ->
                    new QueryFrontendConfig.Slo(
                            config.traceById().durationSlo(),
                            config.traceById().throughputBytesSlo());
            case SEARCH ->
                    new QueryFrontendConfig.Slo(
                            config.search().durationSlo(), config.search().throughputBytesSlo());
            case METADATA -> config.search().metadataSlo();
            case METRICS ->
                    new QueryFrontendConfig.Slo(
                            config.metrics().durationSlo(), config.metrics().throughputBytesSlo());
        };
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
    }

    private static String text(String query) {
        String line = query.replaceAll("\\s+", " ");
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
    }
}
