package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.AttributeEntries;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.ValueType;
import io.tempo.core.testing.GoldenSpans;
import io.tempo.core.testing.MemoryBlock;
import io.tempo.core.testing.RandomTraces;
import io.tempo.core.testing.Traces;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Spans in memory and the block written from them look the same to a query. */
class LiveAndStoredTableProperties {

    @Example
    void theGoldenData() throws IOException {
        for (BlockVersion version : List.of(BlockVersion.VPARQUET4, BlockVersion.VPARQUET5)) {
            assertSame(GoldenSpans.columns(), version, true);
        }
    }

    @Property(tries = 40)
    void randomTraces(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[][] requests = new byte[3][];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = new RandomTraces(random).request().toByteArray();
        }
        BlockVersion version =
                random.nextBoolean() ? BlockVersion.VPARQUET5 : BlockVersion.VPARQUET4;
        assertSame(Traces.columns(requests), version, false);
    }

    private static void assertSame(SpanColumns columns, BlockVersion version, boolean attributes)
            throws IOException {
        MemoryBlock block = new MemoryBlock();
        BlockSpec spec = BlockSpec.of(new UUID(1, 2), "t", version);
        BlockMeta meta = BlockWriter.write(columns, spec, block);
        if (meta.totalRecords() == 0) {
            return;
        }
        TraceTable live = new SpanTable(columns);
        TraceTable stored = BlockReader.open(meta, block).table(0);
        assertThat(stored.traceCount()).isEqualTo(live.traceCount());
        assertThat(stored.spanCount()).isEqualTo(live.spanCount());
        for (int t = 0; t < live.traceCount(); t++) {
            assertThat(stored.traceId(t)).isEqualTo(live.traceId(t));
            assertThat(stored.traceSpanStart()[t]).isEqualTo(live.traceSpanStart()[t]);
            assertThat(stored.serviceStats(t))
                    .usingRecursiveComparison()
                    .isEqualTo(live.serviceStats(t));
        }
        for (NumberField field : NumberField.values()) {
            assertThat(numbers(stored, field)).as("%s", field).isEqualTo(numbers(live, field));
        }
        for (StringField field : StringField.values()) {
            assertThat(texts(stored, field)).as("%s", field).isEqualTo(texts(live, field));
        }
        if (attributes) {
            for (AttributeScope scope : AttributeScope.values()) {
                Set<String> keys = live.attributeKeys(scope);
                assertThat(stored.attributeKeys(scope)).containsExactlyInAnyOrderElementsOf(keys);
                for (String key : keys) {
                    assertThat(values(stored, scope, key))
                            .as("%s %s", scope, key)
                            .isEqualTo(values(live, scope, key));
                }
            }
        }
    }

    /** The rows of an attribute, asked for one after another, are those of its column. */
    @Property(tries = 40)
    void rowsOfAttributesAreThoseOfTheirColumns(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        SpanColumns columns = Traces.columns(new RandomTraces(random).request().toByteArray());
        for (BlockVersion version : BlockVersion.values()) {
            MemoryBlock block = new MemoryBlock();
            if (version == BlockVersion.VPARQUET3) {
                continue; // is not written
            }
            BlockSpec spec = BlockSpec.of(new UUID(1, 2), "t", version);
            BlockMeta meta = BlockWriter.write(columns, spec, block);
            if (meta.totalRecords() == 0) {
                return;
            }
            TraceTable stored = BlockReader.open(meta, block).table(0);
            for (AttributeScope scope : AttributeScope.values()) {
                for (String key : stored.attributeKeys(scope)) {
                    AttributeColumn column =
                            BlockReader.open(meta, block).table(0).attribute(scope, key);
                    AttributeEntries entries = stored.attributeEntries(scope, key);
                    assertThat(rows(entries))
                            .as("%s %s", scope, key)
                            .isEqualTo(rows(AttributeEntries.of(column)));
                }
                assertThat(stored.attributeEntries(scope, "not there")).isNull();
            }
        }
    }

    /** What each owner has. */
    private static Map<Integer, String> rows(AttributeEntries entries) {
        byte[] types = entries.types();
        long[] values = entries.values();
        AttributeColumn column =
                new AttributeColumn(types, values, entries.strings(), entries.elements());
        Map<Integer, String> rows = new HashMap<>();
        for (int row = 0; row < entries.count(); row++) {
            assertThat(rows.put(entries.owners()[row], value(column, row))).isNull();
        }
        return rows;
    }

    private static List<Long> numbers(TraceTable table, NumberField field) {
        int count =
                switch (field) {
                    case TRACE_START, TRACE_DURATION -> table.traceCount();
                    case EVENT_TIME_SINCE_START -> table.spanEventStart()[table.spanCount()];
                    case SPAN_ID,
                            SPAN_PARENT_ID,
                            SPAN_START,
                            SPAN_DURATION,
                            SPAN_KIND,
                            SPAN_STATUS,
                            SPAN_NESTED_SET_LEFT,
                            SPAN_NESTED_SET_RIGHT,
                            SPAN_NESTED_SET_PARENT,
                            SPAN_CHILD_COUNT ->
                            table.spanCount();
                };
        long[] column = table.numbers(field);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(column[i]);
        }
        return numbers;
    }

    private static List<String> texts(TraceTable table, StringField field) {
        StringColumn column = table.strings(field);
        List<String> texts = new ArrayList<>();
        switch (field) {
            case TRACE_ROOT_NAME, TRACE_ROOT_SERVICE -> {
                for (int t = 0; t < table.traceCount(); t++) {
                    texts.add(column.strings().text(column.ids()[t]));
                }
            }
            case SCOPE_NAME, SCOPE_VERSION -> {
                for (int s = 0; s < table.spanCount(); s++) {
                    texts.add(column.strings().text(column.ids()[table.spanScope()[s]]));
                }
            }
            case SPAN_NAME, SPAN_STATUS_MESSAGE, SPAN_TRACE_STATE -> {
                for (int s = 0; s < table.spanCount(); s++) {
                    texts.add(column.strings().text(column.ids()[s]));
                }
            }
            case EVENT_NAME -> {
                for (int e = 0; e < table.spanEventStart()[table.spanCount()]; e++) {
                    texts.add(column.strings().text(column.ids()[e]));
                }
            }
            case LINK_TRACE_ID, LINK_SPAN_ID -> {
                for (int l = 0; l < table.spanLinkStart()[table.spanCount()]; l++) {
                    texts.add(column.strings().text(column.ids()[l]));
                }
            }
        }
        return texts;
    }

    /** The values of a key, span by span for resources and scopes. */
    private static List<String> values(TraceTable table, AttributeScope scope, String key) {
        AttributeColumn column = table.attribute(scope, key);
        int spans = table.spanCount();
        List<String> values = new ArrayList<>();
        switch (scope) {
            case SPAN -> {
                for (int s = 0; s < spans; s++) {
                    values.add(value(column, s));
                }
            }
            case RESOURCE -> {
                for (int s = 0; s < spans; s++) {
                    values.add(value(column, table.spanResource()[s]));
                }
            }
            case INSTRUMENTATION -> {
                for (int s = 0; s < spans; s++) {
                    values.add(value(column, table.spanScope()[s]));
                }
            }
            case EVENT -> {
                for (int e = 0; e < table.spanEventStart()[spans]; e++) {
                    values.add(value(column, e));
                }
            }
            case LINK -> {
                for (int l = 0; l < table.spanLinkStart()[spans]; l++) {
                    values.add(value(column, l));
                }
            }
        }
        return values;
    }

    private static String value(AttributeColumn column, int owner) {
        byte type = column.types()[owner];
        long value = column.values()[owner];
        if (type == ValueType.OTHER) {
            return "other";
        }
        if (type == ValueType.EMPTY_ARRAY || type == ValueType.NIL) {
            return String.valueOf(type);
        }
        if (!ValueType.isArray(type)) {
            return scalar(column, type, value);
        }
        StringBuilder list = new StringBuilder("[");
        for (int i = 0; i < ValueType.arrayCount(value); i++) {
            long element = column.elements()[ValueType.arrayStart(value) + i];
            list.append(scalar(column, ValueType.elementType(type), element)).append(',');
        }
        return list.toString();
    }

    private static String scalar(AttributeColumn column, byte type, long value) {
        return type + (type == ValueType.STRING ? column.strings().text((int) value) : "" + value);
    }
}
