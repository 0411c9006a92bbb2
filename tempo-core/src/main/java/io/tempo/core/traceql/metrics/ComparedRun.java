package io.tempo.core.traceql.metrics;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.Intrinsic;
import io.tempo.core.traceql.MetricsFunction;
import io.tempo.core.traceql.Position;
import io.tempo.core.traceql.Scope;
import io.tempo.core.traceql.StaticType;
import io.tempo.core.traceql.engine.Bits;
import io.tempo.core.traceql.engine.SpanKeys;
import io.tempo.core.traceql.engine.TableEvaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * One pass of {@code compare} over a table: first which spans count and where, then attribute after
 * attribute. Each costs a key per span and an addition, and for a range query the same again for
 * its frequent values. For one thread.
 */
final class ComparedRun {

    private static final List<Intrinsic> INTRINSICS =
            List.of(
                    Intrinsic.NAME,
                    Intrinsic.STATUS,
                    Intrinsic.STATUS_MESSAGE,
                    Intrinsic.KIND,
                    Intrinsic.SPAN_CHILD_COUNT,
                    Intrinsic.ROOT_NAME,
                    Intrinsic.ROOT_SERVICE_NAME,
                    Intrinsic.INSTRUMENTATION_NAME,
                    Intrinsic.INSTRUMENTATION_VERSION);

    private final MetricsUnit unit;
    private final MetricsFunction.Compare function;
    private final TraceTable table;
    private final TableEvaluation evaluation;
    private final ComparedSeries result;
    private final Bits selected;
    private final long[] starts;
    private final AdjustedCounts adjusted;
    private final int intervals;

    /** The spans that count; of each, its interval, behind all intervals if it is selected. */
    private int[] spans = new int[SpanBatch.CAPACITY];

    private int[] cells = new int[SpanBatch.CAPACITY];
    private double[] weights = new double[SpanBatch.CAPACITY];
    private int count;

    private final int[] batch = new int[SpanBatch.CAPACITY];
    private final int[] keys = new int[SpanBatch.CAPACITY];

    ComparedRun(
            MetricsUnit unit,
            MetricsFunction.Compare function,
            TraceTable table,
            TableEvaluation evaluation,
            ComparedSeries result) {
        this.unit = unit;
        this.function = function;
        this.table = table;
        this.evaluation = evaluation;
        this.result = result;
        this.selected = evaluation.matching(function.filter());
        this.starts = table.numbers(NumberField.SPAN_START);
        this.adjusted = unit.extrapolated() ? new AdjustedCounts(table) : null;
        this.intervals = unit.axis().intervals();
    }

    void evaluate(BooleanSupplier cancelled) {
        double each =
                new SpanFeed(table, evaluation, unit.sampling(), unit.axis(), cancelled, this::add)
                        .run();
        if (count == 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            weights[i] *= each;
        }
        for (Field field : fields()) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the query was cancelled");
            }
            count(field);
        }
    }

    private void add(SpanBatch found) {
        if (adjusted != null) {
            adjusted.load(found);
        }
        if (spans.length < count + found.count) {
            int length = Math.max(spans.length * 2, count + found.count);
            spans = Arrays.copyOf(spans, length);
            cells = Arrays.copyOf(cells, length);
            weights = Arrays.copyOf(weights, length);
        }
        for (int i = 0; i < found.count; i++) {
            int span = found.spans[i];
            spans[count] = span;
            cells[count] = found.intervals[i] + (isSelected(span) ? intervals : 0);
            weights[count++] = found.weights[i];
        }
    }

    private boolean isSelected(int span) {
        return selected.get(span)
                && (function.startNanos() == 0
                        || starts[span] > function.startNanos()
                                && starts[span] <= function.endNanos());
    }

    /** What spans are compared by: what all of them may have, and what the query mentions. */
    private Set<Field> fields() {
        Set<Field> fields = new LinkedHashSet<>();
        for (Intrinsic intrinsic : INTRINSICS) {
            fields.add(new IntrinsicField(intrinsic, Position.NONE));
        }
        addAttributes(fields, AttributeScope.RESOURCE, Scope.RESOURCE);
        addAttributes(fields, AttributeScope.INSTRUMENTATION, Scope.INSTRUMENTATION);
        addAttributes(fields, AttributeScope.SPAN, Scope.SPAN);
        for (Field field : unit.fields()) {
            if (isComparable(field)) {
                fields.add(field);
            }
        }
        return fields;
    }

    private void addAttributes(Set<Field> fields, AttributeScope stored, Scope scope) {
        for (String key : table.attributeKeys(stored)) {
            fields.add(new Attribute(scope, false, key, Position.NONE));
        }
    }

    /** Whether a field that the query mentions is compared as well: of events, of links, ids. */
    private static boolean isComparable(Field field) {
        return switch (field) {
            case Attribute attribute ->
                    !attribute.parent()
                            && (attribute.scope() == Scope.EVENT
                                    || attribute.scope() == Scope.LINK);
            case IntrinsicField intrinsic ->
                    intrinsic.intrinsic().type() != StaticType.DURATION
                            && (intrinsic.intrinsic() == Intrinsic.SPAN_ID
                                    || intrinsic.intrinsic().level() == Intrinsic.Level.EVENT
                                    || intrinsic.intrinsic().level() == Intrinsic.Level.LINK);
        };
    }

    /** Adds the counts of one attribute. */
    private void count(Field field) {
        SpanKeys column = evaluation.keys(field);
        double[] frequency = new double[2 * Math.max(column.bound(), 64)];
        double[] totals = new double[2 * intervals];
        boolean any = false;
        for (int from = 0; from < count; from += batch.length) {
            int n = load(column, from);
            if (frequency.length < 2 * column.bound()) {
                frequency = Arrays.copyOf(frequency, 4 * column.bound());
            }
            for (int i = 0; i < n; i++) {
                if (keys[i] != SpanKeys.NIL) {
                    int cell = cells[from + i];
                    frequency[2 * keys[i] + (cell < intervals ? 0 : 1)] += weights[from + i];
                    totals[cell] += weights[from + i];
                    any = true;
                }
            }
        }
        if (!any) {
            return;
        }
        String name = field.text();
        addTo(result.total(name), totals);
        int bound = column.bound();
        Frequent frequent = new Frequent(column, frequency, bound, result.kept());
        if (intervals == 1) {
            for (int key = 1; key < bound; key++) {
                if (frequent.isKept(key)) {
                    double[] counts = result.counts(name, column.value(key).toAnyValue());
                    counts[0] += frequency[2 * key];
                    counts[1] += frequency[2 * key + 1];
                }
            }
            return;
        }
        double[][] rows = new double[bound][];
        for (int key = 1; key < bound; key++) {
            if (frequent.isKept(key)) {
                rows[key] = result.counts(name, column.value(key).toAnyValue());
            }
        }
        for (int from = 0; from < count; from += batch.length) {
            int n = load(column, from);
            for (int i = 0; i < n; i++) {
                if (rows[keys[i]] != null) {
                    rows[keys[i]][cells[from + i]] += weights[from + i];
                }
            }
        }
    }

    private int load(SpanKeys column, int from) {
        int n = Math.min(batch.length, count - from);
        System.arraycopy(spans, from, batch, 0, n);
        column.load(batch, n, keys);
        return n;
    }

    private static void addTo(double[] to, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /** Which keys are kept: all with a value, or the most frequent ones of each group. */
    private static final class Frequent {
        private final SpanKeys column;
        private final double[] frequency;
        private final Bits kept;

        Frequent(SpanKeys column, double[] frequency, int bound, int limit) {
            this.column = column;
            this.frequency = frequency;
            this.kept = Bits.none(bound);
            keep(0, bound, limit);
            keep(1, bound, limit);
        }

        boolean isKept(int key) {
            return kept.get(key);
        }

        private void keep(int group, int bound, int limit) {
            int present = 0;
            for (int key = 1; key < bound; key++) {
                present += frequency[2 * key + group] > 0 ? 1 : 0;
            }
            double threshold = present <= limit ? 0 : threshold(group, bound, present, limit);
            List<Integer> ties = new ArrayList<>();
            int left = limit;
            for (int key = 1; key < bound; key++) {
                double often = frequency[2 * key + group];
                if (often > threshold && !column.value(key).isNil()) {
                    kept.set(key);
                    left--;
                } else if (often == threshold && often > 0 && ties.size() < limit) {
                    ties.add(key);
                }
            }
            ties.sort(Comparator.naturalOrder());
            for (int i = 0; i < ties.size() && left > 0; i++, left--) {
                kept.set(ties.get(i));
            }
        }

        /** How often the last one that is kept occurs. */
        private double threshold(int group, int bound, int present, int limit) {
            double[] sorted = new double[present];
            int n = 0;
            for (int key = 1; key < bound; key++) {
                if (frequency[2 * key + group] > 0) {
                    sorted[n++] = frequency[2 * key + group];
                }
            }
            Arrays.sort(sorted);
            return sorted[present - limit];
        }
    }
}
