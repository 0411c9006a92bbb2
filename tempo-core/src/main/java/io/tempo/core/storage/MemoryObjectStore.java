package io.tempo.core.storage;

import io.tempo.core.parquet.RangeReader;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Objects on the heap, for tests and trials. */
public final class MemoryObjectStore implements ObjectStore {

    private record Stored(byte[] content, Instant modified) {}

    private final ConcurrentNavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Clock clock;

    public MemoryObjectStore() {
        this(Clock.systemUTC());
    }

    /** A store whose objects get their age from this clock. */
    public MemoryObjectStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void put(String key, byte[] content) {
        objects.put(ObjectKeys.check(key), new Stored(content.clone(), clock.instant()));
    }

    @Override
    public void put(String key, Path file) throws IOException {
        put(key, Files.readAllBytes(file));
    }

    @Override
    public ObjectOutput create(String key) {
        return new Output(ObjectKeys.check(key));
    }

    @Override
    public byte[] get(String key) throws IOException {
        return stored(key).content.clone();
    }

    @Override
    public RangeReader open(String key) throws IOException {
        return new Reader(key, stored(key).content.length);
    }

    @Override
    public RangeReader open(String key, long size) {
        return new Reader(ObjectKeys.check(key), size);
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        List<ObjectInfo> found = new ArrayList<>();
        for (Map.Entry<String, Stored> e : below(prefix).entrySet()) {
            Stored stored = e.getValue();
            found.add(new ObjectInfo(e.getKey(), stored.content.length, stored.modified));
        }
        return found;
    }

    @Override
    public List<String> listFolders(String prefix) {
        TreeSet<String> folders = new TreeSet<>();
        for (String key : below(prefix).keySet()) {
            int slash = key.indexOf('/', prefix.length());
            if (slash > 0) {
                folders.add(key.substring(prefix.length(), slash));
            }
        }
        return List.copyOf(folders);
    }

    @Override
    public ObjectInfo stat(String key) throws IOException {
        Stored stored = stored(key);
        return new ObjectInfo(key, stored.content.length, stored.modified);
    }

    @Override
    public void delete(String key) {
        objects.remove(ObjectKeys.check(key));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        ObjectKeys.check(to);
        Stored stored = stored(from);
        objects.put(to, new Stored(stored.content, clock.instant()));
        if (!from.equals(to)) {
            objects.remove(from);
        }
    }

    @Override
    public void close() {}

    private Map<String, Stored> below(String prefix) {
        ObjectKeys.checkPrefix(prefix);
        return prefix.isEmpty()
                ? objects
                : objects.subMap(prefix, prefix.substring(0, prefix.length() - 1) + '0');
    }

    private Stored stored(String key) throws NoSuchObjectException {
        Stored stored = objects.get(ObjectKeys.check(key));
        if (stored == null) {
            throw new NoSuchObjectException(key);
        }
        return stored;
    }

    private final class Reader implements RangeReader {
        private final String key;
        private final long size;

        Reader(String key, long size) {
            this.key = key;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public ByteBuffer read(long offset, int length) throws IOException {
            byte[] content = stored(key).content;
            if (offset < 0 || length < 0 || offset > content.length - (long) length) {
                throw new EOFException(Ranges.beyond(key, offset, length, content.length));
            }
            byte[] range = new byte[length];
            System.arraycopy(content, (int) offset, range, 0, length);
            return ByteBuffer.wrap(range);
        }
    }

    private final class Output extends ObjectOutput {
        private final String key;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private boolean done;

        Output(String key) {
            this.key = key;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            if (done) {
                throw new IOException("object is finished already: " + key);
            }
            written.write(b, off, len);
        }

        @Override
        public void commit() throws IOException {
            if (done) {
                throw new IOException("object is finished already: " + key);
            }
            done = true;
            put(key, written.toByteArray());
        }

        @Override
        public void close() {
            done = true;
        }
    }
}
