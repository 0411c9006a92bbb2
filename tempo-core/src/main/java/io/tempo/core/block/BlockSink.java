package io.tempo.core.block;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Where the objects of one block go. They are opened one after another; each is closed before the
 * next is opened, {@code meta.json} last: whoever keeps them makes that one visible only when all
 * others are safe.
 */
@FunctionalInterface
public interface BlockSink {

    /**
     * Opens an object for writing.
     *
     * @param objectName name within the block, such as {@code data.parquet}
     */
    OutputStream open(String objectName) throws IOException;
}
