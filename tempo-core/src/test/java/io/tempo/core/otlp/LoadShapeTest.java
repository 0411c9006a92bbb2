package io.tempo.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

class LoadShapeTest {

    private static final long START = 1_767_225_600_000_000_000L;

    @Test
    void spansHaveTheSizeAndAttributesOfTheShape() throws Exception {
        LoadShape shape = new LoadShape(1);
        long bytes = 0;
        long spans = 0;
        Set<String> services = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            byte[] request = shape.request(i, START);
            bytes += request.length;
            spans += shape.spanCount();
            SpanBatch batch = OtlpScanner.scan(request);
            assertThat(batch.spanCount()).isEqualTo(shape.spanCount());
            assertThat(batch.byTrace().count()).isEqualTo(50);
            for (ResourceSpans resource : parse(request).getResourceSpansList()) {
                assertThat(resource.getResource().getAttributesCount()).isEqualTo(7);
                services.add(resource.getResource().getAttributes(0).getValue().getStringValue());
            }
        }
        assertThat((double) bytes / spans).isCloseTo(389, within(4.0));
        assertThat(spans / 20 / 50.0).isCloseTo(20, within(1.0));
        assertThat(services).hasSize(20);
    }

    @Test
    void spansAreRight() throws Exception {
        Set<String> requestIds = new HashSet<>();
        Set<Integer> attributeCounts = new HashSet<>();
        List<Span> spans = spans(parse(new LoadShape(2).request(3, START)));
        int failed = 0;
        for (Span span : spans) {
            assertThat(span.getStartTimeUnixNano()).isBetween(START, START + 10_000_000_000L);
            assertThat(span.getEndTimeUnixNano()).isGreaterThan(span.getStartTimeUnixNano());
            attributeCounts.add(span.getAttributesCount());
            String requestId = attribute(span, "request.id").getValue().getStringValue();
            assertThat(requestId).matches("[0-9a-f]{32}");
            requestIds.add(requestId);
            assertThat(attribute(span, "enduser.id").getValue().getStringValue())
                    .matches("user-\\d+");
            assertThat(attribute(span, "http.request.body.size").getValue().getIntValue())
                    .isBetween(128L, 16384L);
            for (KeyValue attribute : span.getAttributesList()) {
                if (attribute.getKey().equals("app.load.ratio")) {
                    assertThat(attribute.getValue().getDoubleValue()).isBetween(0.0, 1.0);
                }
            }
            if (span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR) {
                failed++;
                assertThat(span.getEvents(0).getName()).isEqualTo("exception");
                assertThat(span.getEvents(0).getTimeUnixNano())
                        .isEqualTo(span.getEndTimeUnixNano() - 1000);
            }
        }
        assertThat(failed).isBetween(1, spans.size() / 10);
        assertThat(requestIds).hasSameSizeAs(spans);
        assertThat(attributeCounts).isSubsetOf(8, 9, 10, 11).contains(8, 11);
    }

    @Test
    void tracesHaveOneRootAndEveryParentIsThere() throws Exception {
        byte[] request = new LoadShape(3).request(0, START);
        TraceGroups groups = OtlpScanner.scan(request).byTrace();
        for (int t = 0; t < groups.count(); t++) {
            List<Span> spans = spans(parse(groups.encode(t)));
            Set<Object> ids = new HashSet<>();
            spans.forEach(s -> ids.add(s.getSpanId()));
            assertThat(spans.stream().filter(s -> s.getParentSpanId().isEmpty())).hasSize(1);
            assertThat(spans)
                    .allMatch(
                            s ->
                                    s.getParentSpanId().isEmpty()
                                            || ids.contains(s.getParentSpanId()));
        }
    }

    @Test
    void theSameSeedNumberAndTimeGiveTheSameBytes() {
        byte[] once = new LoadShape(7).request(5, START);
        LoadShape again = new LoadShape(7);
        again.request(4, START);
        assertThat(again.request(5, START)).isEqualTo(once);
        assertThat(again.request(6, START)).isNotEqualTo(once);
        assertThat(new LoadShape(8).request(5, START)).isNotEqualTo(once);
    }

    private static KeyValue attribute(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(a -> a.getKey().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static List<Span> spans(ExportTraceServiceRequest request) {
        return request.getResourceSpansList().stream()
                .flatMap(r -> r.getScopeSpansList().stream())
                .flatMap(s -> s.getSpansList().stream())
                .toList();
    }

    private static ExportTraceServiceRequest parse(byte[] bytes) throws Exception {
        return ExportTraceServiceRequest.parseFrom(bytes);
    }
}
