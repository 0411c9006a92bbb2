package io.tempo.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.columns.AttributeColumns;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.ValueType;
import io.tempo.core.testing.Traces;

import org.junit.jupiter.api.Test;

import java.util.List;

class OtlpColumnAppenderTest {

    @Test
    void classifiesValues() throws Exception {
        SpanColumns columns =
                append(
                        0,
                        span(
                                attribute(value().setStringValue("")),
                                attribute(value().setIntValue(-3)),
                                attribute(value().setDoubleValue(0.5)),
                                attribute(value().setBoolValue(true)),
                                array(value().setStringValue("a"), value().setStringValue("b")),
                                array(value().setIntValue(4)),
                                array(value().setDoubleValue(1), value().setDoubleValue(2)),
                                array(value().setBoolValue(false)),
                                array(),
                                array(value().setIntValue(1), value().setStringValue("x")),
                                array(value()),
                                attribute(value()),
                                KeyValue.newBuilder().setKey("k").build()));
        AttributeColumns attributes = columns.spanAttributes;
        assertThat(java.util.Arrays.copyOf(attributes.type(), 13))
                .containsExactly(
                        ValueType.STRING,
                        ValueType.INT,
                        ValueType.DOUBLE,
                        ValueType.BOOL,
                        ValueType.STRING_ARRAY,
                        ValueType.INT_ARRAY,
                        ValueType.DOUBLE_ARRAY,
                        ValueType.BOOL_ARRAY,
                        ValueType.EMPTY_ARRAY,
                        ValueType.OTHER,
                        ValueType.OTHER,
                        ValueType.OTHER,
                        ValueType.OTHER);
        long strings = attributes.value()[4];
        assertThat(ValueType.arrayCount(strings)).isEqualTo(2);
        assertThat(columns.strings.text((int) columns.elements[ValueType.arrayStart(strings) + 1]))
                .isEqualTo("b");
        byte[] mixed = columns.strings.get((int) attributes.value()[9]);
        assertThat(AnyValue.parseFrom(mixed).getArrayValue().getValuesCount()).isEqualTo(2);
        assertThat(attributes.value()[11]).isZero();
    }

    @Test
    void cutsKeysAndStringsThatAreTooLong() throws Exception {
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        OtlpColumnAppender appender = new OtlpColumnAppender(builder, 8);
        Span.Builder span =
                span(
                        Traces.attribute("k", "12345678"),
                        Traces.attribute("k", "123456789"),
                        Traces.attribute("a-long-key", 5),
                        Traces.attribute("euro", "1234567€"),
                        Traces.attribute("clef", "12345𝄞x"),
                        array(value().setStringValue("not cut in lists")))
                        .toBuilder();
        span.addEventsBuilder().addAttributes(Traces.attribute("e", "123456789"));
        span.addLinksBuilder().addAttributes(Traces.attribute("l", "123456789"));
        appender.appendAll(OtlpScanner.scan(request(span.build())));
        SpanColumns columns = builder.columns();

        assertThat(text(columns, columns.spanAttributes, 0)).isEqualTo("12345678");
        assertThat(text(columns, columns.spanAttributes, 1)).isEqualTo("12345678");
        assertThat(columns.strings.text(columns.spanAttributes.key()[2])).isEqualTo("a-long-k");
        assertThat(text(columns, columns.spanAttributes, 3)).isEqualTo("1234567");
        assertThat(text(columns, columns.spanAttributes, 4)).isEqualTo("12345");
        int element = (int) columns.elements[0];
        assertThat(columns.strings.text(element)).isEqualTo("not cut in lists");
        assertThat(text(columns, columns.eventAttributes, 0)).isEqualTo("12345678");
        assertThat(appender.truncatedAttributes(AttributeScope.SPAN)).isEqualTo(4);
        assertThat(appender.truncatedAttributes(AttributeScope.EVENT)).isEqualTo(1);
        assertThat(appender.truncatedAttributes(AttributeScope.LINK)).isEqualTo(1);
        assertThat(appender.truncatedAttributes(AttributeScope.RESOURCE)).isZero();
    }

    @Test
    void countsALongKeyEachTimeItComes() throws Exception {
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        OtlpColumnAppender appender = new OtlpColumnAppender(builder, 3);
        Span span = span(Traces.attribute("long", 1));
        appender.appendAll(OtlpScanner.scan(request(span, span, span)));
        assertThat(appender.truncatedAttributes(AttributeScope.SPAN)).isEqualTo(3);
    }

    @Test
    void keepsAResourceOnce() throws Exception {
        ResourceSpans.Builder resource = ResourceSpans.newBuilder();
        resource.getResourceBuilder().addAttributes(Traces.attribute("service.name", "shop"));
        resource.addScopeSpansBuilder().addSpans(span()).getScopeBuilder().setName("lib");
        byte[] request =
                TracesData.newBuilder()
                        .addResourceSpans(resource)
                        .addResourceSpans(resource)
                        .build()
                        .toByteArray();
        SpanColumns columns = Traces.columns(request, request);
        assertThat(columns.spanCount).isEqualTo(4);
        assertThat(columns.traceCount).isEqualTo(1);
        assertThat(columns.resourceCount).isEqualTo(1);
        assertThat(columns.scopeCount).isEqualTo(1);
        assertThat(columns.strings.text(columns.resourceServiceName[0])).isEqualTo("shop");
    }

    @Test
    void encodesATraceAsItsLayoutGroupsIt() throws Exception {
        ResourceSpans.Builder first = ResourceSpans.newBuilder();
        first.getResourceBuilder()
                .addAttributes(Traces.attribute("a", 1))
                .addAttributes(Traces.attribute("b", 2));
        first.addScopeSpansBuilder().addSpans(span()).getScopeBuilder().setName("lib");
        ResourceSpans.Builder second = first.clone();
        second.getResourceBuilder()
                .setAttributes(0, Traces.attribute("b", 2))
                .setAttributes(1, Traces.attribute("a", 1));
        second.getScopeSpansBuilder(0).getSpansBuilder(0).setSpanId(Traces.spanId(8));
        SpanColumns columns =
                Traces.columns(
                        TracesData.newBuilder()
                                .addResourceSpans(first)
                                .addResourceSpans(second)
                                .addResourceSpans(second)
                                .build()
                                .toByteArray());
        assertThat(columns.spanCount).isEqualTo(3);
        TraceLayout layout = TraceLayout.of(columns);
        ResourceSpans.Builder expected = first.clone();
        expected.getScopeSpansBuilder(0)
                .addSpans(second.getScopeSpans(0).getSpans(0))
                .getSpansBuilderList()
                .forEach(Span.Builder::getStatusBuilder);
        assertThat(TraceEncoder.toTrace(columns, layout, 0))
                .isEqualTo(TracesData.newBuilder().addResourceSpans(expected).build());
    }

    @Test
    void keepsTimesRelativeToTheStart() throws Exception {
        Span.Builder span = span().toBuilder().setStartTimeUnixNano(100).setEndTimeUnixNano(90);
        span.addEventsBuilder().setTimeUnixNano(150);
        span.addEventsBuilder().setName("no time");
        SpanColumns columns = append(0, span.build());
        assertThat(columns.spanStartNanos[0]).isEqualTo(100);
        assertThat(columns.spanDurationNanos[0]).isEqualTo(-10);
        assertThat(columns.eventTimeSinceStartNanos[0]).isEqualTo(50);
        assertThat(columns.eventTimeSinceStartNanos[1]).isEqualTo(-100);
    }

    @Test
    void textThatIsNotUtf8IsKeptAndAnsweredRepaired() throws Exception {
        byte[] request = request(span(Traces.attribute("key", "marker")));
        int at = new String(request, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("mark");
        request[at] = (byte) 0xC3;
        SpanColumns columns = Traces.columns(request);
        assertThat(columns.strings.get((int) columns.spanAttributes.value()[0]))
                .startsWith(0xC3, 'a');
        TracesData answer = TraceEncoder.toTrace(columns, new int[] {0}, 0, 1);
        assertThat(
                        answer.getResourceSpans(0)
                                .getScopeSpans(0)
                                .getSpans(0)
                                .getAttributes(0)
                                .getValue()
                                .getStringValue())
                .isEqualTo("\uFFFDarker");
    }

    private static SpanColumns append(int maxAttributeBytes, Span span) throws OtlpException {
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        OtlpColumnAppender appender = new OtlpColumnAppender(builder, maxAttributeBytes);
        SpanBatch batch = OtlpScanner.scan(request(span));
        appender.begin(batch);
        assertThat(appender.append(0)).isZero();
        return builder.columns();
    }

    private static byte[] request(Span... spans) {
        ResourceSpans.Builder resource = ResourceSpans.newBuilder();
        resource.addScopeSpansBuilder().addAllSpans(List.of(spans));
        return TracesData.newBuilder().addResourceSpans(resource).build().toByteArray();
    }

    private static Span span(KeyValue... attributes) {
        return Span.newBuilder()
                .setTraceId(Traces.hex("0af7651916cd43dd8448eb211c80319c"))
                .setSpanId(Traces.spanId(7))
                .addAllAttributes(List.of(attributes))
                .build();
    }

    private static AnyValue.Builder value() {
        return AnyValue.newBuilder();
    }

    private static KeyValue attribute(AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey("k").setValue(value).build();
    }

    private static KeyValue array(AnyValue.Builder... values) {
        AnyValue.Builder array = value();
        array.getArrayValueBuilder();
        for (AnyValue.Builder value : values) {
            array.getArrayValueBuilder().addValues(value);
        }
        return attribute(array);
    }

    private static String text(SpanColumns columns, AttributeColumns attributes, int entry) {
        return columns.strings.text((int) attributes.value()[entry]);
    }
}
