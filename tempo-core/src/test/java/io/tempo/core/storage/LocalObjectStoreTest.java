package io.tempo.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.parquet.RangeReader;
import io.tempo.core.testing.ObjectStoreContract;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;

class LocalObjectStoreTest extends ObjectStoreContract {

    @Override
    protected ObjectStore newStore() throws IOException {
        return new LocalObjectStore(directory.resolve("store"));
    }

    @Test
    void aKeyIsAPath() throws IOException {
        store.put("t/b/meta.json", bytes("{}"));
        assertThat(directory.resolve("store/t/b/meta.json")).hasContent("{}");
    }

    @Test
    void unfinishedFilesOfTheDeadAreRemovedAndThoseOfTheLivingKept() throws IOException {
        ObjectOutput unfinished = store.create("t/unfinished");
        unfinished.write(bytes("half"));
        Path dead = directory.resolve("store/.tmp/1f0c0c5c-dead");
        Files.createDirectories(dead);
        Files.write(dead.resolve("lock"), new byte[0]);
        Files.write(dead.resolve("7"), bytes("half"));

        try (ObjectStore second = new LocalObjectStore(directory.resolve("store"))) {
            assertThat(dead).doesNotExist();
            assertThat(second.list("")).isEmpty();
            assertThat(second.listFolders("")).isEmpty();
        }
        unfinished.write(bytes(", whole"));
        unfinished.commit();
        unfinished.close();
        assertThat(store.get("t/unfinished")).isEqualTo(bytes("half, whole"));
    }

    @Test
    void abandonedFilesWithoutALockAreRemovedByAge() throws IOException {
        Path dead = directory.resolve("store/.tmp/old");
        Files.createDirectories(dead);
        Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minusSeconds(7200)));
        new LocalObjectStore(directory.resolve("store")).close();
        assertThat(dead).doesNotExist();
    }

    @Test
    void closingLeavesNothingButObjects() throws IOException {
        store.put("t/b/data", bytes("x"));
        store.put("t/c/data", bytes("x"));
        store.delete("t/c/data");
        store.close();
        try (Stream<Path> paths = Files.walk(directory.resolve("store"))) {
            assertThat(paths.filter(Files::isRegularFile).map(p -> p.getFileName().toString()))
                    .containsExactly("data");
        }
        assertThat(directory.resolve("store/.tmp")).doesNotExist();
        assertThat(directory.resolve("store/t/c")).doesNotExist();
    }

    @Test
    void aFileIsLinkedRatherThanCopied() throws IOException {
        Path file = directory.resolve("upload");
        Files.write(file, random(1000));
        store.put("t/data", file);
        assertThat(Files.getAttribute(directory.resolve("store/t/data"), "unix:nlink"))
                .isEqualTo(2);
    }

    @Test
    void anInterruptedReadDoesNotSpoilTheReaderForOthers() throws IOException {
        store.put("t/data", bytes("content"));
        RangeReader reader = store.open("t/data");
        reader.read(0, 1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> reader.read(0, 7)).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(reader.read(0, 7).array()).isEqualTo(bytes("content"));
    }

    @Test
    void namesTheDirectoryThatCannotBeUsed() throws IOException {
        Path file = directory.resolve("file");
        Files.write(file, new byte[1]);
        assertThatThrownBy(() -> new LocalObjectStore(file.resolve("below")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }
}
