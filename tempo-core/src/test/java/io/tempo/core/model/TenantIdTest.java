package io.tempo.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "single-tenant", "A1!-_.*'()", "*", "...", "12345"})
    void acceptsWhatMayNameADirectory(String id) {
        assertThat(TenantId.parse(id).value()).isEqualTo(id);
    }

    @Test
    void refusesOtherCharactersAndNamesThem() {
        assertThatThrownBy(() -> TenantId.parse("a/b"))
                .hasMessage("tenant ID 'a/b' contains unsupported character '/'");
        assertThatThrownBy(() -> TenantId.parse("añb"))
                .hasMessage("tenant ID 'añb' contains unsupported character 'ñ'");
        assertThatThrownBy(() -> TenantId.parse("a b")).hasMessageContaining("character ' '");
        assertThatThrownBy(() -> TenantId.parse("a\0")).hasMessageContaining("unsupported");
    }

    @Test
    void refusesPathsOutOfTheStore() {
        assertThatThrownBy(() -> TenantId.parse(".")).hasMessage("tenant ID is '.' or '..'");
        assertThatThrownBy(() -> TenantId.parse("..")).hasMessage("tenant ID is '.' or '..'");
    }

    @Test
    void holdsAtMost150Characters() {
        assertThat(TenantId.parse("x".repeat(150)).value()).hasSize(150);
        assertThatThrownBy(() -> TenantId.parse("x".repeat(151)))
                .hasMessage("tenant ID is too long: max 150 characters");
    }

    @Test
    void dropsMetadataAfterTheId() {
        assertThat(TenantId.parse("a:k=v:x=y").value()).isEqualTo("a");
        assertThatThrownBy(() -> TenantId.parse("a:k")).hasMessageContaining("character ':'");
    }

    @Test
    void readsSeveralSortedAndOnce() {
        assertThat(TenantId.parseAll("b|a|b"))
                .containsExactly(new TenantId("a"), new TenantId("b"));
        assertThat(TenantId.parse("a|a")).isEqualTo(new TenantId("a"));
        assertThatThrownBy(() -> TenantId.parse("a|b")).hasMessage("multiple org IDs present");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "|a", "a|", "a||b", "|", ":k=v"})
    void anEmptyMemberIsNoTenant(String header) {
        assertThatThrownBy(() -> TenantId.parseAll(header)).hasMessage("no org id");
        assertThatThrownBy(() -> TenantId.parse(header)).hasMessage("no org id");
    }

    @Test
    void noHeaderIsNoTenant() {
        assertThatThrownBy(() -> TenantId.parse(null)).hasMessage("no org id");
        assertThatThrownBy(() -> TenantId.parseAll(null)).hasMessage("no org id");
    }
}
