package io.tempo.core.parquet;

/**
 * Bytes that are not what the format says. Decoders know nothing of where in a file they are: who
 * called them turns this into a {@link ParquetException} that says it.
 */
final class MalformedException extends Exception {

    MalformedException(String message) {
        super(message);
    }

    MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
