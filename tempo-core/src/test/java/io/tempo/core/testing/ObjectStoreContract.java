package io.tempo.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tempo.core.parquet.RangeReader;
import io.tempo.core.storage.NoSuchObjectException;
import io.tempo.core.storage.ObjectInfo;
import io.tempo.core.storage.ObjectOutput;
import io.tempo.core.storage.ObjectStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** What every {@link ObjectStore} promises. */
public abstract class ObjectStoreContract {

    @TempDir protected Path directory;

    protected ObjectStore store;

    /** A new, empty store. */
    protected abstract ObjectStore newStore() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = newStore();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void readsBackWhatWasPut() throws IOException {
        byte[] content = random(100_000);
        store.put("tenant/block/data", content);
        assertThat(store.get("tenant/block/data")).isEqualTo(content);
        assertThat(store.stat("tenant/block/data").size()).isEqualTo(100_000);
    }

    @Test
    void replacesAnObject() throws IOException {
        store.put("a/b", bytes("the first, longer content"));
        store.put("a/b", bytes("second"));
        assertThat(store.get("a/b")).isEqualTo(bytes("second"));
        assertThat(store.stat("a/b").size()).isEqualTo(6);
    }

    @Test
    void storesEmptyObjects() throws IOException {
        store.put("a/nocompact.flg", new byte[0]);
        assertThat(store.get("a/nocompact.flg")).isEmpty();
        assertThat(store.open("a/nocompact.flg").read(0, 0).remaining()).isZero();
    }

    @Test
    void storesAFileThatMayBeDeletedAfterwards() throws IOException {
        byte[] content = random(3_000_000);
        Path file = directory.resolve("upload");
        Files.write(file, content);
        store.put("t/b/data.parquet", file);
        Files.delete(file);
        assertThat(store.get("t/b/data.parquet")).isEqualTo(content);
    }

    @Test
    void anObjectWrittenInPiecesExistsOnlyOnceCommitted() throws IOException {
        byte[] content = random(300_000);
        try (ObjectOutput output = store.create("t/pieces")) {
            output.write(content, 0, 100_000);
            output.write(content, 100_000, 200_000);
            assertThat(store.list("")).isEmpty();
            assertMissing(() -> store.get("t/pieces"));
            output.commit();
        }
        assertThat(store.get("t/pieces")).isEqualTo(content);
    }

    @Test
    void anObjectThatIsNotCommittedLeavesNoTrace() throws IOException {
        store.put("t/kept", bytes("old"));
        try (ObjectOutput output = store.create("t/kept")) {
            output.write(bytes("new"));
        }
        try (ObjectOutput output = store.create("u/never")) {
            output.write(1);
        }
        assertThat(store.get("t/kept")).isEqualTo(bytes("old"));
        assertThat(keys(store.list(""))).containsExactly("t/kept");
        assertThat(store.listFolders("")).containsExactly("t");
    }

    @Test
    void readsRanges() throws IOException {
        byte[] content = random(10_000);
        store.put("t/data", content);
        RangeReader reader = store.open("t/data");
        assertThat(reader.size()).isEqualTo(10_000);
        for (int[] range : new int[][] {{0, 1}, {0, 10_000}, {9_999, 1}, {1234, 5678}, {10, 0}}) {
            ByteBuffer read = reader.read(range[0], range[1]);
            assertThat(read.position()).isZero();
            assertThat(read.limit()).isEqualTo(range[1]);
            assertThat(read.hasArray()).isTrue();
            byte[] got = new byte[range[1]];
            read.get(got);
            byte[] expected = new byte[range[1]];
            System.arraycopy(content, range[0], expected, 0, range[1]);
            assertThat(got).isEqualTo(expected);
        }
    }

    @Test
    void refusesRangesBeyondTheEnd() throws IOException {
        store.put("t/data", random(100));
        RangeReader reader = store.open("t/data");
        for (int[] range : new int[][] {{0, 101}, {100, 1}, {50, 51}, {-1, 5}}) {
            assertThatThrownBy(() -> reader.read(range[0], range[1]))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("t/data");
        }
        RangeReader tooLarge = store.open("t/data", 200);
        assertThatThrownBy(() -> tooLarge.read(90, 20))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("t/data");
    }

    @Test
    void tellsAMissingObjectFromOtherFailures() throws IOException {
        store.put("t/there/data", bytes("x"));
        assertMissing(() -> store.get("t/missing"));
        assertMissing(() -> store.get("t/there"));
        assertMissing(() -> store.get("t/there/data/below"));
        assertMissing(() -> store.stat("t/missing"));
        assertMissing(() -> store.stat("t/there"));
        assertMissing(() -> store.open("t/missing"));
        assertMissing(() -> store.open("t/missing", 10).read(0, 5));
        assertMissing(() -> store.rename("t/missing", "t/other"));
    }

    @Test
    void deletes() throws IOException {
        store.put("t/b/meta.json", bytes("{}"));
        store.delete("t/b/meta.json");
        store.delete("t/b/meta.json");
        store.delete("never/was");
        assertMissing(() -> store.get("t/b/meta.json"));
        assertThat(store.list("")).isEmpty();
        assertThat(store.listFolders("")).isEmpty();
    }

    @Test
    void aReaderOfADeletedObjectFailsAsMissingOrReadsOn() throws IOException {
        store.put("t/data", bytes("content"));
        RangeReader reader = store.open("t/data");
        store.delete("t/data");
        try {
            assertThat(reader.read(0, 7).array()).isEqualTo(bytes("content"));
        } catch (NoSuchObjectException e) {
            assertThat(e.key()).isEqualTo("t/data");
        }
    }

    @Test
    void renames() throws IOException {
        store.put("t/b/meta.json", bytes("{}"));
        store.rename("t/b/meta.json", "t/b/meta.compacted.json");
        assertMissing(() -> store.get("t/b/meta.json"));
        assertThat(store.get("t/b/meta.compacted.json")).isEqualTo(bytes("{}"));
        store.put("t/other", bytes("replaced"));
        store.rename("t/b/meta.compacted.json", "t/other");
        assertThat(store.get("t/other")).isEqualTo(bytes("{}"));
        assertThat(keys(store.list(""))).containsExactly("t/other");
    }

    @Test
    void listsByPrefixInOrder() throws IOException {
        for (String key : List.of("b/2/x", "a/1/y", "a/1/x", "a/10/x", "a0/1/x", "top")) {
            store.put(key, bytes(key));
        }
        assertThat(keys(store.list("")))
                .containsExactly("a/1/x", "a/1/y", "a/10/x", "a0/1/x", "b/2/x", "top");
        assertThat(keys(store.list("a/"))).containsExactly("a/1/x", "a/1/y", "a/10/x");
        assertThat(keys(store.list("a/1/"))).containsExactly("a/1/x", "a/1/y");
        assertThat(store.list("none/")).isEmpty();
        assertThat(store.list("a/").getFirst().size()).isEqualTo(5);
    }

    @Test
    void listsFoldersOnly() throws IOException {
        for (String key : List.of("b/2/x", "a/1/y", "a/1/x", "a/10/x", "a/file", "top")) {
            store.put(key, bytes(key));
        }
        assertThat(store.listFolders("")).containsExactly("a", "b");
        assertThat(store.listFolders("a/")).containsExactly("1", "10");
        assertThat(store.listFolders("a/1/")).isEmpty();
        assertThat(store.listFolders("none/")).isEmpty();
    }

    @Test
    void knowsWhenAnObjectWasWritten() throws IOException {
        Instant before = Instant.now().minusSeconds(5);
        store.put("t/data", bytes("x"));
        Instant after = Instant.now().plusSeconds(5);
        assertThat(store.stat("t/data").modified()).isBetween(before, after);
        assertThat(store.list("t/").getFirst().modified()).isBetween(before, after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "..",
                "../a",
                "a/../b",
                "a/..",
                ".",
                "a/./b",
                ".tmp/x",
                "a\\b",
                "a\nb",
                "a\u0000b"
            })
    void refusesKeysThatAreNone(String key) throws IOException {
        store.put("b", bytes("b"));
        assertThatThrownBy(() -> store.put(key, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("object key");
        assertThatThrownBy(() -> store.get(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.create(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.rename("b", key))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.get("b")).isEqualTo(bytes("b"));
    }

    @Test
    void refusesPrefixesThatAreNone() {
        for (String prefix : List.of("a", "/", "../", "a//")) {
            assertThatThrownBy(() -> store.list(prefix))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.listFolders(prefix))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readersSeeAWholeObjectWhileItIsReplacedAndDeleted() throws Exception {
        byte[][] versions = new byte[4][];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = new byte[20_000 + i];
            Arrays.fill(versions[i], (byte) i);
        }
        AtomicBoolean stop = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int r = 0; r < 2; r++) {
                readers.add(
                        threads.submit(
                                () -> {
                                    while (!stop.get()) {
                                        readWhole(versions);
                                    }
                                    return null;
                                }));
            }
            for (int i = 0; i < 200; i++) {
                store.put("t/data", versions[i % versions.length]);
                if (i % 10 == 9) {
                    store.delete("t/data");
                }
            }
            stop.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
    }

    private void readWhole(byte[][] versions) throws IOException {
        try {
            byte[] content = store.get("t/data");
            assertThat(content).isEqualTo(versions[content.length - 20_000]);
        } catch (NoSuchObjectException e) {
            assertThat(e.key()).isEqualTo("t/data");
        }
    }

    private interface Doing {
        void run() throws IOException;
    }

    private static void assertMissing(Doing action) {
        assertThatThrownBy(action::run).isInstanceOf(NoSuchObjectException.class);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    protected static byte[] random(int length) {
        byte[] bytes = new byte[length];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }

    private static List<String> keys(List<ObjectInfo> objects) {
        return objects.stream().map(ObjectInfo::key).toList();
    }
}
