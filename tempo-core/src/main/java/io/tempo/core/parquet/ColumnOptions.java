package io.tempo.core.parquet;

import static java.util.Objects.requireNonNull;

/**
 * How a leaf is written.
 *
 * @param encoding the encoding of every data page of its chunks; a chunk whose values hardly repeat
 *     gets {@link Encoding#DELTA_LENGTH_BYTE_ARRAY} in place of a large dictionary
 * @param codec the codec of its pages, the dictionary page included
 * @param bounds whether minimum and maximum are written (chunk, page headers, column index);
 *     without them its chunks have no column index
 * @param compressedLevels whether levels are compressed together with the values, which pages of
 *     version 2 cannot do: the data pages are of version 1 then. Without a codec it changes nothing
 */
public record ColumnOptions(
        Encoding encoding, Codec codec, boolean bounds, boolean compressedLevels) {

    public ColumnOptions {
        requireNonNull(encoding, "encoding");
        requireNonNull(codec, "codec");
        compressedLevels = compressedLevels && codec != Codec.NONE;
    }

    /** Data pages of version 2. */
    public ColumnOptions(Encoding encoding, Codec codec, boolean bounds) {
        this(encoding, codec, bounds, false);
    }

    /** The same with another encoding. */
    ColumnOptions withEncoding(Encoding other) {
        return new ColumnOptions(other, codec, bounds, compressedLevels);
    }
}
