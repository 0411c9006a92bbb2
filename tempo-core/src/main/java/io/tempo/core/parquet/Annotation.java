package io.tempo.core.parquet;

/**
 * What a primitive is annotated with (LogicalTypes.md of parquet-format). It decides how values
 * compare: unsigned integers as unsigned, byte arrays always by unsigned bytes.
 */
public enum Annotation {
    NONE(0, false),
    STRING(0, false),
    INT8(8, true),
    INT16(16, true),
    INT32(32, true),
    INT64(64, true),
    UINT8(8, false),
    UINT16(16, false),
    UINT32(32, false),
    UINT64(64, false);

    private final int bits;
    private final boolean signed;

    Annotation(int bits, boolean signed) {
        this.bits = bits;
        this.signed = signed;
    }

    /** Width of an integer annotation in bits; 0 for the others. */
    public int bits() {
        return bits;
    }

    /** Whether this is an integer annotation. */
    public boolean isInteger() {
        return bits > 0;
    }

    /** Whether values are unsigned integers. */
    public boolean isUnsigned() {
        return bits > 0 && !signed;
    }

    static Annotation integer(int bits, boolean signed) {
        for (Annotation annotation : values()) {
            if (annotation.bits == bits && annotation.signed == signed) {
                return annotation;
            }
        }
        return NONE;
    }
}
