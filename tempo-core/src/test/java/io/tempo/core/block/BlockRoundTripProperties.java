package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.AnyValue.ValueCase;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.block.DedicatedColumn.Option;
import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.otlp.TraceEncoder;
import io.tempo.core.testing.MemoryBlock;
import io.tempo.core.testing.RandomTraces;
import io.tempo.core.testing.Traces;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** What is written to a block is found in it again, but for what the format cannot keep. */
class BlockRoundTripProperties {

    private static final List<DedicatedColumn> COLUMNS =
            List.of(
                    column(AttributeScope.SPAN, "http.method", Type.STRING),
                    column(AttributeScope.SPAN, "http.status_code", Type.INT),
                    column(AttributeScope.RESOURCE, "a", Type.STRING),
                    column(AttributeScope.RESOURCE, "k8s.pod.name", Type.INT),
                    new DedicatedColumn(AttributeScope.SPAN, "a", Type.STRING, Set.of(Option.BLOB)),
                    column(AttributeScope.SPAN, "schlüssel", Type.STRING),
                    column(AttributeScope.EVENT, "a", Type.INT),
                    new DedicatedColumn(
                            AttributeScope.EVENT,
                            "http.method",
                            Type.STRING,
                            Set.of(Option.ARRAY)));

    private static DedicatedColumn column(AttributeScope scope, String name, Type type) {
        return new DedicatedColumn(scope, name, type);
    }

    @Property(tries = 60)
    void whatIsWrittenIsFound(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        BlockVersion version =
                random.nextBoolean() ? BlockVersion.VPARQUET5 : BlockVersion.VPARQUET4;
        List<DedicatedColumn> dedicated =
                switch (random.nextInt(3)) {
                    case 0 -> List.of();
                    case 1 -> DedicatedColumns.DEFAULTS;
                    default -> COLUMNS;
                };
        RandomTraces traces = new RandomTraces(random);
        byte[][] requests = new byte[1 + random.nextInt(8)][];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = traces.request().toByteArray();
        }
        SpanColumns columns = Traces.columns(requests);
        MemoryBlock block = new MemoryBlock();
        BlockSpec spec =
                BlockSpec.of(new UUID(3, 4), "t", version)
                        .withDedicatedColumns(dedicated)
                        .withRowGroupBytes(random.nextBoolean() ? 700 : 1_000_000);
        BlockMeta meta = BlockWriter.write(columns, spec, block);

        TraceLayout layout = TraceLayout.of(columns);
        assertThat(meta.totalObjects()).isEqualTo(layout.traceCount);
        BlockReader reader = BlockReader.open(meta, block);
        assertThat(reader.rowGroupCount()).isEqualTo(meta.totalRecords());
        for (int t = 0; t < layout.traceCount; t++) {
            SpanColumns found = reader.findTrace(columns.traceId(layout.traces[t]));
            TracesData actual = TraceEncoder.toTrace(found, TraceLayout.of(found), 0);
            TracesData expected = TraceEncoder.toTrace(columns, layout, t);
            assertThat(rows(actual, kv -> kv, kv -> kv, kv -> kv))
                    .isEqualTo(
                            rows(
                                    expected,
                                    new Stored(version, spec, AttributeScope.RESOURCE),
                                    new Stored(version, spec, AttributeScope.SPAN),
                                    new Stored(version, spec, AttributeScope.EVENT)));
        }
    }

    private interface Attributes {
        List<KeyValue> of(List<KeyValue> given);
    }

    /** A text for each span with all that belongs to it, in an order of their own. */
    private static List<String> rows(
            TracesData trace, Attributes resources, Attributes spans, Attributes events) {
        List<String> rows = new ArrayList<>();
        for (ResourceSpans r : trace.getResourceSpansList()) {
            List<KeyValue> ofResource = resources.of(r.getResource().getAttributesList());
            Resource resource = Resource.newBuilder().addAllAttributes(sorted(ofResource)).build();
            for (ScopeSpans s : r.getScopeSpansList()) {
                String scope =
                        s.getScope().getName()
                                + s.getScope().getVersion()
                                + sorted(s.getScope().getAttributesList());
                for (Span span : s.getSpansList()) {
                    Span.Builder stored = span.toBuilder().clearAttributes();
                    stored.addAllAttributes(sorted(spans.of(span.getAttributesList())));
                    if (span.getEndTimeUnixNano() < span.getStartTimeUnixNano()) {
                        stored.setEndTimeUnixNano(span.getStartTimeUnixNano());
                    }
                    for (Span.Event.Builder e : stored.getEventsBuilderList()) {
                        List<KeyValue> attributes = events.of(e.getAttributesList());
                        e.clearAttributes().addAllAttributes(sorted(attributes));
                    }
                    for (Span.Link.Builder l : stored.getLinksBuilderList()) {
                        List<KeyValue> attributes = List.copyOf(l.getAttributesList());
                        l.clearAttributes().addAllAttributes(sorted(attributes));
                    }
                    rows.add(resource + scope + stored);
                }
            }
        }
        rows.sort(null);
        return rows;
    }

    private static List<KeyValue> sorted(List<KeyValue> attributes) {
        return attributes.stream().sorted(Comparator.comparing(KeyValue::toString)).toList();
    }

    /** What becomes of the attributes of an owner. */
    private record Stored(BlockVersion version, BlockSpec spec, AttributeScope scope)
            implements Attributes {

        @Override
        public List<KeyValue> of(List<KeyValue> given) {
            boolean v5 = version == BlockVersion.VPARQUET5;
            List<KeyValue> generic = new ArrayList<>();
            Map<String, KeyValue> fixed = new LinkedHashMap<>();
            Map<String, KeyValue> dedicated = new LinkedHashMap<>();
            for (KeyValue kv : given) {
                Type fixedType = fixedType(kv.getKey());
                DedicatedColumn column = dedicatedColumn(kv.getKey());
                if (fixedType != null && isScalar(kv.getValue(), fixedType)) {
                    fixed.put(kv.getKey(), kv);
                } else if (column != null && isScalar(kv.getValue(), column.type())) {
                    dedicated.put(kv.getKey(), kv);
                } else if (column != null && v5 && isArray(kv.getValue(), column.type())) {
                    dedicated.put(kv.getKey(), scalarIfSingle(kv));
                } else {
                    dedicated.remove(kv.getKey());
                    generic.add(kv);
                }
            }
            KeyValue service = fixed.get("service.name");
            if (service != null && service.getValue().getStringValue().isEmpty()) {
                fixed.remove("service.name");
            }
            generic.addAll(fixed.values());
            generic.addAll(dedicated.values());
            return generic;
        }

        private Type fixedType(String key) {
            if (scope == AttributeScope.RESOURCE && key.equals("service.name")) {
                return Type.STRING;
            }
            if (version != BlockVersion.VPARQUET5) {
                for (FixedColumn column : FixedColumn.values()) {
                    if (column.scope == scope && column.key.equals(key)) {
                        return column.type;
                    }
                }
            }
            return null;
        }

        private DedicatedColumn dedicatedColumn(String key) {
            return spec.dedicatedColumns().stream()
                    .filter(c -> c.scope() == scope && c.name().equals(key))
                    .findFirst()
                    .orElse(null);
        }

        private static boolean isScalar(AnyValue value, Type type) {
            return value.getValueCase()
                    == (type == Type.STRING ? ValueCase.STRING_VALUE : ValueCase.INT_VALUE);
        }

        private static boolean isArray(AnyValue value, Type type) {
            List<AnyValue> elements = value.getArrayValue().getValuesList();
            return !elements.isEmpty() && elements.stream().allMatch(e -> isScalar(e, type));
        }

        private static KeyValue scalarIfSingle(KeyValue kv) {
            List<AnyValue> elements = kv.getValue().getArrayValue().getValuesList();
            return elements.size() == 1 ? kv.toBuilder().setValue(elements.getFirst()).build() : kv;
        }
    }
}
