package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class GoDurationProperties {

    @Property
    void whatIsWrittenIsReadBack(@ForAll long nanos) {
        assertThat(GoDuration.parseNanos(GoDuration.format(nanos))).isEqualTo(nanos);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        try {
            GoDuration.parseNanos(text);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("not a duration");
        }
    }
}
