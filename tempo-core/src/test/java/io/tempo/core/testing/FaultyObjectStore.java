package io.tempo.core.testing;

import io.tempo.core.parquet.RangeReader;
import io.tempo.core.storage.ObjectInfo;
import io.tempo.core.storage.ObjectOutput;
import io.tempo.core.storage.ObjectStore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A store that fails when a test says so, before it has done anything. */
public final class FaultyObjectStore implements ObjectStore {

    /** Decides about an operation. */
    public interface Fault {

        /**
         * Throws to make the operation fail.
         *
         * @param operation name of the method: put, create, get, open, list, stat, delete, rename
         * @param key key or prefix
         */
        void check(String operation, String key) throws IOException;
    }

    private final ObjectStore inner;
    private volatile Fault fault = (operation, key) -> {};

    public FaultyObjectStore(ObjectStore inner) {
        this.inner = inner;
    }

    /** From now on, this decides. */
    public void failWhen(Fault newFault) {
        fault = newFault;
    }

    /** From now on, nothing fails. */
    public void heal() {
        fault = (operation, key) -> {};
    }

    @Override
    public void put(String key, byte[] content) throws IOException {
        fault.check("put", key);
        inner.put(key, content);
    }

    @Override
    public void put(String key, Path file) throws IOException {
        fault.check("put", key);
        inner.put(key, file);
    }

    @Override
    public ObjectOutput create(String key) throws IOException {
        fault.check("create", key);
        return inner.create(key);
    }

    @Override
    public byte[] get(String key) throws IOException {
        fault.check("get", key);
        return inner.get(key);
    }

    @Override
    public RangeReader open(String key) throws IOException {
        fault.check("open", key);
        return inner.open(key);
    }

    @Override
    public RangeReader open(String key, long size) {
        return inner.open(key, size);
    }

    @Override
    public List<ObjectInfo> list(String prefix) throws IOException {
        fault.check("list", prefix);
        return inner.list(prefix);
    }

    @Override
    public List<String> listFolders(String prefix) throws IOException {
        fault.check("list", prefix);
        return inner.listFolders(prefix);
    }

    @Override
    public ObjectInfo stat(String key) throws IOException {
        fault.check("stat", key);
        return inner.stat(key);
    }

    @Override
    public void delete(String key) throws IOException {
        fault.check("delete", key);
        inner.delete(key);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        fault.check("rename", from);
        inner.rename(from, to);
    }

    @Override
    public void close() {
        inner.close();
    }
}
