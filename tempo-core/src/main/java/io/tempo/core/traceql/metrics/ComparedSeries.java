package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.traceql.MetricsFunction;
import io.tempo.core.traceql.engine.TableEvaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * How often each value of each attribute occurs in the selection and in the baseline of {@code
 * compare}. Of values that are too many, the most frequent ones are kept; how often the attribute
 * occurs at all is always exact.
 */
final class ComparedSeries extends UnitSeries {

    private static final int BASELINE = 0;
    private static final int SELECTION = 1;
    private static final String[] GROUPS = {"baseline", "selection"};
    private static final String META_TYPE = "__meta_type";
    private static final String NIL = "nil";

    /** Values kept for each that is shown: what is frequent in all may be rare in a part. */
    private static final int KEPT_PER_SHOWN = 20;

    private static final int MIN_KEPT = 100;

    private final MetricsUnit unit;
    private final MetricsFunction.Compare function;
    private final SeriesMemory memory;
    private final int intervals;

    /** By canonical name. */
    private final Map<String, Occurrences> attributes = new TreeMap<>();

    private int size;

    ComparedSeries(MetricsUnit unit, MetricsFunction.Compare function, SeriesMemory memory) {
        this.unit = unit;
        this.function = function;
        this.memory = memory;
        this.intervals = unit.axis().intervals();
    }

    /** Counts of one attribute: by group, then by interval. */
    private static final class Occurrences {
        final Map<AnyValue, double[]> values = new HashMap<>();
        final double[] total;

        Occurrences(int cells) {
            total = new double[cells];
        }
    }

    /** How many values of an attribute are kept in each group. */
    int kept() {
        return (int) Math.max(MIN_KEPT, KEPT_PER_SHOWN * function.topN());
    }

    @Override
    void evaluate(TraceTable table, TableEvaluation evaluation, BooleanSupplier cancelled) {
        new ComparedRun(unit, function, table, evaluation, this, cancelled).evaluate();
    }

    /** The counts of an attribute as a whole: baseline intervals, then those of the selection. */
    double[] total(String attribute) {
        return occurrences(attribute).total;
    }

    /** The counts of a value, as {@link #total}. */
    double[] counts(String attribute, AnyValue value) {
        Occurrences occurrences = occurrences(attribute);
        double[] counts = occurrences.values.get(value);
        if (counts == null) {
            memory.reserve(
                    SeriesKey.of(new AnyValue[] {value}).memoryBytes()
                            + 2L * intervals * Double.BYTES,
                    ++size);
            counts = new double[2 * intervals];
            occurrences.values.put(value, counts);
        }
        return counts;
    }

    private Occurrences occurrences(String attribute) {
        Occurrences known = attributes.get(attribute);
        if (known == null) {
            memory.reserve(200 + 2L * intervals * Double.BYTES, ++size);
            known = new Occurrences(2 * intervals);
            attributes.put(attribute, known);
        }
        return known;
    }

    @Override
    void add(UnitSeries other) {
        ((ComparedSeries) other)
                .attributes.forEach(
                        (name, theirs) -> {
                            addAll(total(name), theirs.total);
                            theirs.values.forEach(
                                    (value, counts) -> addAll(counts(name, value), counts));
                            shrink(occurrences(name));
                        });
    }

    private static void addAll(double[] to, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /** Forgets rare values, when there are twice as many as are kept. */
    private void shrink(Occurrences occurrences) {
        int most = 2 * kept();
        if (occurrences.values.size() <= 2 * most) {
            return;
        }
        Set<AnyValue> keep = new HashSet<>(most);
        keep.addAll(most(occurrences, BASELINE, kept()));
        keep.addAll(most(occurrences, SELECTION, kept()));
        int before = occurrences.values.size();
        occurrences.values.keySet().retainAll(keep);
        int gone = before - occurrences.values.size();
        size -= gone;
        memory.release(gone * 2L * intervals * Double.BYTES);
    }

    /** The values that are most frequent in a group; of equally frequent ones the smaller. */
    private List<AnyValue> most(Occurrences occurrences, int group, int limit) {
        record Counted(AnyValue value, double count) {}
        List<Counted> all = new ArrayList<>();
        occurrences.values.forEach(
                (value, counts) -> {
                    double count = 0;
                    for (int i = group * intervals; i < (group + 1) * intervals; i++) {
                        count += counts[i];
                    }
                    if (count > 0) {
                        all.add(new Counted(value, count));
                    }
                });
        all.sort(
                (a, b) -> {
                    int c = Double.compare(b.count, a.count);
                    return c != 0 ? c : LabelOrder.compareValues(a.value, b.value);
                });
        List<AnyValue> values = new ArrayList<>();
        for (Counted counted : all.subList(0, Math.min(limit, all.size()))) {
            values.add(counted.value);
        }
        return values;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    List<PointSeries> finish() {
        List<PointSeries> series = new ArrayList<>();
        attributes.forEach(
                (name, occurrences) -> {
                    for (int group = BASELINE; group <= SELECTION; group++) {
                        int topN = (int) function.topN();
                        for (AnyValue value : most(occurrences, group, topN)) {
                            add(series, GROUPS[group], name, value, group, counts(name, value));
                        }
                        AnyValue nil = AnyValue.newBuilder().setStringValue(NIL).build();
                        add(series, GROUPS[group] + "_total", name, nil, group, occurrences.total);
                    }
                });
        return series;
    }

    /** Adds a series, unless it counts nothing. */
    private void add(
            List<PointSeries> series,
            String type,
            String name,
            AnyValue value,
            int group,
            double[] counts) {
        double[] values = Arrays.copyOfRange(counts, group * intervals, (group + 1) * intervals);
        boolean any = false;
        for (double count : values) {
            any |= count != 0;
        }
        if (any) {
            series.add(
                    new PointSeries(
                            "",
                            List.of(
                                    PointSeries.label(META_TYPE, type),
                                    PointSeries.label(name, value)),
                            values,
                            List.of()));
        }
    }

    @Override
    void write(CodedOutputStream out) throws IOException {
        out.writeUInt32NoTag(attributes.size());
        for (Map.Entry<String, Occurrences> entry : attributes.entrySet()) {
            out.writeStringNoTag(entry.getKey());
            Grid row = row();
            writeRow(row, entry.getValue().total, out);
            out.writeUInt32NoTag(entry.getValue().values.size());
            for (Map.Entry<AnyValue, double[]> value : entry.getValue().values.entrySet()) {
                out.writeByteArrayNoTag(value.getKey().toByteArray());
                writeRow(row, value.getValue(), out);
            }
        }
    }

    private static void writeRow(Grid row, double[] values, CodedOutputStream out)
            throws IOException {
        System.arraycopy(values, 0, row.cells, 0, values.length);
        row.write(0, out);
    }

    @Override
    void read(CodedInputStream in) throws IOException {
        int names = Encoded.count(in);
        for (int n = 0; n < names; n++) {
            String name = in.readString();
            if (attributes.containsKey(name)) {
                throw new IOException("an attribute occurs twice");
            }
            readRow(total(name), in);
            int values = Encoded.count(in);
            for (int v = 0; v < values; v++) {
                readRow(counts(name, AnyValue.parseFrom(in.readByteArray())), in);
            }
        }
    }

    private void readRow(double[] values, CodedInputStream in) throws IOException {
        Grid row = row();
        row.read(0, in);
        System.arraycopy(row.cells, 0, values, 0, values.length);
    }

    /** One empty row for the counts of both groups. */
    private Grid row() {
        Grid row = new Grid(2 * intervals, 0, SeriesMemory.unlimited());
        row.grow(1);
        return row;
    }
}
