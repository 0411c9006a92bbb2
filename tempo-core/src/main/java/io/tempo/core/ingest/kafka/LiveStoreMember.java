package io.tempo.core.ingest.kafka;

import java.util.Optional;

/**
 * A live-store as other components see it in its consumer group: the client id of its consumer says
 * who it is and where it answers. As text, {@code tempo-live-store;<instance>;<zone>;<address>}.
 *
 * @param instance the live-store's id, unique in all zones
 * @param zone "" if there are no zones
 * @param address host:port at which it answers questions about its partitions, by gRPC; an IPv6
 *     host in brackets
 */
public record LiveStoreMember(String instance, String zone, String address) {

    private static final String PREFIX = "tempo-live-store";
    private static final char SEPARATOR = ';';
    private static final int PARTS = 4;

    /**
     * A live-store.
     *
     * @throws IllegalArgumentException if instance or address are empty, or anything has a
     *     semicolon
     */
    public LiveStoreMember {
        requireWord("instance id", instance);
        requireWord("address", address);
        requireNoSeparator("zone", zone);
        if (address.lastIndexOf(':') < 1) {
            throw new IllegalArgumentException(
                    "a live-store's address must be host:port, got " + address);
        }
    }

    private static void requireWord(String what, String text) {
        requireNoSeparator(what, text);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a live-store needs an " + what);
        }
    }

    private static void requireNoSeparator(String what, String text) {
        if (text.indexOf(SEPARATOR) >= 0) {
            throw new IllegalArgumentException(
                    "a live-store's " + what + " cannot have a semicolon: " + text);
        }
    }

    /** The {@code client.id} that its consumer has. */
    public String clientId() {
        return String.join(String.valueOf(SEPARATOR), PREFIX, instance, zone, address);
    }

    /** The live-store whose consumer has a client id; empty if it is not one of a live-store. */
    public static Optional<LiveStoreMember> parse(String clientId) {
        String[] parts = clientId.split(String.valueOf(SEPARATOR), -1);
        if (parts.length != PARTS || !parts[0].equals(PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LiveStoreMember(parts[1], parts[2], parts[3]));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
