package io.tempo.livestore.wal;

import io.tempo.core.model.TenantId;

import java.util.Optional;
import java.util.UUID;

/** The name of a file of the log: {@code <block id>+<tenant>.wal}. */
public record WalFileName(UUID blockId, TenantId tenant) {

    private static final String SUFFIX = ".wal";
    private static final int UUID_CHARS = 36;

    /** Reads a name; empty if it is none of these. */
    public static Optional<WalFileName> parse(String name) {
        if (!name.endsWith(SUFFIX)
                || name.length() <= UUID_CHARS + 1 + SUFFIX.length()
                || name.charAt(UUID_CHARS) != '+') {
            return Optional.empty();
        }
        String id = name.substring(0, UUID_CHARS);
        String tenant = name.substring(UUID_CHARS + 1, name.length() - SUFFIX.length());
        try {
            WalFileName parsed = new WalFileName(UUID.fromString(id), new TenantId(tenant));
            return parsed.toString().equals(name) ? Optional.of(parsed) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return blockId + "+" + tenant + SUFFIX;
    }
}
