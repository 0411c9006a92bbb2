package io.tempo.core.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LiveStoreMemberTest {

    @Test
    void theClientIdSaysAllThatThereIsToKnow() {
        var member = new LiveStoreMember("live-store-0", "zone-a", "[fd00::1]:9095");

        assertThat(member.clientId())
                .isEqualTo("tempo-live-store;live-store-0;zone-a;[fd00::1]:9095");
        assertThat(LiveStoreMember.parse(member.clientId())).contains(member);
    }

    @Test
    void thereMayBeNoZones() {
        var member = new LiveStoreMember("live-store-0", "", "host:9095");

        assertThat(LiveStoreMember.parse(member.clientId())).contains(member);
    }

    @Test
    void otherClientsAreNoLiveStores() {
        assertThat(LiveStoreMember.parse("consumer-1")).isEmpty();
        assertThat(LiveStoreMember.parse("")).isEmpty();
        assertThat(LiveStoreMember.parse("tempo-live-store;a;b")).isEmpty();
        assertThat(LiveStoreMember.parse("tempo-live-store;a;b;host:1;c")).isEmpty();
        assertThat(LiveStoreMember.parse("tempo-live-store;;b;host:1")).isEmpty();
        assertThat(LiveStoreMember.parse("tempo-live-store;a;b;nowhere")).isEmpty();
    }

    @Test
    void whatCannotBeReadBackIsRefused() {
        assertThatThrownBy(() -> new LiveStoreMember("a;b", "", "host:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("semicolon");
        assertThatThrownBy(() -> new LiveStoreMember("a", "", "host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host:port");
    }
}
