package io.tempo.core.search;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.Intrinsic;
import io.tempo.core.traceql.engine.Bits;

/**
 * Reads the distinct values of one field of a table: each number, and each string of a dictionary,
 * becomes text once. For one thread.
 */
final class TagValueReader {

    private static final String SERVICE_NAME = "service.name";

    private final TraceTable table;
    private final SpanSelection selection;
    private final TagValues out;
    private final LongSet ints = new LongSet();
    private final LongSet floats = new LongSet();

    TagValueReader(TraceTable table, SpanSelection selection, TagValues out) {
        this.table = table;
        this.selection = selection;
        this.out = out;
    }

    void read(Field field) {
        switch (field) {
            case Attribute attribute -> {
                if (attribute.scope().stored().isPresent()) {
                    readAttribute(attribute.scope().stored().get(), attribute.name());
                } else {
                    readAttribute(AttributeScope.SPAN, attribute.name());
                    readAttribute(AttributeScope.RESOURCE, attribute.name());
                }
            }
            case IntrinsicField intrinsic -> read(intrinsic.intrinsic());
        }
    }

    private void read(Intrinsic intrinsic) {
        switch (intrinsic) {
            case NAME -> readText(StringField.SPAN_NAME, selection.spans());
            case STATUS_MESSAGE -> readText(StringField.SPAN_STATUS_MESSAGE, selection.spans());
            case ROOT_NAME -> readText(StringField.TRACE_ROOT_NAME, selection.traces());
            case ROOT_SERVICE_NAME -> readText(StringField.TRACE_ROOT_SERVICE, selection.traces());
            case EVENT_NAME ->
                    readText(StringField.EVENT_NAME, selection.owners(AttributeScope.EVENT));
            case INSTRUMENTATION_NAME ->
                    readText(
                            StringField.SCOPE_NAME,
                            selection.owners(AttributeScope.INSTRUMENTATION));
            case INSTRUMENTATION_VERSION ->
                    readText(
                            StringField.SCOPE_VERSION,
                            selection.owners(AttributeScope.INSTRUMENTATION));
            // As the reference answers: the numbers that are stored.
            case KIND -> readNumbers(NumberField.SPAN_KIND, selection.spans());
            case DURATION -> readNumbers(NumberField.SPAN_DURATION, selection.spans());
            case TRACE_DURATION -> readNumbers(NumberField.TRACE_DURATION, selection.traces());
            // Too many to be of use, or not data at all.
            case STATUS,
                    SPAN_ID,
                    SPAN_PARENT_ID,
                    SPAN_CHILD_COUNT,
                    NESTED_SET_LEFT,
                    NESTED_SET_RIGHT,
                    NESTED_SET_PARENT,
                    TRACE_ID,
                    EVENT_TIME_SINCE_START,
                    LINK_TRACE_ID,
                    LINK_SPAN_ID,
                    PARENT -> {}
        }
    }

    private void readText(StringField field, Bits owners) {
        StringColumn column = table.strings(field);
        Bits seen = Bits.none(column.strings().size());
        for (int o = owners.next(0); o < owners.size(); o = owners.next(o + 1)) {
            if (!addText(column.strings(), column.ids()[o], seen)) {
                return;
            }
        }
    }

    private void readNumbers(NumberField field, Bits owners) {
        long[] column = table.numbers(field);
        for (int o = owners.next(0); o < owners.size(); o = owners.next(o + 1)) {
            if (ints.add(column[o]) && !out.add(TypedValue.INT, Long.toString(column[o]))) {
                return;
            }
        }
    }

    /** A resource without a service name counts as one whose name is empty. */
    private void readAttribute(AttributeScope scope, String key) {
        AttributeColumn column = table.attribute(scope, key);
        boolean required = scope == AttributeScope.RESOURCE && key.equals(SERVICE_NAME);
        if (column == null && !required) {
            return;
        }
        Bits seen = column == null ? null : Bits.none(column.strings().size());
        Bits owners = selection.owners(scope);
        for (int o = owners.next(0); o < owners.size(); o = owners.next(o + 1)) {
            byte type = column == null ? ValueType.NIL : column.types()[o];
            if (type == ValueType.NIL) {
                if (required) {
                    required = false;
                    if (!out.add(TypedValue.STRING, "")) {
                        return;
                    }
                }
                continue;
            }
            if (!add(column, type, column.values()[o], seen)) {
                return;
            }
        }
    }

    private boolean add(AttributeColumn column, byte type, long value, Bits seen) {
        return switch (type) {
            case ValueType.STRING -> addText(column.strings(), (int) value, seen);
            case ValueType.INT -> !ints.add(value) || out.add(TypedValue.INT, Long.toString(value));
            case ValueType.DOUBLE ->
                    !floats.add(value)
                            || out.add(
                                    TypedValue.FLOAT,
                                    GoFloat.format(Double.longBitsToDouble(value)));
            case ValueType.BOOL -> out.add(TypedValue.BOOL, value != 0 ? "true" : "false");
            case ValueType.STRING_ARRAY,
                    ValueType.INT_ARRAY,
                    ValueType.DOUBLE_ARRAY,
                    ValueType.BOOL_ARRAY -> {
                int from = ValueType.arrayStart(value);
                for (int i = from; i < from + ValueType.arrayCount(value); i++) {
                    if (!add(column, ValueType.elementType(type), column.elements()[i], seen)) {
                        yield false;
                    }
                }
                yield true;
            }
            default -> true;
        };
    }

    private boolean addText(ByteStrings strings, int id, Bits seen) {
        if (seen.get(id)) {
            return true;
        }
        seen.set(id);
        return out.add(TypedValue.STRING, strings.text(id));
    }
}
