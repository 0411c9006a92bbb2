package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class DocumentProperties {

    private static final String WHOLE = Documents.text("defaults.yaml");

    @Property(tries = 300)
    void anyTextIsLoadedOrRefusedWithAReason(@ForAll @StringLength(max = 200) String text) {
        loadedOrRefused(text);
    }

    @Property(tries = 100)
    void aDamagedDocumentIsLoadedOrRefusedWithAReason(
            @ForAll @IntRange(max = 30_000) int at, @ForAll char by) {
        int i = Math.min(at, WHOLE.length() - 1);
        loadedOrRefused(WHOLE.substring(0, i) + by + WHOLE.substring(i + 1));
    }

    @Property(tries = 300)
    void anyTextIsExpandedOrRefusedWithAReason(@ForAll @StringLength(max = 60) String text) {
        for (String around : new String[] {"%s", "${%s}", "${A%s}", "${A:-%s", "${A/%s}"}) {
            String input = around.replace("%s", text);
            try {
                assertThat(Environment.expand("f", input, java.util.Map.of("A", "value")))
                        .isNotNull();
            } catch (ConfigException e) {
                assertThat(e.getMessage()).startsWith("f:");
            }
        }
    }

    private static void loadedOrRefused(String text) {
        try {
            Documents.load(text);
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
