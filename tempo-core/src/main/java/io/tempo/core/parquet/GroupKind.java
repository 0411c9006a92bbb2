package io.tempo.core.parquet;

/** What a group is annotated with. The annotation changes nothing about levels. */
public enum GroupKind {
    NONE,
    LIST,
    MAP
}
