package io.tempo.core.traceql.engine;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A query over one table, its filters already evaluated. For one thread, and not after the table's
 * columns are let go.
 */
public final class TableEvaluation {

    private final TableContext context;
    private final DisplayedFields displayed;
    private final StageNode pipeline;
    private final Bits candidates;
    private final Map<Field, FieldSource> sources = new HashMap<>();
    private List<DisplayReader> readers;

    TableEvaluation(
            TableContext context,
            Pipeline pipeline,
            DisplayedFields displayed,
            boolean sameChild,
            long startNanos,
            long endNanos) {
        this.context = context;
        this.displayed = displayed;
        this.pipeline = new StageNode.Sequence(context, pipeline, sameChild);
        this.candidates = candidates(startNanos, endNanos);
    }

    private Bits candidates(long startNanos, long endNanos) {
        if (pipeline.isImpossible()) {
            return Bits.none(0);
        }
        Bits input = context.window(startNanos, endNanos);
        return input.isEmpty() ? input : pipeline.prepare(input);
    }

    /**
     * Spans that may be in the answer. If {@link #isExact}, those that are; otherwise at least
     * those; of size 0 where it is plain that there are none. Not to be changed.
     */
    public Bits candidates() {
        return candidates;
    }

    /** Whether the query only filters, so that {@link #candidates} is the answer. */
    public boolean isExact() {
        return pipeline.isExact();
    }

    /**
     * The answer for one trace: its spansets after the last stage, none of them empty.
     *
     * @throws TraceQlEvaluationException if the query cannot be evaluated on the trace's spans
     */
    public List<SpanSet> spanSets(int trace) {
        int[] start = context.table.traceSpanStart();
        if (start[trace] == start[trace + 1] || !candidates.any(start[trace], start[trace + 1])) {
            return List.of();
        }
        context.checkCancelled();
        return pipeline.apply(List.of(SpanSet.range(start[trace], start[trace + 1])));
    }

    /** Whether the answer shows names of spans. */
    public boolean showsNames() {
        return displayed.names();
    }

    /** What the answer shows of a span, beside its fixed fields. */
    public List<KeyValue> attributes(int span) {
        if (readers == null) {
            readers = new ArrayList<>();
            for (DisplayedFields.Shown shown : displayed.shown()) {
                readers.add(new DisplayReader(context, shown));
            }
        }
        List<KeyValue> attributes = new ArrayList<>(readers.size());
        for (DisplayReader reader : readers) {
            Value value = reader.read(span);
            if (value != null) {
                attributes.add(
                        KeyValue.newBuilder()
                                .setKey(reader.key())
                                .setValue(value.toAnyValue())
                                .build());
            }
        }
        return attributes;
    }

    /**
     * Those of the {@link #candidates} that pass one more filter.
     *
     * @throws TraceQlEvaluationException if it cannot be evaluated on them
     */
    public Bits matching(SpansetFilter filter) {
        Bits spans = candidates.copy();
        if (spans.size() > 0) {
            new PredicateBinder(context, true).bind(filter.expression()).retain(spans);
        }
        return spans;
    }

    /** Numbers that stand for the values of a field, to group spans by. */
    public SpanKeys keys(Field field) {
        return SpanKeys.of(context, field);
    }

    /** The values of a field as numbers. */
    public SpanNumbers numbers(Field field) {
        return SpanNumbers.of(context, field);
    }

    /** The value of a field for one span. */
    public Value value(Field field, int span) {
        FieldSource source = sources.computeIfAbsent(field, f -> FieldSource.of(context, f));
        Cursor at = new Cursor();
        at.span = span;
        Cell cell = new Cell();
        source.load(at, cell);
        return Value.of(cell);
    }
}
