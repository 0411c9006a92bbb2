package io.tempo.core.traceql.metrics;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;

import java.util.Comparator;
import java.util.List;

/** Orders series by their labels. */
final class LabelOrder {

    /**
     * As answers are ordered: by number of labels, then label by label by key, then by value:
     * numbers before text, by size.
     */
    static final Comparator<List<KeyValue>> SHOWN = LabelOrder::compareShown;

    private LabelOrder() {}

    private static int compareShown(List<KeyValue> a, List<KeyValue> b) {
        int c = Integer.compare(a.size(), b.size());
        for (int i = 0; c == 0 && i < a.size(); i++) {
            c = a.get(i).getKey().compareTo(b.get(i).getKey());
            c = c != 0 ? c : compareValues(a.get(i).getValue(), b.get(i).getValue());
        }
        return c;
    }

    /** Numbers before text, by size; text by its characters; what looks alike by its type. */
    static int compareValues(AnyValue a, AnyValue b) {
        int c =
                isNumber(a) && isNumber(b)
                        ? compareNumbers(a, b)
                        : Boolean.compare(isNumber(b), isNumber(a));
        c = c != 0 ? c : text(a).compareTo(text(b));
        return c != 0 ? c : Integer.compare(type(a), type(b));
    }

    private static String text(AnyValue value) {
        return value.hasBoolValue()
                ? Boolean.toString(value.getBoolValue())
                : value.getStringValue();
    }

    private static boolean isNumber(AnyValue value) {
        return value.hasIntValue() || value.hasDoubleValue();
    }

    private static int compareNumbers(AnyValue a, AnyValue b) {
        return a.hasIntValue() && b.hasIntValue()
                ? Long.compare(a.getIntValue(), b.getIntValue())
                : Double.compare(number(a), number(b));
    }

    private static double number(AnyValue value) {
        return value.hasIntValue() ? value.getIntValue() : value.getDoubleValue();
    }

    /**
     * Which of two series with one value {@code topk} prefers; {@code bottomk} prefers the other:
     * position by position the earlier text (what is no text counts as empty), then the earlier
     * key, then the later type, then the larger number.
     */
    static int compareForLimit(List<KeyValue> a, List<KeyValue> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            AnyValue x = a.get(i).getValue();
            AnyValue y = b.get(i).getValue();
            int c = x.getStringValue().compareTo(y.getStringValue());
            c = c != 0 ? c : a.get(i).getKey().compareTo(b.get(i).getKey());
            c = c != 0 ? c : Integer.compare(type(y), type(x));
            c = c != 0 ? c : payload(y, x);
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int payload(AnyValue a, AnyValue b) {
        return isNumber(a)
                ? compareNumbers(a, b)
                : Boolean.compare(a.getBoolValue(), b.getBoolValue());
    }

    /** The language's order of types. */
    private static int type(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> 1;
            case DOUBLE_VALUE -> 2;
            case STRING_VALUE -> 3;
            case BOOL_VALUE -> 4;
            case ARRAY_VALUE -> 5;
            case KVLIST_VALUE, BYTES_VALUE, VALUE_NOT_SET -> 6;
            default -> 7;
        };
    }
}
