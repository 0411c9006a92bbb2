package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.TraceId;
import io.tempo.core.traceql.MetricsFunction;
import io.tempo.core.traceql.MetricsFunctionName;
import io.tempo.core.traceql.engine.TableEvaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Groups of spans, and what a function other than {@code compare} adds up for each. */
final class GroupedSeries extends UnitSeries {

    private final MetricsUnit unit;
    private final MetricsFunction.OverTime function;
    private final SeriesMemory memory;
    private final Map<SeriesKey, Integer> groups = new HashMap<>();
    private final List<SeriesKey> keys = new ArrayList<>();
    private final ExemplarSet exemplars;
    private Accumulator accumulator;

    GroupedSeries(MetricsUnit unit, MetricsFunction.OverTime function, SeriesMemory memory) {
        this.unit = unit;
        this.function = function;
        this.memory = memory;
        this.exemplars = new ExemplarSet(unit.axis(), unit.exemplars());
        this.accumulator = newAccumulator();
    }

    private Accumulator newAccumulator() {
        return Accumulator.of(function.function(), unit.axis().intervals(), memory);
    }

    @Override
    void evaluate(TraceTable table, TableEvaluation evaluation, BooleanSupplier cancelled) {
        GroupedRun run = new GroupedRun(unit, function, table, evaluation, accumulator);
        run.evaluate(cancelled);
        List<SeriesKey> found = run.keys();
        boolean distinct = true;
        for (SeriesKey key : found) {
            memory.reserve(key.memoryBytes(), found.size());
            distinct &= groups.putIfAbsent(key, keys.size()) == null;
            keys.add(key);
        }
        if (!distinct) {
            Accumulator separate = accumulator;
            accumulator = newAccumulator();
            groups.clear();
            keys.clear();
            for (int g = 0; g < found.size(); g++) {
                accumulator.add(group(found.get(g)), separate, g);
            }
        }
        run.addExemplars(found, exemplars, cancelled);
    }

    /** The number of a group, which there is room for. */
    private int group(SeriesKey key) {
        Integer known = groups.get(key);
        if (known != null) {
            return known;
        }
        int group = keys.size();
        groups.put(key, group);
        keys.add(key);
        accumulator.grow(group + 1);
        return group;
    }

    @Override
    void add(UnitSeries other) {
        GroupedSeries theirs = (GroupedSeries) other;
        for (int g = 0; g < theirs.keys.size(); g++) {
            SeriesKey key = theirs.keys.get(g);
            if (!groups.containsKey(key)) {
                memory.reserve(key.memoryBytes(), size());
            }
            accumulator.add(group(key), theirs.accumulator, g);
        }
        exemplars.add(theirs.exemplars);
    }

    @Override
    int size() {
        return accumulator.size();
    }

    @Override
    List<PointSeries> finish() {
        if (keys.isEmpty() && function.by().isEmpty() && countsSpans()) {
            return List.of(
                    new PointSeries(
                            function.function().word(),
                            List.of(),
                            new double[unit.axis().intervals()],
                            List.of()));
        }
        GroupedFinish finish = new GroupedFinish(function, unit.axis());
        Map<SeriesKey, List<ExemplarSet.Candidate>> chosen = exemplars.byGroup();
        for (int g = 0; g < keys.size(); g++) {
            finish.add(keys.get(g), accumulator, g, chosen.getOrDefault(keys.get(g), List.of()));
        }
        return finish.series();
    }

    /** Whether nothing found is a series of zeros, rather than none. */
    private boolean countsSpans() {
        return function.function() == MetricsFunctionName.RATE
                || function.function() == MetricsFunctionName.COUNT_OVER_TIME;
    }

    @Override
    void write(CodedOutputStream out) throws IOException {
        out.writeUInt32NoTag(keys.size());
        for (int g = 0; g < keys.size(); g++) {
            keys.get(g).write(out);
            accumulator.write(g, out);
        }
        List<ExemplarSet.Candidate> candidates = exemplars.candidates();
        out.writeUInt32NoTag(candidates.size());
        for (ExemplarSet.Candidate candidate : candidates) {
            out.writeUInt32NoTag(groups.get(candidate.key()));
            out.writeFixed64NoTag(candidate.traceId().high());
            out.writeFixed64NoTag(candidate.traceId().low());
            out.writeUInt32NoTag(candidate.exponent());
            out.writeUInt64NoTag(candidate.exemplar().startNanos());
            out.writeDoubleNoTag(candidate.exemplar().value());
            out.writeUInt32NoTag(candidate.exemplar().labels().size());
            for (KeyValue label : candidate.exemplar().labels()) {
                out.writeByteArrayNoTag(label.toByteArray());
            }
        }
    }

    @Override
    void read(CodedInputStream in) throws IOException {
        int count = Encoded.count(in);
        for (int g = 0; g < count; g++) {
            SeriesKey key = SeriesKey.read(in, function.by().size());
            memory.reserve(key.memoryBytes(), count);
            if (groups.containsKey(key)) {
                throw new IOException("a group occurs twice");
            }
            accumulator.read(group(key), in);
        }
        int candidates = Encoded.count(in);
        for (int i = 0; i < candidates; i++) {
            exemplars.add(candidate(in));
        }
    }

    private ExemplarSet.Candidate candidate(CodedInputStream in) throws IOException {
        int group = in.readUInt32();
        if (group < 0 || group >= keys.size()) {
            throw new IOException("an exemplar of group " + group + " of " + keys.size());
        }
        TraceId traceId = new TraceId(in.readFixed64(), in.readFixed64());
        int exponent = in.readUInt32();
        if (exponent < 0 || exponent >= Buckets.COUNT) {
            throw new IOException("an exemplar in bucket " + exponent);
        }
        long startNanos = in.readUInt64();
        if (unit.axis().interval(startNanos) < 0 || !exemplars.isOn()) {
            throw new IOException("an exemplar where none can be");
        }
        double value = in.readDouble();
        int count = Encoded.count(in);
        List<KeyValue> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(KeyValue.parseFrom(in.readByteArray()));
        }
        return new ExemplarSet.Candidate(
                traceId, keys.get(group), exponent, new Exemplar(labels, value, startNanos));
    }
}
