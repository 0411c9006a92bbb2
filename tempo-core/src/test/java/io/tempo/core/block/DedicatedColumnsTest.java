package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.block.DedicatedColumn.Option;
import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.model.AttributeScope;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class DedicatedColumnsTest {

    @Test
    void vParquet4KeepsOfTheDefaultsWhatItCanStoreAndHasNoColumnForYet() {
        assertThat(DedicatedColumns.forVersion(BlockVersion.VPARQUET4, DedicatedColumns.DEFAULTS))
                .extracting(DedicatedColumn::name)
                .containsExactly(
                        "http.request.method",
                        "url.path",
                        "url.route",
                        "server.address",
                        "http.route");
        assertThat(DedicatedColumns.forVersion(BlockVersion.VPARQUET5, DedicatedColumns.DEFAULTS))
                .isEqualTo(DedicatedColumns.DEFAULTS);
    }

    @Test
    void numbersSlotsWithinScopeAndType() {
        assertThat(DedicatedColumns.slots(BlockVersion.VPARQUET5, DedicatedColumns.DEFAULTS))
                .containsExactly(0, 1, 2, 3, 0, 0, 1, 2, 3, 1, 4, 5, 6, 2);
    }

    @Test
    void integersOfSpansHaveFixedColumnsAndDedicatedOnesByVersion() {
        List<DedicatedColumn> defaults = DedicatedColumns.DEFAULTS;
        assertThat(DedicatedColumns.integerSpanKeys(BlockVersion.VPARQUET4, defaults))
                .containsExactly("http.status_code");
        assertThat(DedicatedColumns.integerSpanKeys(BlockVersion.VPARQUET5, defaults))
                .containsExactlyInAnyOrder(
                        "http.response.status_code", "server.port", "http.status_code");
        assertThat(DedicatedColumns.integerSpanKeys(BlockVersion.VPARQUET5, List.of())).isEmpty();
    }

    @Test
    void columnsBeyondTheSpareOnesGetNoSlotAndAWarning() {
        List<DedicatedColumn> columns = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            columns.add(new DedicatedColumn(AttributeScope.SPAN, "a" + i, Type.STRING));
        }
        columns.add(new DedicatedColumn(AttributeScope.RESOURCE, "r", Type.STRING));

        assertThat(DedicatedColumns.slots(BlockVersion.VPARQUET4, columns))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -1, 0);
        assertThat(DedicatedColumns.warnings(BlockVersion.VPARQUET4, columns))
                .hasSize(2)
                .first()
                .asString()
                .contains("span.a10", "room for 10");
        assertThat(DedicatedColumns.warnings(BlockVersion.VPARQUET5, columns)).isEmpty();
    }

    @Test
    void refusesAColumnListedTwice() {
        DedicatedColumn c = new DedicatedColumn(AttributeScope.SPAN, "a", Type.STRING);
        DedicatedColumn other =
                new DedicatedColumn(AttributeScope.SPAN, "a", Type.INT, Set.of(Option.BLOB));
        DedicatedColumns.validate(
                List.of(c, new DedicatedColumn(AttributeScope.RESOURCE, "a", Type.STRING)));
        assertThatThrownBy(() -> DedicatedColumns.validate(List.of(c, other)))
                .hasMessageContaining("span.a is listed twice");
    }

    @Test
    void refusesScopesThatHaveNoColumns() {
        assertThatThrownBy(() -> new DedicatedColumn(AttributeScope.LINK, "a", Type.STRING))
                .hasMessageContaining("link");
    }
}
