package io.tempo.core.testing;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TraceId;
import io.tempo.core.model.ValueType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that a {@link TraceTable} shows, as plain values per trace: two tables of the same
 * traces have equal contents, however they number their owners.
 */
public final class TableContents {

    private final TraceTable table;

    private TableContents(TraceTable table) {
        this.table = table;
    }

    /** Per trace id a list of texts: the trace, then each of its spans. */
    public static Map<TraceId, List<String>> of(TraceTable table) {
        return new TableContents(table).read();
    }

    /** An attribute's value as an object; null for none. */
    public static Object value(AttributeColumn column, int owner) {
        byte type = column.types()[owner];
        long value = column.values()[owner];
        if (ValueType.isArray(type)) {
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < ValueType.arrayCount(value); i++) {
                long element = column.elements()[ValueType.arrayStart(value) + i];
                elements.add(scalar(column, ValueType.elementType(type), element));
            }
            return elements;
        }
        return scalar(column, type, value);
    }

    private static Object scalar(AttributeColumn column, byte type, long value) {
        return switch (type) {
            case ValueType.NIL -> null;
            case ValueType.STRING -> column.strings().text((int) value);
            case ValueType.INT -> value;
            case ValueType.DOUBLE -> Double.longBitsToDouble(value);
            case ValueType.BOOL -> value != 0;
            case ValueType.EMPTY_ARRAY -> List.of();
            case ValueType.OTHER ->
                    "other " + HexFormat.of().formatHex(column.strings().get((int) value));
            default -> throw new AssertionError("unknown type " + type);
        };
    }

    private Map<TraceId, List<String>> read() {
        Map<TraceId, List<String>> contents = new TreeMap<>();
        for (int trace = 0; trace < table.traceCount(); trace++) {
            List<String> texts = new ArrayList<>();
            texts.add(
                    "start %d duration %d root %s of %s stats %s"
                            .formatted(
                                    table.numbers(NumberField.TRACE_START)[trace],
                                    table.numbers(NumberField.TRACE_DURATION)[trace],
                                    text(StringField.TRACE_ROOT_NAME, trace),
                                    text(StringField.TRACE_ROOT_SERVICE, trace),
                                    stats(trace)));
            int end = table.traceSpanStart()[trace + 1];
            for (int s = table.traceSpanStart()[trace]; s < end; s++) {
                texts.add(span(s));
            }
            if (contents.put(table.traceId(trace), texts) != null) {
                throw new AssertionError("trace occurs twice: " + table.traceId(trace));
            }
        }
        return contents;
    }

    private Map<String, String> stats(int trace) {
        TraceTable.ServiceStats stats = table.serviceStats(trace);
        Map<String, String> texts = new TreeMap<>();
        for (int i = 0; i < stats.services().length; i++) {
            texts.put(stats.services()[i], stats.spanCounts()[i] + "/" + stats.errorCounts()[i]);
        }
        return texts;
    }

    private String span(int s) {
        StringBuilder text = new StringBuilder();
        for (NumberField field : NumberField.values()) {
            if (field.name().startsWith("SPAN_")) {
                text.append(field).append('=').append(table.numbers(field)[s]).append(' ');
            }
        }
        for (StringField field : StringField.values()) {
            if (field.name().startsWith("SPAN_")) {
                text.append(field).append('=').append(text(field, s)).append(' ');
            }
        }
        text.append(attributes(AttributeScope.SPAN, s));
        text.append(" resource ");
        text.append(attributes(AttributeScope.RESOURCE, table.spanResource()[s]));
        int scope = table.spanScope()[s];
        text.append(" scope ").append(text(StringField.SCOPE_NAME, scope));
        text.append(' ').append(text(StringField.SCOPE_VERSION, scope));
        text.append(' ').append(attributes(AttributeScope.INSTRUMENTATION, scope));
        for (int e = table.spanEventStart()[s]; e < table.spanEventStart()[s + 1]; e++) {
            text.append(" event ").append(text(StringField.EVENT_NAME, e));
            text.append(" at ").append(table.numbers(NumberField.EVENT_TIME_SINCE_START)[e]);
            text.append(' ').append(attributes(AttributeScope.EVENT, e));
        }
        for (int l = table.spanLinkStart()[s]; l < table.spanLinkStart()[s + 1]; l++) {
            text.append(" link ").append(hex(StringField.LINK_TRACE_ID, l));
            text.append(' ').append(hex(StringField.LINK_SPAN_ID, l));
            text.append(' ').append(attributes(AttributeScope.LINK, l));
        }
        return text.toString();
    }

    private Map<String, Object> attributes(AttributeScope scope, int owner) {
        Map<String, Object> values = new TreeMap<>();
        for (String key : new TreeSet<>(table.attributeKeys(scope))) {
            AttributeColumn column = table.attribute(scope, key);
            Object value = column == null ? null : value(column, owner);
            if (value != null) {
                values.put(key, value);
            }
        }
        return values;
    }

    private String text(StringField field, int owner) {
        StringColumn column = table.strings(field);
        return column.strings().text(column.ids()[owner]);
    }

    private String hex(StringField field, int owner) {
        StringColumn column = table.strings(field);
        return Arrays.toString(column.strings().get(column.ids()[owner]));
    }
}
