package io.tempo.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.testing.Traces;

import org.junit.jupiter.api.Test;

import java.util.List;

class TraceCombinerTest {

    private static final ByteString TRACE_ID = Traces.hex("0af7651916cd43dd8448eb211c80319c");

    @Test
    void keepsASpanOnceAndTheFirstCopy() throws OtlpException {
        TraceCombiner combiner = new TraceCombiner(0);
        combiner.add(part("a", span(1, SpanKind.SPAN_KIND_SERVER).setName("first")).toByteArray());
        combiner.add(
                part(
                        "a",
                        span(1, SpanKind.SPAN_KIND_SERVER).setName("second"),
                        span(2, SpanKind.SPAN_KIND_CLIENT).setName("new")));
        TracesData trace = combiner.result();
        assertThat(names(trace)).containsExactly("first", "new");
        assertThat(trace.getResourceSpansCount()).isEqualTo(2);
        assertThat(combiner.partial()).isFalse();
    }

    @Test
    void aPartThatBringsNothingNewLeavesNoEmptyGroups() {
        TraceCombiner combiner = new TraceCombiner(0);
        combiner.add(part("a", span(1, SpanKind.SPAN_KIND_SERVER)));
        combiner.add(part("a", span(1, SpanKind.SPAN_KIND_SERVER)));
        assertThat(combiner.result().getResourceSpansCount()).isEqualTo(1);
    }

    @Test
    void sortsOnlyWhenTwoPartsWereCombined() {
        Span.Builder late = span(1, SpanKind.SPAN_KIND_INTERNAL).setStartTimeUnixNano(9);
        Span.Builder wrapped = span(2, SpanKind.SPAN_KIND_INTERNAL).setStartTimeUnixNano(-5);
        Span.Builder early = span(3, SpanKind.SPAN_KIND_INTERNAL).setStartTimeUnixNano(3);
        TraceCombiner one = new TraceCombiner(0);
        one.add(part("a", wrapped, late));
        one.add(TracesData.getDefaultInstance());
        assertThat(ids(one.result())).containsExactly(2L, 1L);

        TraceCombiner two = new TraceCombiner(0);
        two.add(part("a", wrapped, late));
        two.add(part("b", early));
        TracesData trace = two.result();
        assertThat(ids(trace)).containsExactly(3L, 1L, 2L);
        assertThat(service(trace, 0)).isEqualTo("b");
    }

    @Test
    void givesAServerThatSharesItsClientsIdItsOwn() {
        TraceCombiner combiner = new TraceCombiner(0);
        combiner.add(
                part(
                        "a",
                        span(1, SpanKind.SPAN_KIND_SERVER).setName("root"),
                        span(7, SpanKind.SPAN_KIND_SERVER).setName("server").setParentSpanId(id(1)),
                        span(7, SpanKind.SPAN_KIND_CLIENT).setName("client").setParentSpanId(id(1)),
                        span(8, SpanKind.SPAN_KIND_INTERNAL).setName("work").setParentSpanId(id(7)),
                        span(9, SpanKind.SPAN_KIND_SERVER)
                                .setName("other server")
                                .setParentSpanId(id(7))));
        TracesData trace = combiner.result();
        assertThat(ids(trace)).containsExactly(1L, 2L, 7L, 8L, 9L);
        assertThat(parents(trace)).containsExactly(0L, 7L, 1L, 2L, 7L);
    }

    @Test
    void leavesOutWhatIsPastTheLimit() {
        TraceCombiner combiner = new TraceCombiner(1000);
        for (int i = 1; i <= 100; i++) {
            combiner.add(part("a", span(i, SpanKind.SPAN_KIND_INTERNAL)));
        }
        TracesData trace = combiner.result();
        assertThat(combiner.partial()).isTrue();
        assertThat(trace.getSerializedSize()).isBetween(800, 1000);
        assertThat(ids(trace)).startsWith(1L, 2L, 3L);
    }

    @Test
    void aTraceOfTheLimitsSizeIsWhole() {
        TracesData part = part("a", span(1, SpanKind.SPAN_KIND_INTERNAL).setName("n".repeat(300)));
        TraceCombiner combiner = new TraceCombiner(part.getSerializedSize() + 20);
        combiner.add(part);
        assertThat(combiner.partial()).isFalse();
    }

    @Test
    void answersWithStatusResourceAndScopeAndWithoutFlags() {
        Span.Builder span = span(1, SpanKind.SPAN_KIND_SERVER).setFlags(257);
        span.addLinksBuilder().setTraceId(TRACE_ID).setFlags(1);
        ResourceSpans.Builder resource = ResourceSpans.newBuilder().setSchemaUrl("x");
        resource.addScopeSpansBuilder().addSpans(span).setSchemaUrl("y");
        TraceCombiner combiner = new TraceCombiner(0);
        combiner.add(TracesData.newBuilder().addResourceSpans(resource).build());
        ResourceSpans answer = combiner.result().getResourceSpans(0);
        assertThat(answer.hasResource()).isTrue();
        assertThat(answer.getSchemaUrl()).isEmpty();
        assertThat(answer.getScopeSpans(0).hasScope()).isTrue();
        assertThat(answer.getScopeSpans(0).getSpans(0).hasStatus()).isTrue();
        assertThat(answer.getScopeSpans(0).getSpans(0).getFlags()).isZero();
        assertThat(answer.getScopeSpans(0).getSpans(0).getLinks(0).getFlags()).isZero();
    }

    @Test
    void readsPartsWhoseTextIsNotUtf8() throws OtlpException {
        byte[] part = part("a", span(1, SpanKind.SPAN_KIND_SERVER).setName("marker")).toByteArray();
        int at = new String(part, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("mark");
        part[at] = (byte) 0xFF;
        TraceCombiner combiner = new TraceCombiner(0);
        combiner.add(part);
        assertThat(names(combiner.result())).containsExactly("\uFFFDarker");
        assertThatThrownBy(() -> combiner.add(new byte[] {10, 100}))
                .isInstanceOf(OtlpException.class);
    }

    private static TracesData part(String service, Span.Builder... spans) {
        ResourceSpans.Builder resource = ResourceSpans.newBuilder();
        resource.getResourceBuilder().addAttributes(Traces.attribute("service.name", service));
        for (Span.Builder span : spans) {
            if (resource.getScopeSpansCount() == 0) {
                resource.addScopeSpansBuilder();
            }
            resource.getScopeSpansBuilder(0).addSpans(span);
        }
        return TracesData.newBuilder().addResourceSpans(resource).build();
    }

    private static Span.Builder span(long id, SpanKind kind) {
        return Span.newBuilder().setTraceId(TRACE_ID).setSpanId(id(id)).setKind(kind);
    }

    private static ByteString id(long id) {
        return Traces.spanId(id);
    }

    private static List<Span> spans(TracesData trace) {
        return trace.getResourceSpansList().stream()
                .flatMap(r -> r.getScopeSpansList().stream())
                .flatMap(s -> s.getSpansList().stream())
                .toList();
    }

    private static List<String> names(TracesData trace) {
        return spans(trace).stream().map(Span::getName).toList();
    }

    private static List<Long> ids(TracesData trace) {
        return spans(trace).stream().map(s -> SpanKey.id(s.getSpanId())).toList();
    }

    private static List<Long> parents(TracesData trace) {
        return spans(trace).stream().map(s -> SpanKey.id(s.getParentSpanId())).toList();
    }

    private static String service(TracesData trace, int resource) {
        return trace.getResourceSpans(resource)
                .getResource()
                .getAttributes(0)
                .getValue()
                .getStringValue();
    }
}
