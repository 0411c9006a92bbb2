package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.model.TraceId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

class BlockIndexTest {

    private static final String EXAMPLE =
            "{\"rowGroups\":[\"AAAAAAAAAAA/A+69tYggEQ==\",\"AAAAAAAAAACKb0nmjsniBw==\","
                    + "\"AAAAAAAAAADWKnDmbhud+A==\",\"AAAAAAAAAAD/+S7r9o+CMA==\"]}";

    @Test
    void readsAndWritesTheReferencesExample() throws IOException {
        BlockIndex index = read(EXAMPLE);
        assertThat(index.lastIds()).hasSize(4);
        assertThat(index.lastIds().getFirst().toTrimmedHex()).isEqualTo("3f03eebdb5882011");
        assertThat(index.toJson()).asString(StandardCharsets.UTF_8).isEqualTo(EXAMPLE);
    }

    @Test
    void theFirstRowGroupWhoseLastIdIsNotBelowHoldsATrace() throws IOException {
        BlockIndex index = read(EXAMPLE);
        assertThat(index.rowGroupFor(new TraceId(0, 0))).isZero();
        for (int i = 0; i < 4; i++) {
            TraceId last = index.lastIds().get(i);
            assertThat(index.rowGroupFor(last)).isEqualTo(i);
            assertThat(index.rowGroupFor(new TraceId(0, last.low() + 1)))
                    .isEqualTo(i == 3 ? -1 : i + 1);
        }
        assertThat(index.rowGroupFor(new TraceId(-1, 0))).isEqualTo(-1);
    }

    @Test
    void aBlockWithoutRowsHasNoEntries() throws IOException {
        assertThat(new BlockIndex(List.of()).toJson())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"rowGroups\":null}");
        assertThat(read("{\"rowGroups\":null}").lastIds()).isEmpty();
        assertThat(read("{\"other\":{\"a\":[1]},\"rowGroups\":[]}").lastIds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"rowGroups\":[\"AAAA\"]}",
                "{\"rowGroups\":[\"!!!!\"]}",
                "{\"rowGroups\":[3]}",
                "{\"rowGroups\":[[]]}",
                "{\"rowGroups\":7}",
                "{\"rowGroups\":[\"AAAAAAAAAAA/A+69tYggEQ==\""
            })
    void refusesWhatIsNoIndex(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("t/b/index");
    }

    private static BlockIndex read(String json) throws IOException {
        return BlockIndex.read(json.getBytes(StandardCharsets.UTF_8), "t/b/index");
    }
}
