package io.tempo.core.parquet;

/**
 * A leaf column.
 *
 * @param ordinal its position among the leaves of the file
 * @param path names from the root's child down to the leaf, joined by dots: {@code
 *     rs.ss.Spans.Name}
 * @param type how its values lie on disk
 * @param annotation what its values mean
 * @param maxRepetition how many nodes on the path are repeated
 * @param maxDefinition how many nodes on the path are optional or repeated
 */
public record Leaf(
        int ordinal,
        String path,
        PhysicalType type,
        Annotation annotation,
        int maxRepetition,
        int maxDefinition) {}
