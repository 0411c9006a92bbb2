package io.tempo.core.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.testing.WorkedFixture;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The metrics table of the TraceQL specification, section 10: two intervals of 15 s. Each series is
 * its labels and its two values, a dash where there is none.
 */
class WorkedFixtureMetricsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final TimeAxis AXIS =
            new TimeAxis(
                    WorkedFixture.T0 - 5 * SECOND, WorkedFixture.T0 + 25 * SECOND, 15 * SECOND);

    private final SpanTable table = new SpanTable(WorkedFixture.columns());

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "{ } | count_over_time() # __name__=count_over_time 5 2",
                "{ } | rate() # __name__=rate 0.333333 0.133333",
                "{ name = \"zzz\" } | rate() # __name__=rate 0 0",
                "{ false } | rate() # __name__=rate 0 0",
                "{ name = \"zzz\" } | rate() by (name) # ",
                "{ name = \"zzz\" } | max_over_time(duration) # ",
                "{ } | rate() by (span.foo, resource.service.name) #"
                        + " resource.service.name=back 0.2 0;"
                        + " resource.service.name=front 0.0666667 0;"
                        + " resource.service.name=solo 0 0.0666667;"
                        + " span.foo=span, resource.service.name=front 0.0666667 0;"
                        + " span.foo=span, resource.service.name=solo 0 0.0666667",
                "{ } | rate() by (span.dne) # span.dne=nil 0.333333 0.133333",
                "{ } | max_over_time(duration) # __name__=max_over_time 0.1 2",
                "{ } | min_over_time(duration) # __name__=min_over_time 0.005 1",
                "{ } | sum_over_time(span.int) # __name__=sum_over_time 35 1",
                "{ } | sum_over_time(span.neg) # __name__=sum_over_time -4 -",
                "{ } | avg_over_time(span.float) # __name__=avg_over_time 5 -",
                "{ } | avg_over_time(traceDuration) # __name__=avg_over_time 1e+08 2e+09",
                "{ } | max_over_time(span.int) by (resource.service.name) #"
                        + " resource.service.name=back 20 -;"
                        + " resource.service.name=front 10 -;"
                        + " resource.service.name=solo - 1",
                "{ } | max_over_time(name) # ",
                "{ } | quantile_over_time(duration, .5, .9) #"
                        + " p=0.5 0.0335544 1.07374; p=0.9 0.134218 2.14748",
                "{ } | quantile_over_time(span.int, 0, 1) # p=0 8 0; p=1 32 0",
                "{ } | quantile_over_time(span.float, .5) # ",
                "{ } | histogram_over_time(duration) #"
                        + " __bucket=0.00838861 1 0; __bucket=0.0335544 2 0;"
                        + " __bucket=0.0671089 1 0; __bucket=0.134218 1 0;"
                        + " __bucket=1.07374 0 1; __bucket=2.14748 0 1",
                "{ } | count_over_time() by (name) | topk(2) #"
                        + " name=leaf 2 -; name=mid 1 -; name=solo-a - 1; name=solo-b - 1",
                "{ } | count_over_time() by (name) | bottomk(2) #"
                        + " name=orphan - 0; name=root - 0; name=solo-a 0 -; name=solo-b 0 -",
                "({ } | count_over_time() by (name)) / ({ } | count_over_time()) #"
                        + " name=leaf 0.4 0; name=mid 0.2 0; name=orphan 0.2 0;"
                        + " name=root 0.2 0; name=solo-a 0 0.5; name=solo-b 0 0.5",
                "({ status = error } | count_over_time()) / ({ } | count_over_time()) #"
                        + " __name__=(count_over_time / count_over_time) 0.2 0",
                "({ } | count_over_time() by (name)) + ({ } | count_over_time() by (kind)) # ",
                "10 / ({ name = \"leaf\" } | count_over_time()) # __name__=count_over_time 5 -",
                "({ } | count_over_time()) * 2 > 9 # __name__=count_over_time 10 -",
                "{ } | count_over_time() by (name) != 0 #"
                        + " name=leaf 2 -; name=mid 1 -; name=orphan 1 -; name=root 1 -;"
                        + " name=solo-a - 1; name=solo-b - 1",
                "{ } | count_over_time() by (span.arr) #" + " span.arr=nil 5 2",
                "{ } | count_over_time() by (span.one) # span.one=nil 4 2; span.one=x 1 0",
                "{ } | count_over_time() by (.foo) #"
                        + " .foo=nil 0 1; .foo=res 1 0; .foo=res2 3 0; .foo=span 1 1",
                "{ } | count_over_time() by (status) #"
                        + " status=error 1 0; status=ok 1 0; status=unset 3 2",
                "{ } | count_over_time() by (span.int) #"
                        + " span.int=1 0 1; span.int=5 1 0; span.int=10 1 0; span.int=20 1 0;"
                        + " span.int=nil 2 1",
                "{ } | count_over_time() by (trace:id) #" + " trace:id=2 0 2; trace:id=abc 5 0",
                "{ name = \"root\" } > { } | count_over_time() # __name__=count_over_time 2 0",
                "{ name = \"root\" } &>> { } | rate() by (name) #"
                        + " name=leaf 0.133333 0; name=mid 0.0666667 0; name=root 0.0666667 0",
                "{ } | by(span.grp) | count() > 1 | count_over_time() by (span.grp) #"
                        + " span.grp=g1 2 0; span.grp=g2 2 0; span.grp=nil 0 2",
                "{ } | avg(duration) > 1s | max_over_time(duration) # __name__=max_over_time - 2",
                "{ } | count_over_time() by (parent.resource.service.name) #"
                        + " parent.resource.service.name=front 3 0;"
                        + " parent.resource.service.name=nil 2 2",
                "{ parent.int = 5 } | sum_over_time(parent.int) # __name__=sum_over_time 10 -",
            })
    void answers(String query, String expected) {
        MetricsPlan plan = Metrics.range(query, AXIS);
        assertThat(render(Metrics.answer(plan, List.of(table))))
                .as(query)
                .isEqualTo(expected == null ? "" : expected);
    }

    private static String render(List<Series> series) {
        List<String> lines = new ArrayList<>();
        for (Series one : series) {
            List<String> labels = new ArrayList<>();
            for (KeyValue label : one.labels()) {
                labels.add(label.getKey() + "=" + text(label.getValue()));
            }
            StringBuilder line = new StringBuilder(String.join(", ", labels));
            for (double value : one.values()) {
                line.append(' ').append(number(value));
            }
            lines.add(line.toString());
        }
        return String.join("; ", lines);
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> number(value.getDoubleValue());
            default -> value.getStringValue();
        };
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        String text = String.format(Locale.ROOT, "%.6g", value);
        if (text.contains("e")) {
            String mantissa = text.substring(0, text.indexOf('e')).replaceFirst("\\.?0+$", "");
            return mantissa + text.substring(text.indexOf('e'));
        }
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
