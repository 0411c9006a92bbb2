package io.tempo.core.block;

import io.tempo.core.parquet.RangeReader;

import java.io.IOException;

/** The objects of one block, wherever they are stored. Thread-safe. */
public interface BlockSource {

    /** Name of the object that {@link #data} reads. */
    String DATA_OBJECT_NAME = "data.parquet";

    /** The traces. */
    RangeReader data();

    /**
     * A whole object of the block: a bloom shard or the index. The caller does not change the
     * array.
     *
     * @param name its name inside the block: {@code bloom-0}, {@code index}
     * @throws IOException if there is no such object, or it cannot be read
     */
    byte[] object(String name) throws IOException;

    /**
     * A shard of the block's bloom filter. Sources that keep shards keep them parsed.
     *
     * @param name what errors call the object: tenant, block and object name
     * @throws IOException naming the object, if there is none, it cannot be read, or it is damaged
     */
    default BloomShard bloom(int shard, String name) throws IOException {
        byte[] bytes;
        try {
            bytes = object(BloomFilter.objectName(shard));
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
        return BloomShard.read(bytes, name);
    }
}
