package io.tempo.core.ingest.kafka;

import java.io.IOException;

/**
 * The value of a record of the span log is not what it should be. The message says what is wrong
 * and at which byte of the value; who reads the log adds topic, partition and offset.
 */
public final class DamagedRecordException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedRecordException(String message) {
        super(message);
    }
}
