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

    private final Population all = new Population();

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
        if (all.count == 0) {
            return;
        }
        for (int i = 0; i < all.count; i++) {
            all.weights[i] *= each;
        }
        Population resources = null;
        Population scopes = null;
        for (Field field : fields()) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the query was cancelled");
            }
            if (isOf(field, Scope.RESOURCE)) {
                if (resources == null) {
                    resources = all.byOwner(table.spanResource(), table.resourceCount());
                }
                count(field, resources);
            } else if (isOf(field, Scope.INSTRUMENTATION)) {
                if (scopes == null) {
                    scopes = all.byOwner(table.spanScope(), table.scopeCount());
                }
                count(field, scopes);
            } else {
                count(field, all);
            }
        }
    }

    private static boolean isOf(Field field, Scope scope) {
        return field instanceof Attribute attribute
                && attribute.scope() == scope
                && !attribute.parent();
    }

    private void add(SpanBatch found) {
        if (adjusted != null) {
            adjusted.load(found);
        }
        for (int i = 0; i < found.count; i++) {
            int span = found.spans[i];
            int cell = found.intervals[i] + (isSelected(span) ? intervals : 0);
            all.add(span, cell, found.weights[i]);
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
    private void count(Field field, Population population) {
        SpanKeys column = evaluation.keys(field);
        int[] cells = population.cells;
        double[] weights = population.weights;
        double[] frequency = new double[2 * Math.max(column.bound(), 64)];
        double[] totals = new double[2 * intervals];
        boolean any = false;
        for (int from = 0; from < population.count; from += batch.length) {
            int n = load(column, population, from);
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
        for (int from = 0; from < population.count; from += batch.length) {
            int n = load(column, population, from);
            for (int i = 0; i < n; i++) {
                if (rows[keys[i]] != null) {
                    rows[keys[i]][cells[from + i]] += weights[from + i];
                }
            }
        }
    }

    private int load(SpanKeys column, Population population, int from) {
        int n = Math.min(batch.length, population.count - from);
        System.arraycopy(population.spans, from, batch, 0, n);
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
            double threshold = threshold(group, bound, limit);
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

        /** How often the last one that is kept occurs; 0 if all are. */
        private double threshold(int group, int bound, int limit) {
            double[] heap = new double[limit];
            for (int key = 1; key < bound; key++) {
                double often = frequency[2 * key + group];
                if (often > heap[0]) {
                    replaceSmallest(heap, often);
                }
            }
            return heap[0];
        }

        /** Replaces the root of a heap, whose parents are not larger than their children. */
        private static void replaceSmallest(double[] heap, double value) {
            int at = 0;
            while (true) {
                int child = 2 * at + 1;
                if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                    child++;
                }
                if (child >= heap.length || heap[child] >= value) {
                    heap[at] = value;
                    return;
                }
                heap[at] = heap[child];
                at = child;
            }
        }
    }

    /** Spans, or kinds of spans that count as one: where each counts, and how much. */
    private final class Population {
        private int[] spans = new int[SpanBatch.CAPACITY];

        /** The interval of each, behind all intervals if it is selected. */
        private int[] cells = new int[SpanBatch.CAPACITY];

        private double[] weights = new double[SpanBatch.CAPACITY];
        private int count;

        void add(int span, int cell, double weight) {
            if (count == spans.length) {
                spans = Arrays.copyOf(spans, count * 2);
                cells = Arrays.copyOf(cells, count * 2);
                weights = Arrays.copyOf(weights, count * 2);
            }
            spans[count] = span;
            cells[count] = cell;
            weights[count++] = weight;
        }

        /**
         * One span for all that have the same owner and the same place; the same population where
         * these are not fewer.
         */
        Population byOwner(int[] owners, int ownerCount) {
            long places = 2L * intervals * ownerCount;
            if (places > count) {
                return this;
            }
            Population few = new Population();
            int[] known = new int[(int) places];
            for (int i = 0; i < count; i++) {
                int place = owners[spans[i]] * 2 * intervals + cells[i];
                if (known[place] == 0) {
                    few.add(spans[i], cells[i], 0);
                    known[place] = few.count;
                }
                few.weights[known[place] - 1] += weights[i];
            }
            return few;
        }
    }
}
