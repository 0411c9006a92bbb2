package io.tempo.querier;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** What is wrong with the blocks that a query could not read, each message once. Thread-safe. */
final class Unreadable {

    private final Set<String> messages = new ConcurrentSkipListSet<>();

    void add(String message) {
        messages.add(message);
    }

    List<String> messages() {
        return List.copyOf(messages);
    }
}
