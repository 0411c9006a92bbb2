package io.tempo.querier.frontend;

import com.google.protobuf.MessageOrBuilder;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.tempopb.Sample;
import io.tempo.core.tempopb.ServiceStats;
import io.tempo.core.tempopb.Span;
import io.tempo.core.tempopb.SpanSet;
import io.tempo.core.tempopb.TimeSeries;
import io.tempo.core.tempopb.TraceSearchMetadata;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the messages that answers have thousands of, as {@link ProtoJson} would, without asking
 * their descriptors. Stateless.
 */
final class FrequentMessages {

    private FrequentMessages() {}

    /** Writes a message if it is of a kind that is known here. */
    static boolean write(StringBuilder out, MessageOrBuilder message) {
        switch (message) {
            case Sample sample -> sample(out, sample);
            case KeyValue attribute -> attribute(out, attribute);
            case TimeSeries series -> series(out, series);
            case TraceSearchMetadata trace -> trace(out, trace);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void sample(StringBuilder out, Sample sample) {
        out.append('{');
        int empty = out.length();
        integer(out, empty, "timestampMs", sample.getTimestampMs());
        if (Double.doubleToRawLongBits(sample.getValue()) != 0) {
            name(out, empty, "value");
            JsonText.number(out, sample.getValue());
        }
        out.append('}');
    }

    private static void series(StringBuilder out, TimeSeries series) {
        out.append('{');
        int empty = out.length();
        attributes(out, empty, "labels", series.getLabelsList());
        if (series.getSamplesCount() > 0) {
            name(out, empty, "samples");
            out.append('[');
            for (int i = 0; i < series.getSamplesCount(); i++) {
                separate(out, i);
                sample(out, series.getSamples(i));
            }
            out.append(']');
        }
        if (series.getExemplarsCount() > 0) {
            name(out, empty, "exemplars");
            out.append('[');
            for (int i = 0; i < series.getExemplarsCount(); i++) {
                separate(out, i);
                ProtoJson.anyMessage(out, series.getExemplars(i));
            }
            out.append(']');
        }
        out.append('}');
    }

    private static void trace(StringBuilder out, TraceSearchMetadata trace) {
        out.append('{');
        int empty = out.length();
        text(out, empty, "traceID", trace.getTraceID());
        text(out, empty, "rootServiceName", trace.getRootServiceName());
        text(out, empty, "rootTraceName", trace.getRootTraceName());
        unsigned(out, empty, "startTimeUnixNano", trace.getStartTimeUnixNano());
        small(out, empty, "durationMs", trace.getDurationMs());
        if (trace.hasSpanSet()) {
            name(out, empty, "spanSet");
            spanSet(out, trace.getSpanSet());
        }
        if (trace.getSpanSetsCount() > 0) {
            name(out, empty, "spanSets");
            out.append('[');
            for (int i = 0; i < trace.getSpanSetsCount(); i++) {
                separate(out, i);
                spanSet(out, trace.getSpanSets(i));
            }
            out.append(']');
        }
        if (trace.getServiceStatsCount() > 0) {
            name(out, empty, "serviceStats");
            services(out, trace.getServiceStatsMap());
        }
        out.append('}');
    }

    private static void services(StringBuilder out, Map<String, ServiceStats> services) {
        out.append('{');
        int empty = out.length();
        for (Map.Entry<String, ServiceStats> service : new TreeMap<>(services).entrySet()) {
            name(out, empty, service.getKey());
            out.append('{');
            int noCounts = out.length();
            small(out, noCounts, "spanCount", service.getValue().getSpanCount());
            small(out, noCounts, "errorCount", service.getValue().getErrorCount());
            out.append('}');
        }
        out.append('}');
    }

    private static void spanSet(StringBuilder out, SpanSet set) {
        out.append('{');
        int empty = out.length();
        if (set.getSpansCount() > 0) {
            name(out, empty, "spans");
            out.append('[');
            for (int i = 0; i < set.getSpansCount(); i++) {
                separate(out, i);
                span(out, set.getSpans(i));
            }
            out.append(']');
        }
        small(out, empty, "matched", set.getMatched());
        attributes(out, empty, "attributes", set.getAttributesList());
        out.append('}');
    }

    private static void span(StringBuilder out, Span span) {
        out.append('{');
        int empty = out.length();
        text(out, empty, "spanID", span.getSpanID());
        text(out, empty, "name", span.getName());
        unsigned(out, empty, "startTimeUnixNano", span.getStartTimeUnixNano());
        unsigned(out, empty, "durationNanos", span.getDurationNanos());
        attributes(out, empty, "attributes", span.getAttributesList());
        out.append('}');
    }

    private static void attributes(
            StringBuilder out, int empty, String name, List<KeyValue> attributes) {
        if (attributes.isEmpty()) {
            return;
        }
        name(out, empty, name);
        out.append('[');
        for (int i = 0; i < attributes.size(); i++) {
            separate(out, i);
            attribute(out, attributes.get(i));
        }
        out.append(']');
    }

    private static void attribute(StringBuilder out, KeyValue attribute) {
        if (attribute.getKeyStrindex() != 0) {
            ProtoJson.anyMessage(out, attribute);
            return;
        }
        out.append('{');
        int empty = out.length();
        text(out, empty, "key", attribute.getKey());
        if (attribute.hasValue()) {
            name(out, empty, "value");
            value(out, attribute.getValue());
        }
        out.append('}');
    }

    private static void value(StringBuilder out, AnyValue value) {
        switch (value.getValueCase()) {
            case STRING_VALUE -> {
                out.append("{\"stringValue\":");
                JsonText.text(out, value.getStringValue());
                out.append('}');
            }
            case INT_VALUE ->
                    out.append("{\"intValue\":\"").append(value.getIntValue()).append("\"}");
            case BOOL_VALUE ->
                    out.append("{\"boolValue\":").append(value.getBoolValue()).append('}');
            case DOUBLE_VALUE -> {
                out.append("{\"doubleValue\":");
                JsonText.number(out, value.getDoubleValue());
                out.append('}');
            }
            case ARRAY_VALUE, KVLIST_VALUE, BYTES_VALUE, STRING_VALUE_STRINDEX, VALUE_NOT_SET ->
                    ProtoJson.anyMessage(out, value);
        }
    }

    // ---- fields; zero values are left out ----

    private static void name(StringBuilder out, int empty, String name) {
        if (out.length() > empty) {
            out.append(',');
        }
        JsonText.text(out, name);
        out.append(':');
    }

    private static void separate(StringBuilder out, int index) {
        if (index > 0) {
            out.append(',');
        }
    }

    private static void text(StringBuilder out, int empty, String name, String value) {
        if (!value.isEmpty()) {
            name(out, empty, name);
            JsonText.text(out, value);
        }
    }

    private static void small(StringBuilder out, int empty, String name, int value) {
        if (value != 0) {
            name(out, empty, name);
            out.append(Integer.toUnsignedLong(value));
        }
    }

    private static void integer(StringBuilder out, int empty, String name, long value) {
        if (value != 0) {
            name(out, empty, name);
            out.append('"').append(value).append('"');
        }
    }

    private static void unsigned(StringBuilder out, int empty, String name, long value) {
        if (value < 0) {
            name(out, empty, name);
            out.append('"').append(Long.toUnsignedString(value)).append('"');
        } else {
            integer(out, empty, name, value);
        }
    }
}
