package io.tempo.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.testing.RandomTraces;
import io.tempo.core.testing.Traces;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Holds the scanner, the columns and the encoder to protobuf's generated classes. */
class OtlpRoundTripProperties {

    @Property(tries = 500)
    void columnsGiveBackTheRequest(@ForAll long seed) throws Exception {
        ExportTraceServiceRequest request = new RandomTraces(new Random(seed)).request();
        SpanColumns columns = Traces.columns(request.toByteArray());
        assertThat(encode(columns)).isEqualTo(Traces.normalized(request.getResourceSpansList()));
    }

    @Property(tries = 500)
    void anyEncodingOfARequestIsRead(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        byte[] request = new RandomTraces(random).request().toByteArray();
        byte[] shuffled = new WireShuffler(random, false).shuffle(MessageType.REQUEST, request);
        assertColumnsEqual(shuffled);
    }

    @Property(tries = 500)
    void messagesInSeveralPiecesAreMerged(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        byte[] request = new RandomTraces(random).request().toByteArray();
        byte[] split = new WireShuffler(random, true).shuffle(MessageType.REQUEST, request);
        assertColumnsEqual(split);
        SpanBatch batch = OtlpScanner.scan(split);
        SpanBatch again = OtlpScanner.scan(batch.body(), batch.requestOffset(), batch.wireBytes());
        assertThat(again.body()).isSameAs(batch.body());
        assertThat(again.spanCount()).isEqualTo(batch.spanCount());
    }

    @Property(tries = 300)
    void eachTraceOfARequestHasItsSpansUnderTheirResourcesAndScopes(@ForAll long seed)
            throws Exception {
        Random random = new Random(seed);
        byte[] request = new RandomTraces(random).request().toByteArray();
        byte[] body = new WireShuffler(random, true).shuffle(MessageType.REQUEST, request);
        ExportTraceServiceRequest expected = parse(body);
        TraceGroups groups = OtlpScanner.scan(body).byTrace();
        int spans = 0;
        long bytes = 0;
        for (int t = 0; t < groups.count(); t++) {
            byte[] encoded = groups.encode(t);
            List<ResourceSpans> wanted =
                    ofTrace(expected.getResourceSpansList(), groups.id(t).toBytes());
            assertThat(Traces.normalized(parse(encoded).getResourceSpansList()))
                    .isEqualTo(Traces.normalized(wanted));
            spans += groups.spanCount(t);
            bytes += encoded.length;
        }
        assertThat(spans).isEqualTo(OtlpScanner.scan(body).spanCount());
        assertThat(bytes).isEqualTo(groups.totalEncodedSize());
    }

    @Property(tries = 2000)
    void damagedBytesAreRefusedOrRead(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] body = new RandomTraces(random).request().toByteArray();
        if (body.length == 0) {
            return;
        }
        if (random.nextBoolean()) {
            body =
                    new WireShuffler(random, random.nextBoolean())
                            .shuffle(MessageType.REQUEST, body);
        }
        byte[] damaged = damage(random, body);
        boolean accepted = appendAndEncode(damaged);
        try {
            ExportTraceServiceRequest.parseFrom(damaged);
        } catch (InvalidProtocolBufferException e) {
            if (accepted && !e.getMessage().contains("UTF-8")) {
                fail("accepted what protobuf refuses: " + e.getMessage());
            }
        }
    }

    private static byte[] damage(Random random, byte[] body) {
        byte[] damaged = body.clone();
        switch (random.nextInt(4)) {
            case 0 -> damaged = Arrays.copyOf(body, random.nextInt(body.length));
            case 1 -> damaged[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> damaged[random.nextInt(body.length)] = (byte) random.nextInt();
            default -> {
                int from = random.nextInt(body.length);
                int to = from + random.nextInt(body.length - from);
                System.arraycopy(body, to, damaged, from, body.length - to);
                damaged = Arrays.copyOf(damaged, body.length - (to - from));
            }
        }
        return damaged;
    }

    /** Whether the bytes were accepted; nothing but an OtlpException may refuse them. */
    private static boolean appendAndEncode(byte[] body) {
        try {
            SpanBatch batch = OtlpScanner.scan(body);
            TraceGroups groups = batch.byTrace();
            for (int t = 0; t < groups.count(); t++) {
                groups.encode(t);
            }
            SpanColumns columns = Traces.columns(body);
            encode(columns);
            return true;
        } catch (OtlpException e) {
            assertThat(e).hasMessageContaining("at byte ");
            return false;
        }
    }

    /** Resources are told apart by their bytes, so other bytes may mean another order. */
    private static void assertColumnsEqual(byte[] body) {
        List<ResourceSpans> actual =
                parse(encode(Traces.columns(body)).toByteArray()).getResourceSpansList();
        List<ResourceSpans> expected = parse(body).getResourceSpansList();
        assertThat(Traces.sorted(Traces.normalized(actual)))
                .isEqualTo(Traces.sorted(Traces.normalized(expected)));
    }

    private static TracesData encode(SpanColumns columns) {
        return TraceEncoder.toTrace(columns, Traces.allSpans(columns), 0, columns.spanCount);
    }

    private static List<ResourceSpans> ofTrace(List<ResourceSpans> all, byte[] traceId) {
        List<ResourceSpans> result = new ArrayList<>();
        for (ResourceSpans resource : all) {
            ResourceSpans.Builder kept = resource.toBuilder().clearScopeSpans();
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                ScopeSpans.Builder keptScope = scope.toBuilder().clearSpans();
                for (Span span : scope.getSpansList()) {
                    if (Arrays.equals(span.getTraceId().toByteArray(), traceId)) {
                        keptScope.addSpans(span);
                    }
                }
                kept.addScopeSpans(keptScope);
            }
            result.add(kept.build());
        }
        return result;
    }

    private static ExportTraceServiceRequest parse(byte[] request) {
        try {
            return DiscardUnknownFieldsParser.wrap(ExportTraceServiceRequest.parser())
                    .parseFrom(request);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
