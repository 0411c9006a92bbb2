package io.tempo.core.storage;

import io.tempo.core.parquet.RangeReader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Objects by key, as a bucket has them: written whole, read whole or by ranges, listed by prefix.
 * An object is visible only when it is complete, and a reader sees either all of the old content or
 * all of the new. There are no folders: a prefix exists while an object below it does.
 *
 * <p>Keys are what {@link ObjectKeys#check} lets through. Every method throws {@link
 * NoSuchObjectException} where the object it needs does not exist, and an {@link IOException} that
 * names the key for all other failures. Thread-safe. What every implementation promises is tested
 * by {@code ObjectStoreContract}.
 */
public interface ObjectStore extends AutoCloseable {

    /** Writes an object, in place of any that has the key. */
    void put(String key, byte[] content) throws IOException;

    /**
     * Writes an object with the content of a file, which nobody changes any more; it may be deleted
     * afterwards.
     */
    void put(String key, Path file) throws IOException;

    /** Begins an object that is written piece by piece, and that exists once it is committed. */
    ObjectOutput create(String key) throws IOException;

    /** The content of a small object. */
    byte[] get(String key) throws IOException;

    /** Opens an object for reads of ranges; looks up its size. Nothing needs closing. */
    RangeReader open(String key) throws IOException;

    /**
     * As {@link #open(String)}, where the size is known already; asks nothing of the store, so a
     * missing object is noticed only when it is read.
     */
    RangeReader open(String key, long size);

    /**
     * All objects whose keys begin with {@code prefix}, in ascending order of their keys.
     *
     * @param prefix "" for all, otherwise it ends with "/"
     */
    List<ObjectInfo> list(String prefix) throws IOException;

    /**
     * The distinct next elements of all keys below {@code prefix} that have a further element: what
     * a file system would show as folders. Ascending, without slashes.
     *
     * @param prefix "" for the first elements, otherwise it ends with "/"
     */
    List<String> listFolders(String prefix) throws IOException;

    /** Size and age of an object. */
    ObjectInfo stat(String key) throws IOException;

    /** Removes an object; fine if there is none. */
    void delete(String key) throws IOException;

    /**
     * Moves an object to another key, replacing what is there. Where the store cannot do both at
     * once it copies first, so that for a moment both exist.
     */
    void rename(String from, String to) throws IOException;

    /** Lets go of connections and files. Objects stay. */
    @Override
    void close();
}
