package io.tempo.core.config;

/** Where blocks are kept: {@code storage.trace.backend}. */
public enum StorageBackend {
    LOCAL,
    S3,
    GCS,
    AZURE
}
