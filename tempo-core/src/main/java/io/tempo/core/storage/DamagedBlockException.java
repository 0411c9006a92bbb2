package io.tempo.core.storage;

import java.io.IOException;

/** An object of a block could be read, but its content is wrong; reading it again will not help. */
public final class DamagedBlockException extends IOException {

    public DamagedBlockException(String message, Throwable cause) {
        super(message, cause);
    }

    public DamagedBlockException(String message) {
        super(message);
    }
}
