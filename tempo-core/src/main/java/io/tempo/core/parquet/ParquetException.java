package io.tempo.core.parquet;

import java.io.IOException;

/** A Parquet file is damaged, or uses what this reader does not support. The message says where. */
public final class ParquetException extends IOException {

    public ParquetException(String message) {
        super(message);
    }

    public ParquetException(String message, Throwable cause) {
        super(message, cause);
    }
}
