package io.tempo.querier.frontend;

import io.tempo.core.config.GoDuration;
import io.tempo.core.config.PrometheusDuration;
import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.traceql.metrics.MetricsRequest;
import io.tempo.core.traceql.metrics.TimeAxis;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What {@code /api/metrics/query_range} and {@code /api/metrics/query} are asked.
 *
 * @param query TraceQL, not parsed yet
 * @param axis the intervals of the answer; one for an instant query
 * @param maxExemplars exemplars of the answer, 0 for none
 * @param maxSeries series of the answer; 0 for no limit
 */
record MetricsParameters(
        String query, TimeAxis axis, boolean instant, int maxExemplars, int maxSeries) {

    private static final long SECOND = 1_000_000_000L;

    /** So that times and steps can be added without overflow: in the year 2116. */
    private static final long MAX_TIME = Long.MAX_VALUE / 2;

    private static final long MAX_STEP = 10L * 366 * 86_400 * SECOND;

    /** Longest text of a number or a time that is looked at. */
    private static final int MAX_TEXT = 64;

    private static final Duration DEFAULT_SINCE = Duration.ofHours(1);

    /** Digits up to which a time is in seconds, not nanoseconds. */
    private static final int SECONDS_DIGITS = 10;

    /**
     * Reads and checks the parameters of a range query.
     *
     * @param maxDuration the longest time range of the tenant; zero for that of the configuration
     */
    static MetricsParameters parseRange(
            Parameters parameters, QueryFrontendConfig config, Duration maxDuration, Instant now)
            throws ApiException {
        return parse(parameters, false, step(parameters), config, maxDuration, now);
    }

    /**
     * Reads and checks the parameters of an instant query.
     *
     * @param maxDuration the longest time range of the tenant; zero for that of the configuration
     */
    static MetricsParameters parseInstant(
            Parameters parameters, QueryFrontendConfig config, Duration maxDuration, Instant now)
            throws ApiException {
        return parse(parameters, true, 0, config, maxDuration, now);
    }

    private static MetricsParameters parse(
            Parameters parameters,
            boolean instant,
            long stepNanos,
            QueryFrontendConfig config,
            Duration maxDuration,
            Instant now)
            throws ApiException {
        Optional<String> q = parameters.text("q");
        Optional<String> query = q.isPresent() ? q : parameters.text("query");
        long nowNanos = nanos(now);
        long end = time(parameters, "end").orElse(nowNanos);
        Optional<Long> given = time(parameters, "start");
        long start =
                given.isPresent()
                        ? given.get()
                        : Math.max(0, Math.min(end, nowNanos) - since(parameters).toNanos());
        return of(
                query.orElse(""),
                start,
                end,
                stepNanos,
                instant,
                exemplars(parameters),
                parameters.number("maxSeries", Integer.MAX_VALUE, 0),
                config,
                maxDuration,
                now);
    }

    /**
     * Checks what was asked, wherever it was asked.
     *
     * @param startNanos unix nanoseconds, as asked
     * @param endNanos unix nanoseconds, as asked
     * @param stepNanos of a range query; 0 for the default
     * @param exemplars 0 for the most that are allowed
     * @param maxSeries 0 for the most that are allowed
     * @param maxDuration the longest time range of the tenant; zero for that of the configuration
     */
    static MetricsParameters of(
            String query,
            long startNanos,
            long endNanos,
            long stepNanos,
            boolean instant,
            long exemplars,
            long maxSeries,
            QueryFrontendConfig config,
            Duration maxDuration,
            Instant now)
            throws ApiException {
        QueryFrontendConfig.Metrics metrics = config.metrics();
        if (query.isEmpty()) {
            throw ApiException.badRequest(
                    "invalid q: expected a TraceQL metrics query such as {} | rate(), got none");
        }
        SearchParameters.checkSize(query, config);
        checkTime("start", startNanos);
        checkTime("end", endNanos);
        if (endNanos <= startNanos) {
            throw ApiException.badRequest(
                    "end must be greater than start. received start="
                            + startNanos
                            + " end="
                            + endNanos
                            + " (unix nanoseconds)");
        }
        Duration longest = maxDuration.isZero() ? metrics.maxDuration() : maxDuration;
        if (!longest.isZero() && endNanos - startNanos > longest.toNanos()) {
            throw ApiException.badRequest(
                    "metrics query time range exceeds the maximum allowed duration of "
                            + GoDuration.format(longest)
                            + ": start and end are "
                            + GoDuration.format(endNanos - startNanos)
                            + " apart");
        }
        int maxExemplars = instant ? 0 : atMost(exemplars, metrics.maxExemplars());
        int series =
                metrics.maxResponseSeries() == 0
                        ? (int) Math.min(maxSeries, Integer.MAX_VALUE)
                        : atMost(maxSeries, metrics.maxResponseSeries());
        Duration cutoff = config.queryEndCutoff();
        long latest = cutoff.isZero() ? Long.MAX_VALUE : nanos(now.minus(cutoff));
        TimeAxis axis =
                instant
                        ? instant(startNanos, endNanos, latest)
                        : range(startNanos, endNanos, stepNanos, latest, metrics.maxIntervals());
        return new MetricsParameters(query, axis, instant, maxExemplars, series);
    }

    /**
     * What the engine is asked.
     *
     * @param maxBytes that the series of one partial result may take
     */
    MetricsRequest request(long maxBytes) {
        return new MetricsRequest(axis, instant, maxExemplars, maxBytes);
    }

    private static int atMost(long wanted, int limit) {
        return wanted <= 0 ? limit : (int) Math.min(wanted, limit);
    }

    private static TimeAxis range(
            long start, long end, long stepNanos, long latest, int maxIntervals)
            throws ApiException {
        if (stepNanos < 0 || stepNanos > MAX_STEP) {
            throw invalidStep(Long.toString(stepNanos));
        }
        long step = stepNanos == 0 ? TimeAxis.defaultStepNanos(start, end) : stepNanos;
        // One interval less and two more come from aligning; an axis counts in an int.
        long most = maxIntervals > 0 ? maxIntervals : Integer.MAX_VALUE / 4;
        if ((end - start) / step > most) {
            throw ApiException.badRequest(
                    "step of "
                            + GoDuration.format(step)
                            + " is too small, minimum step for given range is "
                            + GoDuration.format((end - start - 1) / most + 1)
                            + ": a query has at most "
                            + most
                            + " intervals");
        }
        TimeAxis axis = TimeAxis.range(start, latestEnd(start, end, latest), step);
        long aligned = latest - latest % step;
        return axis.endNanos() > latest && aligned > axis.startNanos()
                ? new TimeAxis(axis.startNanos(), aligned, step)
                : axis;
    }

    /** An instant query's end is moved by whole seconds, so that the same question stays that. */
    private static TimeAxis instant(long start, long end, long latest) throws ApiException {
        if (end <= latest) {
            return TimeAxis.instant(start, end);
        }
        long seconds = (end - latest - 1) / SECOND + 1;
        return TimeAxis.instant(start, latestEnd(start, end, end - seconds * SECOND));
    }

    private static long latestEnd(long start, long end, long latest) throws ApiException {
        if (latest <= start) {
            throw ApiException.badRequest(
                    "query window falls entirely within query_end_cutoff: start must be earlier");
        }
        return Math.min(end, latest);
    }

    private static void checkTime(String name, long nanos) throws ApiException {
        if (nanos < 0 || nanos > MAX_TIME) {
            throw invalidTime(name, Long.toUnsignedString(nanos));
        }
    }

    private static Optional<Long> time(Parameters parameters, String name) throws ApiException {
        Optional<String> text = parameters.text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            long nanos = time(text.get());
            if (nanos >= 0 && nanos <= MAX_TIME) {
                return Optional.of(nanos);
            }
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            // Said below.
        }
        throw invalidTime(name, text.get());
    }

    private static long time(String text) {
        if (isDecimal(text)) {
            return text.contains(".") || text.length() <= SECONDS_DIGITS
                    ? seconds(text)
                    : Long.parseLong(text);
        }
        return text.length() > MAX_TEXT ? -1 : nanos(OffsetDateTime.parse(text).toInstant());
    }

    /** Digits with at most one point among them. */
    private static boolean isDecimal(String text) {
        int points = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            points += c == '.' ? 1 : 0;
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return points <= 1 && text.length() > points && text.length() <= MAX_TEXT;
    }

    private static long seconds(String text) {
        return new BigDecimal(text).movePointRight(9).toBigInteger().longValueExact();
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano());
    }

    private static ApiException invalidTime(String name, String got) {
        return ApiException.badRequest(
                "invalid "
                        + name
                        + ": expected unix seconds, unix nanoseconds or a time such as"
                        + " 2026-01-31T10:00:00Z, got "
                        + Parameters.quoted(got));
    }

    private static Duration since(Parameters parameters) throws ApiException {
        Optional<String> text = parameters.text("since");
        if (text.isEmpty()) {
            return DEFAULT_SINCE;
        }
        try {
            Duration since = PrometheusDuration.parse(text.get());
            if (since.isPositive() && since.compareTo(Duration.ofNanos(MAX_TIME)) <= 0) {
                return since;
            }
        } catch (IllegalArgumentException notADuration) {
            // Said below.
        }
        throw ApiException.badRequest(
                "invalid since: expected a duration such as 15m, 2h or 1d, got "
                        + Parameters.quoted(text.get()));
    }

    private static long step(Parameters parameters) throws ApiException {
        Optional<String> text = parameters.text("step");
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long step =
                    isDecimal(text.get())
                            ? seconds(text.get())
                            : GoDuration.parse(text.get()).toNanos();
            if (step > 0 && step <= MAX_STEP) {
                return step;
            }
        } catch (ArithmeticException | IllegalArgumentException notADuration) {
            // Said below.
        }
        throw invalidStep(text.get());
    }

    private static ApiException invalidStep(String got) {
        return ApiException.badRequest(
                "invalid step: expected a positive number of seconds or a duration such as 15s or"
                        + " 1m30s, at most ten years, got "
                        + Parameters.quoted(got));
    }

    /** What cannot be read means as many as there may be, as clients of the reference expect. */
    private static long exemplars(Parameters parameters) {
        String text = parameters.text("exemplars").orElse("0");
        return text.length() <= 9 && isDecimal(text) && !text.contains(".")
                ? Long.parseLong(text)
                : 0;
    }
}
