package io.tempo.core.traceql.metrics;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.model.TraceId;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.Intrinsic;
import io.tempo.core.traceql.MetricsFunction;
import io.tempo.core.traceql.engine.Bits;
import io.tempo.core.traceql.engine.SpanNumbers;
import io.tempo.core.traceql.engine.TableEvaluation;
import io.tempo.core.traceql.engine.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * One pass of a function over the spans of one table. Costs, per span, the time's interval, the
 * group's number and one addition, a few array reads each; group values become labels once per
 * group. For one thread.
 */
final class GroupedRun {

    private static final String TRACE_ID = "trace:id";

    private final MetricsUnit unit;
    private final MetricsFunction.OverTime function;
    private final TraceTable table;
    private final TableEvaluation evaluation;
    private final Accumulator accumulator;
    private final GroupIds groups;
    private final SpanNumbers numbers;
    private final AdjustedCounts adjusted;
    private boolean any;

    /** Spans that were added; null where nobody wants exemplars. */
    private final Bits counted;

    /**
     * @param accumulator empty; groups are numbered as they are found
     */
    GroupedRun(
            MetricsUnit unit,
            MetricsFunction.OverTime function,
            TraceTable table,
            TableEvaluation evaluation,
            Accumulator accumulator) {
        this.unit = unit;
        this.function = function;
        this.table = table;
        this.evaluation = evaluation;
        this.accumulator = accumulator;
        this.numbers = function.argument().map(evaluation::numbers).orElse(null);
        this.groups = new GroupIds(evaluation, function.by());
        this.adjusted = unit.extrapolated() ? new AdjustedCounts(table) : null;
        this.counted = unit.exemplars() > 0 ? Bits.none(table.spanCount()) : null;
    }

    /** Adds all spans to the accumulator. */
    void evaluate(BooleanSupplier cancelled) {
        SpanFeed feed =
                new SpanFeed(table, evaluation, unit.sampling(), unit.axis(), cancelled, this::add);
        double each = feed.run();
        if (each != 1) {
            accumulator.scale(each);
        }
    }

    /** The groups, by number. */
    List<SeriesKey> keys() {
        List<SeriesKey> keys = new ArrayList<>();
        for (int g = 0; any && g < groups.size(); g++) {
            keys.add(groups.key(g));
        }
        return keys;
    }

    private void add(SpanBatch batch) {
        switch (function.function()) {
            case RATE, COUNT_OVER_TIME -> {}
            case MIN_OVER_TIME, MAX_OVER_TIME, SUM_OVER_TIME, AVG_OVER_TIME -> {
                numbers.load(batch.spans, batch.count, batch.values);
                batch.retainValues();
            }
            case HISTOGRAM_OVER_TIME, QUANTILE_OVER_TIME -> {
                numbers.loadExponents(batch.spans, batch.count, batch.exponents);
                batch.retainExponents();
            }
        }
        if (batch.count == 0) {
            return;
        }
        any = true;
        groups.load(batch.spans, batch.count, batch.groups);
        accumulator.grow(groups.size());
        if (adjusted != null) {
            adjusted.load(batch);
        }
        accumulator.add(batch);
        if (counted != null) {
            for (int i = 0; i < batch.count; i++) {
                counted.set(batch.spans[i]);
            }
        }
    }

    /**
     * Offers the first span of each trace as exemplar.
     *
     * @param keys those of the groups, by number
     */
    void addExemplars(List<SeriesKey> keys, ExemplarSet exemplars, BooleanSupplier cancelled) {
        if (counted == null || !any) {
            return;
        }
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the query was cancelled");
        }
        long[] starts = table.numbers(NumberField.SPAN_START);
        int[] traceStart = table.traceSpanStart();
        int[] one = new int[1];
        int[] group = new int[1];
        for (int t = 0; t < table.traceCount(); t++) {
            int span =
                    traceStart[t] < counted.size() ? counted.next(traceStart[t]) : counted.size();
            if (span >= traceStart[t + 1]) {
                continue;
            }
            TraceId traceId = table.traceId(t);
            if (exemplars.mayEnter(traceId, starts[span])) {
                one[0] = span;
                groups.load(one, 1, group);
                exemplars.add(
                        new ExemplarSet.Candidate(
                                traceId,
                                keys.get(group[0]),
                                exponent(one),
                                new Exemplar(labels(traceId, span), value(one), starts[span])));
            }
        }
    }

    private int exponent(int[] span) {
        return switch (function.function()) {
            case HISTOGRAM_OVER_TIME, QUANTILE_OVER_TIME -> {
                int[] exponent = new int[1];
                numbers.loadExponents(span, 1, exponent);
                yield exponent[0];
            }
            case RATE,
                    COUNT_OVER_TIME,
                    MIN_OVER_TIME,
                    MAX_OVER_TIME,
                    SUM_OVER_TIME,
                    AVG_OVER_TIME ->
                    0;
        };
    }

    /** What was measured; NaN where the point of the series is to be shown. */
    private double value(int[] span) {
        return switch (function.function()) {
            case RATE, COUNT_OVER_TIME, HISTOGRAM_OVER_TIME -> Double.NaN;
            case MIN_OVER_TIME, MAX_OVER_TIME, SUM_OVER_TIME, AVG_OVER_TIME, QUANTILE_OVER_TIME -> {
                double[] value = new double[1];
                numbers.load(span, 1, value);
                yield value[0];
            }
        };
    }

    private List<KeyValue> labels(TraceId traceId, int span) {
        List<KeyValue> labels = new ArrayList<>(unit.fields().size() + 1);
        labels.add(PointSeries.label(TRACE_ID, traceId.toTrimmedHex()));
        for (Field field : unit.fields()) {
            if (field instanceof IntrinsicField i && i.intrinsic() == Intrinsic.TRACE_ID) {
                continue;
            }
            Value value = evaluation.value(field, span);
            if (value.isVisible()) {
                labels.add(PointSeries.label(field.text(), value.toAnyValue()));
            }
        }
        return labels;
    }
}
