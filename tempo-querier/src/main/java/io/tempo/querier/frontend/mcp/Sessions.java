package io.tempo.querier.frontend.mcp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

import java.time.Duration;
import java.util.UUID;

/**
 * Clients that have said hello. Of too many, and of those that have not asked for a while, the ones
 * that were used least are forgotten; they have to say hello again. Thread-safe.
 */
final class Sessions {

    private static final String PREFIX = "mcp-session-";

    private final Cache<String, String> owners;

    /**
     * No sessions yet.
     *
     * @param most that are remembered
     * @param idle after which a session is forgotten
     */
    Sessions(int most, Duration idle, Ticker ticker) {
        this.owners =
                Caffeine.newBuilder()
                        .maximumSize(most)
                        .expireAfterAccess(idle)
                        .ticker(ticker)
                        .executor(Runnable::run)
                        .build();
    }

    /** Begins a session of an owner; gives its id. */
    String begin(String owner) {
        String id = PREFIX + UUID.randomUUID();
        owners.put(id, owner);
        return id;
    }

    /** Whether there is such a session, and it is that owner's. */
    boolean isOpen(String id, String owner) {
        return owner.equals(owners.getIfPresent(id));
    }

    void end(String id) {
        owners.invalidate(id);
    }

    int count() {
        owners.cleanUp();
        return (int) owners.estimatedSize();
    }
}
