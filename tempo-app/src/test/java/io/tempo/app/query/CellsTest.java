package io.tempo.app.query;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

class CellsTest {

    @Test
    void whatWouldMoveTheCursorIsWrittenOut() {
        assertThat(Cells.clean("a\nb\tc\u001b[2Jd\u202ee\ud800f\u2028"))
                .isEqualTo("a\\nb\\tc\\u{1b}[2Jd\\u{202e}e\\u{d800}f\\u{2028}");
        assertThat(Cells.clean("żółw カート 🐢")).isEqualTo("żółw カート 🐢");
    }

    @Test
    void wideAndCombiningCharactersCountAsShown() {
        assertThat(Cells.width("カート")).isEqualTo(6);
        assertThat(Cells.width("e\u0301")).isEqualTo(1);
        assertThat(Cells.width("🐢")).isEqualTo(2);
    }

    @Test
    void cutsAtCellsNotCharacters() {
        assertThat(Cells.cut("カート", 6, "…")).isEqualTo("カート");
        assertThat(Cells.cut("カート", 5, "…")).isEqualTo("カー…");
        assertThat(Cells.cut("カート", 4, "…")).isEqualTo("カ…");
        assertThat(Cells.cut("abc", 0, "…")).isEmpty();
    }

    @Property
    void anyTextFillsItsColumns(@ForAll String text, @ForAll @IntRange(min = 1, max = 50) int n) {
        String clean = Cells.clean(text);
        assertThat(clean).doesNotContainPattern("\\p{Cc}");
        assertThat(Cells.width(Cells.left(clean, n, "…"))).isEqualTo(n);
        assertThat(Cells.width(Cells.right(clean, n, "…"))).isEqualTo(n);
    }
}
