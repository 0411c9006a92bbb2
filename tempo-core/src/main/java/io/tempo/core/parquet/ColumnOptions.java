package io.tempo.core.parquet;

import static java.util.Objects.requireNonNull;

/**
 * How a leaf is written.
 *
 * @param encoding the encoding of every data page of its chunks
 * @param codec the codec of its pages, the dictionary page included
 * @param bounds whether minimum and maximum are written (chunk, page headers, column index);
 *     without them its chunks have no column index
 */
public record ColumnOptions(Encoding encoding, Codec codec, boolean bounds) {

    public ColumnOptions {
        requireNonNull(encoding, "encoding");
        requireNonNull(codec, "codec");
    }
}
