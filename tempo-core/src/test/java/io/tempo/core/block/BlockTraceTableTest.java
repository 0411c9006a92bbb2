package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TraceId;
import io.tempo.core.model.ValueType;
import io.tempo.core.testing.MemoryBlock;
import io.tempo.core.testing.TableContents;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Searches of a block see what reading it back gives. */
class BlockTraceTableTest {

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void showsWhatTheSpansReadBackShow(String version) throws IOException {
        BlockReader reader = BlockReaderTest.open(MemoryBlock.golden(version));
        TraceTable table = reader.table(0);
        SpanColumns columns = reader.readRows(0, 0, reader.rows(0));

        Map<TraceId, List<String>> contents = TableContents.of(table);
        Map<TraceId, List<String>> expected = TableContents.of(new SpanTable(columns));
        assertThat(contents.keySet()).isEqualTo(expected.keySet());
        expected.forEach((id, spans) -> assertThat(contents.get(id)).isEqualTo(spans));
        assertThat(table.bytesRead()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void keysAreThoseThatSomeOwnerHas(String version) throws IOException {
        BlockReader reader = BlockReaderTest.open(MemoryBlock.golden(version));
        TraceTable table = reader.table(0);
        SpanTable expected = new SpanTable(reader.readRows(0, 0, reader.rows(0)));
        for (AttributeScope scope : AttributeScope.values()) {
            assertThat(table.attributeKeys(scope))
                    .as("%s", scope)
                    .containsExactlyInAnyOrderElementsOf(expected.attributeKeys(scope));
            for (String key : table.attributeKeys(scope)) {
                assertThat(table.attribute(scope, key)).as("%s %s", scope, key).isNotNull();
            }
            assertThat(table.attribute(scope, "no such key")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void neverDeniesATextThatIsThere(String version) throws IOException {
        BlockReader reader = BlockReaderTest.open(MemoryBlock.golden(version));
        TraceTable values = reader.table(0);
        TraceTable table = reader.table(0);
        for (AttributeScope scope : AttributeScope.values()) {
            for (String key : values.attributeKeys(scope)) {
                AttributeColumn column = values.attribute(scope, key);
                for (int owner = 0; owner < column.types().length; owner++) {
                    if (column.types()[owner] == ValueType.STRING) {
                        byte[] text = column.strings().get((int) column.values()[owner]);
                        assertThat(table.mayContain(scope, key, text)).isTrue();
                    } else if (column.types()[owner] == ValueType.STRING_ARRAY) {
                        for (Object text : (List<?>) TableContents.value(column, owner)) {
                            assertThat(table.mayContain(scope, key, utf8((String) text))).isTrue();
                        }
                    }
                }
            }
            assertThat(table.mayContain(scope, "no such key", utf8("x"))).isFalse();
        }
        for (StringField field : StringField.values()) {
            StringColumn column = values.strings(field);
            for (int id : column.ids()) {
                byte[] text = column.strings().get(id);
                assertThat(table.mayContain(field, text)).as("%s", field).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void rulesOutByDictionariesAlone(String version) throws IOException {
        BlockReader reader = BlockReaderTest.open(MemoryBlock.golden(version));
        TraceTable table = reader.table(0);
        byte[] absent = utf8("there is no such text");
        assertThat(table.mayContain(AttributeScope.SPAN, "http.method", absent)).isFalse();
        assertThat(table.mayContain(AttributeScope.SPAN, "user.tier", absent)).isFalse();
        assertThat(table.mayContain(AttributeScope.RESOURCE, "service.name", absent)).isFalse();
        assertThat(table.mayContain(AttributeScope.RESOURCE, "region", absent)).isFalse();
        assertThat(table.mayContain(AttributeScope.EVENT, "exception.type", absent)).isFalse();
        assertThat(table.mayContain(StringField.SPAN_NAME, absent)).isFalse();
        assertThat(table.mayContain(StringField.TRACE_ROOT_NAME, absent)).isFalse();
        long dictionaries = table.bytesRead();
        table.attribute(AttributeScope.SPAN, "http.url");
        assertThat(table.bytesRead()).isGreaterThan(dictionaries);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
