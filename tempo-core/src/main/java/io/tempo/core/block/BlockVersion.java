package io.tempo.core.block;

/** The Parquet layouts of a block that are understood. */
public enum BlockVersion {
    /** Read only. */
    VPARQUET3("vParquet3", 10, 0),
    VPARQUET4("vParquet4", 10, 0),
    VPARQUET5("vParquet5", 20, 5);

    private final String format;
    private final int stringColumns;
    private final int intColumns;

    BlockVersion(String format, int stringColumns, int intColumns) {
        this.format = format;
        this.stringColumns = stringColumns;
        this.intColumns = intColumns;
    }

    /** The name in {@code meta.json} and in the configuration. */
    public String format() {
        return format;
    }

    /** Whether blocks of this version are written, not only read. */
    public boolean isWritable() {
        return this != VPARQUET3;
    }

    /** The most dedicated columns of a type that one scope can have. */
    int dedicatedCapacity(DedicatedColumn.Type type) {
        return switch (type) {
            case STRING -> stringColumns;
            case INT -> intColumns;
        };
    }

    /** The version of a format name, or null if there is none of that name. */
    public static BlockVersion ofFormat(String format) {
        for (BlockVersion version : values()) {
            if (version.format.equals(format)) {
                return version;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return format;
    }
}
