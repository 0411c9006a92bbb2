package io.tempo.benchmarks;

import io.tempo.core.parquet.RangeReader;
import io.tempo.core.storage.ObjectInfo;
import io.tempo.core.storage.ObjectOutput;
import io.tempo.core.storage.ObjectStore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is read from an object store: on a bucket, each read would be a request. */
final class ReadCount {

    private final LongAdder reads = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    long reads() {
        return reads.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    private void count(long length) {
        reads.increment();
        bytes.add(length);
    }

    ObjectStore counting(ObjectStore store) {
        return new Counting(store);
    }

    private final class Counting implements ObjectStore {
        private final ObjectStore store;

        Counting(ObjectStore store) {
            this.store = store;
        }

        private RangeReader counting(RangeReader reader) {
            return new RangeReader() {
                @Override
                public long size() {
                    return reader.size();
                }

                @Override
                public ByteBuffer read(long offset, int length) throws IOException {
                    count(length);
                    return reader.read(offset, length);
                }
            };
        }

        @Override
        public byte[] get(String key) throws IOException {
            byte[] object = store.get(key);
            count(object.length);
            return object;
        }

        @Override
        public RangeReader open(String key) throws IOException {
            return counting(store.open(key));
        }

        @Override
        public RangeReader open(String key, long size) {
            return counting(store.open(key, size));
        }

        @Override
        public void put(String key, byte[] content) throws IOException {
            store.put(key, content);
        }

        @Override
        public void put(String key, Path file) throws IOException {
            store.put(key, file);
        }

        @Override
        public ObjectOutput create(String key) throws IOException {
            return store.create(key);
        }

        @Override
        public List<ObjectInfo> list(String prefix) throws IOException {
            return store.list(prefix);
        }

        @Override
        public List<String> listFolders(String prefix) throws IOException {
            return store.listFolders(prefix);
        }

        @Override
        public ObjectInfo stat(String key) throws IOException {
            return store.stat(key);
        }

        @Override
        public void delete(String key) throws IOException {
            store.delete(key);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            store.rename(from, to);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
