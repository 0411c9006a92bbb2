package io.tempo.core.parquet;

/** How often a node may occur in its parent: once, at most once, any number of times. */
public enum Repetition {
    REQUIRED,
    OPTIONAL,
    REPEATED
}
