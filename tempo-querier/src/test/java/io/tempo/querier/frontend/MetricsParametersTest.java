package io.tempo.querier.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.QueryParams;

import io.tempo.core.config.Config;
import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.traceql.metrics.TimeAxis;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

class MetricsParametersTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Instant NOW = Instant.ofEpochSecond(1_767_225_607, 123_456_789);
    private static final long NOW_NANOS = 1_767_225_607_123_456_789L;
    private static final QueryFrontendConfig DEFAULTS = Config.defaults().queryFrontend();

    private static MetricsParameters range(QueryFrontendConfig config, String query)
            throws ApiException {
        return MetricsParameters.parseRange(parameters(query), config, Duration.ZERO, NOW);
    }

    private static MetricsParameters range(String query) throws ApiException {
        return range(DEFAULTS, "q=x&" + query);
    }

    private static MetricsParameters instant(String query) throws ApiException {
        return MetricsParameters.parseInstant(
                parameters("q=x&" + query), DEFAULTS, Duration.ZERO, NOW);
    }

    private static Parameters parameters(String query) {
        return new Parameters(QueryParams.fromQueryString(query));
    }

    private static QueryFrontendConfig config(String yaml) {
        return Config.fromYaml("query_frontend: {" + yaml + "}").queryFrontend();
    }

    @Test
    void withoutTimesTheLastHourIsAskedFor() throws ApiException {
        MetricsParameters parameters = range("");
        assertThat(parameters.instant()).isFalse();
        assertThat(parameters.axis())
                .isEqualTo(TimeAxis.range(NOW_NANOS - 3600 * SECOND, NOW_NANOS, 15 * SECOND));
        assertThat(parameters.maxExemplars()).isEqualTo(100);
        assertThat(parameters.maxSeries()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "start=1000&end=1060&step=15, 975, 1065, 15",
        "start=1000&end=1060&step=15s, 975, 1065, 15",
        "start=1000.5&end=1060.25&step=0.5, 1000, 1060.5, 0.5",
        "start=1000000000000&end=1060000000000&step=15, 975, 1065, 15",
        "start=1970-01-01T00:16:40Z&end=1970-01-01T01:17:40%2B01:00&step=1m, 900, 1080, 60",
        "end=1060&since=1m&step=15, 975, 1065, 15",
        "start=1000&end=1060&step=1h, 0, 3600, 3600",
        "start=7200&end=7260&step=1h, 3600, 10800, 3600",
    })
    void timesMayBeWrittenInSeveralWays(String query, double start, double end, double step)
            throws ApiException {
        assertThat(range(query).axis())
                .isEqualTo(
                        new TimeAxis(
                                (long) (start * SECOND),
                                (long) (end * SECOND),
                                (long) (step * SECOND)));
    }

    @Test
    void whatGrafanaOpensWithIsNoError() throws ApiException {
        for (String since : new String[] {"5m", "30m", "1h", "6h", "1d"}) {
            assertThat(range("since=" + since).axis().intervals()).isBetween(200, 500);
            assertThat(instant("since=" + since).axis().intervals()).isOne();
        }
    }

    @Test
    void anInstantQueryHasOneIntervalAndNoExemplars() throws ApiException {
        MetricsParameters parameters = instant("start=1000&end=1061&step=15&exemplars=5");
        assertThat(parameters.axis())
                .isEqualTo(new TimeAxis(1000 * SECOND, 1061 * SECOND, 61 * SECOND));
        assertThat(parameters.instant()).isTrue();
        assertThat(parameters.maxExemplars()).isZero();
        assertThat(parameters.request(5).maxBytes()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "exemplars=0, 100",
        "exemplars=7, 7",
        "exemplars=100000, 100",
        "exemplars=many, 100",
        "exemplars=-1, 100",
    })
    void exemplarsAreCapped(String query, int expected) throws ApiException {
        assertThat(range(query).maxExemplars()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'', 50", "maxSeries=20, 20", "maxSeries=60, 50"})
    void aClientMayAskForFewerSeries(String query, int expected) throws ApiException {
        QueryFrontendConfig config = config("metrics: {max_response_series: 50}");
        assertThat(range(config, "q=x&" + query).maxSeries()).isEqualTo(expected);
    }

    @Test
    void theOlderNameOfTheQueryIsReadWhereTheNewerIsMissing() throws ApiException {
        assertThat(range(DEFAULTS, "query=a").query()).isEqualTo("a");
        assertThat(range(DEFAULTS, "query=a&q=b").query()).isEqualTo("b");
    }

    @Test
    void anEndTooCloseToNowIsPulledBack() throws ApiException {
        QueryFrontendConfig config = config("query_end_cutoff: 30s");
        MetricsParameters range = range(config, "q=x&since=5m&step=10");
        assertThat(range.axis().endNanos()).isEqualTo(1_767_225_570 * SECOND);
        MetricsParameters instant =
                MetricsParameters.parseInstant(
                        parameters("q=x&since=5m"), config, Duration.ZERO, NOW);
        assertThat(instant.axis().endNanos()).isEqualTo(NOW_NANOS - 30 * SECOND);
        assertThatThrownBy(() -> range(config, "q=x&since=20s&step=1"))
                .hasMessageContaining("query_end_cutoff");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "start=abc # invalid start: expected unix seconds",
                "start=-5 # invalid start",
                "start=99999999999999999999999 # invalid start",
                "end=2026-13-01T00:00:00Z # invalid end",
                "end=9223372036854775807 # invalid end",
                "start=. # invalid start",
                "start=1e9 # invalid start",
                "start=1060&end=1000 # end must be greater than start",
                "start=1000&end=1000 # end must be greater than start",
                "since=1x # invalid since: expected a duration",
                "since=0 # invalid since",
                "since=999999999y # invalid since",
                "step=0 # invalid step: expected a positive",
                "step=-1s # invalid step",
                "step=soon # invalid step",
                "step=99999999999999 # invalid step",
                "since=1h&step=1ms # step of 1ms is too small, minimum step for given range is"
                        + " 360ms",
                "start=1000&end=1767225607 # exceeds the maximum allowed duration of 24h0m0s",
                "maxSeries=x # invalid maxSeries",
            })
    void saysWhichParameterIsWrong(String query, String message) {
        assertThatThrownBy(() -> range(query))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aQueryIsRequired() {
        assertThatThrownBy(() -> range(DEFAULTS, "step=15"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("invalid q");
    }

    @Test
    void aTenantMayHaveAnotherLongestRange() throws ApiException {
        Parameters parameters = parameters("q=x&since=2h");
        assertThatThrownBy(
                        () ->
                                MetricsParameters.parseRange(
                                        parameters, DEFAULTS, Duration.ofHours(1), NOW))
                .hasMessageContaining("1h0m0s");
    }

    @Property(tries = 2000)
    void anythingElseIsRefusedWithStatus400(
            @ForAll String start,
            @ForAll String end,
            @ForAll String since,
            @ForAll String step,
            @ForAll String exemplars) {
        String query =
                "q=x&start="
                        + encoded(start)
                        + "&end="
                        + encoded(end)
                        + "&since="
                        + encoded(since)
                        + "&step="
                        + encoded(step)
                        + "&exemplars="
                        + encoded(exemplars);
        try {
            range(DEFAULTS, query);
        } catch (ApiException e) {
            assertThat(e.status().code()).isEqualTo(400);
            assertThat(e.getMessage()).hasSizeLessThan(500);
        }
    }

    @Property(tries = 5000)
    void numbersMakeAnAxisOrAreRefused(
            @ForAll long start, @ForAll long end, @ForAll long step, @ForAll boolean instant) {
        try {
            MetricsParameters parameters =
                    MetricsParameters.of(
                            "x",
                            start,
                            end,
                            step,
                            instant,
                            0,
                            0,
                            config("metrics: {max_duration: 0s}"),
                            Duration.ZERO,
                            NOW);
            assertThat(parameters.axis().intervals()).isBetween(1, 10_003);
            assertThat(parameters.axis().endNanos()).isGreaterThanOrEqualTo(end);
        } catch (ApiException e) {
            assertThat(e.status().code()).isEqualTo(400);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
