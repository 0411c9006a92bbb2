package io.tempo.core.storage;

import java.io.IOException;

/** There is no object with this key. */
public final class NoSuchObjectException extends IOException {

    private final String key;

    public NoSuchObjectException(String key) {
        super("no such object: " + key);
        this.key = key;
    }

    public NoSuchObjectException(String key, Throwable cause) {
        super("no such object: " + key, cause);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
