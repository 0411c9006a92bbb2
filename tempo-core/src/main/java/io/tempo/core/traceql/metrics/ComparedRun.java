package io.tempo.core.traceql.metrics;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeEntries;
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
import io.tempo.core.traceql.engine.EntryKeys;
import io.tempo.core.traceql.engine.SpanKeys;
import io.tempo.core.traceql.engine.TableEvaluation;
import io.tempo.core.traceql.engine.Value;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * One pass of {@code compare} over a table: first which spans count and where, then attribute after
 * attribute. Each costs a key and an addition per value that occurs, and for a range query the
 * additions again for its frequent values; objects are made only of these. For one thread.
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

    private final BooleanSupplier cancelled;

    private final ComparedSpans all;

    private final EntryKeys entryKeys = new EntryKeys();

    /** By key: in the baseline, then in the selection. */
    private double[] frequency = new double[128];

    private final int[] batch = new int[SpanBatch.CAPACITY];
    private final int[] keys = new int[SpanBatch.CAPACITY];

    ComparedRun(
            MetricsUnit unit,
            MetricsFunction.Compare function,
            TraceTable table,
            TableEvaluation evaluation,
            ComparedSeries result,
            BooleanSupplier cancelled) {
        this.unit = unit;
        this.function = function;
        this.table = table;
        this.evaluation = evaluation;
        this.result = result;
        this.selected = evaluation.matching(function.filter());
        this.starts = table.numbers(NumberField.SPAN_START);
        this.adjusted = unit.extrapolated() ? new AdjustedCounts(table) : null;
        this.intervals = unit.axis().intervals();
        Bits candidates = evaluation.candidates();
        this.all = new ComparedSpans(intervals, candidates.count(0, candidates.size()));
        this.cancelled = cancelled;
    }

    void evaluate() {
        double each =
                new SpanFeed(table, evaluation, unit.sampling(), unit.axis(), cancelled, this::add)
                        .run();
        if (all.count == 0) {
            return;
        }
        for (int i = 0; i < all.count; i++) {
            all.weights[i] *= each;
        }
        for (Intrinsic intrinsic : INTRINSICS) {
            count(new IntrinsicField(intrinsic, Position.NONE));
        }
        count(AttributeScope.RESOURCE, Scope.RESOURCE);
        count(AttributeScope.INSTRUMENTATION, Scope.INSTRUMENTATION);
        count(AttributeScope.SPAN, Scope.SPAN);
        Set<Field> mentioned = new LinkedHashSet<>();
        for (Field field : unit.fields()) {
            if (isComparable(field)) {
                mentioned.add(field);
            }
        }
        mentioned.forEach(this::count);
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

    /** Adds the counts of all attributes of a scope. */
    private void count(AttributeScope stored, Scope scope) {
        OwnerCells places = null;
        for (String key : table.attributeKeys(stored)) {
            checkCancelled();
            Field field = new Attribute(scope, false, key, Position.NONE);
            if (table.hasIntegerColumn(stored, key)) {
                count(field); // where the reference sees integers only
                continue;
            }
            AttributeEntries entries = table.attributeEntries(stored, key);
            if (entries != null) {
                places = places == null ? places(stored) : places;
                count(field.text(), entries, places);
            }
        }
    }

    private OwnerCells places(AttributeScope stored) {
        return switch (stored) {
            case RESOURCE -> OwnerCells.of(all, table.spanResource(), table.resourceCount());
            case INSTRUMENTATION -> OwnerCells.of(all, table.spanScope(), table.scopeCount());
            case SPAN -> OwnerCells.of(all, null, table.spanCount());
            case EVENT, LINK -> throw new IllegalArgumentException(stored.toString());
        };
    }

    private void checkCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the query was cancelled");
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

    /** Adds the counts of an attribute, value by value. */
    private void count(String name, AttributeEntries entries, OwnerCells places) {
        entryKeys.begin(entries);
        double[] totals = new double[2 * intervals];
        boolean any = false;
        int[] keyOf = intervals > 1 ? new int[entries.count()] : null;
        int[] owners = entries.owners();
        int[] start = places.start();
        int[] cells = places.cells();
        double[] weights = places.weights();
        int used = 0;
        for (int next = 0; next < entries.count(); ) {
            int n = 0;
            for (; next < entries.count() && n < batch.length; next++) {
                batch[n] = next;
                n += places.isEmpty(owners[next]) ? 0 : 1;
            }
            entryKeys.load(batch, n, keys);
            used = beginKeys(used, entryKeys.bound());
            for (int i = 0; i < n; i++) {
                int owner = owners[batch[i]];
                int key = keys[i];
                for (int place = start[owner]; place < start[owner + 1]; place++) {
                    int cell = cells[place];
                    frequency[2 * key + (cell < intervals ? 0 : 1)] += weights[place];
                    totals[cell] += weights[place];
                }
                if (keyOf != null) {
                    keyOf[batch[i]] = key;
                }
            }
            any |= n > 0;
        }
        if (!any) {
            return;
        }
        addTo(result.total(name), totals);
        double[][] rows = frequentRows(name, entryKeys.bound(), entryKeys::value);
        for (int e = 0; keyOf != null && e < entries.count(); e++) {
            double[] row = rows[keyOf[e]];
            if (row != null) {
                int owner = owners[e];
                for (int place = start[owner]; place < start[owner + 1]; place++) {
                    row[cells[place]] += weights[place];
                }
            }
        }
    }

    /** Adds the counts of a field, span by span. */
    private void count(Field field) {
        checkCancelled();
        SpanKeys column = evaluation.keys(field);
        double[] totals = new double[2 * intervals];
        boolean any = false;
        int used = 0;
        for (int from = 0; from < all.count; from += batch.length) {
            int n = load(column, from);
            used = beginKeys(used, column.bound());
            for (int i = 0; i < n; i++) {
                if (keys[i] != SpanKeys.NIL) {
                    int cell = all.cells[from + i];
                    double weight = all.weights[from + i];
                    frequency[2 * keys[i] + (cell < intervals ? 0 : 1)] += weight;
                    totals[cell] += weight;
                    any = true;
                }
            }
        }
        if (!any) {
            return;
        }
        String name = field.text();
        addTo(result.total(name), totals);
        double[][] rows = frequentRows(name, column.bound(), column::value);
        for (int from = 0; intervals > 1 && from < all.count; from += batch.length) {
            int n = load(column, from);
            for (int i = 0; i < n; i++) {
                if (rows[keys[i]] != null) {
                    rows[keys[i]][all.cells[from + i]] += all.weights[from + i];
                }
            }
        }
    }

    /** Makes room for the frequencies of keys; those from {@code used} on begin with 0. */
    private int beginKeys(int used, int bound) {
        if (frequency.length < 2 * bound) {
            frequency = Arrays.copyOf(frequency, Math.max(2 * bound, 2 * frequency.length));
        }
        if (bound > used) {
            Arrays.fill(frequency, 2 * used, 2 * bound, 0);
        }
        return Math.max(used, bound);
    }

    /**
     * The counts of each value that is frequent enough to be kept, by key. Where there is but one
     * interval, the frequencies are added at once; else the counts per interval are left to add.
     */
    private double[][] frequentRows(String name, int bound, IntFunction<Value> values) {
        FrequentKeys frequent = new FrequentKeys(values, frequency, bound, result.kept());
        double[][] rows = intervals == 1 ? null : new double[bound][];
        for (int key = 1; key < bound; key++) {
            if (frequent.isKept(key)) {
                double[] counts = result.counts(name, values.apply(key).toAnyValue());
                if (intervals == 1) {
                    counts[0] += frequency[2 * key];
                    counts[1] += frequency[2 * key + 1];
                } else {
                    rows[key] = counts;
                }
            }
        }
        return rows;
    }

    private int load(SpanKeys column, int from) {
        int n = Math.min(batch.length, all.count - from);
        System.arraycopy(all.spans, from, batch, 0, n);
        column.load(batch, n, keys);
        return n;
    }

    private static void addTo(double[] to, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }
}
