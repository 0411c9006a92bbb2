package io.tempo.core.parquet;

/**
 * How values of a leaf lie on disk: the types of Parquet that trace blocks use. FLOAT, INT96 and
 * FIXED_LEN_BYTE_ARRAY are refused when a footer is read.
 */
public enum PhysicalType {
    BOOLEAN,
    INT32,
    INT64,
    DOUBLE,
    BYTE_ARRAY
}
