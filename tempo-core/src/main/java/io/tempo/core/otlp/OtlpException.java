package io.tempo.core.otlp;

import java.io.IOException;

/**
 * Bytes that are not a well-formed OTLP message. The message says what is wrong, in which field and
 * at which byte (protobuf) or line and column (JSON); it is fit to be sent to the client.
 */
public final class OtlpException extends IOException {

    private static final long serialVersionUID = 1L;

    public OtlpException(String message) {
        super(message);
    }
}
