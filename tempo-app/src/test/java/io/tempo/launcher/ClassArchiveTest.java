package io.tempo.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

final class ClassArchiveTest {

    @TempDir Path folder;
    private Path jar;

    @BeforeEach
    void install() throws IOException {
        jar = Files.writeString(folder.resolve("tempo.jar"), "version 1");
    }

    private Path archive(String use) {
        return ClassArchive.of(jar, use, Map.of("XDG_CACHE_HOME", folder.toString()))
                .orElseThrow()
                .file();
    }

    @Test
    void isKeptForOneJarAndOneUse() throws IOException {
        Path server = archive("server");
        Files.writeString(server, "classes");
        assertThat(archive("query")).isNotEqualTo(server);
        assertThat(archive("server")).isEqualTo(server).exists();
    }

    @Test
    void anotherVersionOfTheJarReplacesTheArchive() throws IOException {
        Path server = Files.writeString(archive("server"), "classes");
        Path query = Files.writeString(archive("query"), "classes");
        Files.writeString(jar, "version 2, which is longer");
        assertThat(archive("server")).isNotEqualTo(server);
        assertThat(server).doesNotExist();
        assertThat(query).as("of another use, left alone until that is started").exists();
    }

    @Test
    void thereIsNoneWithoutAFolderForIt() {
        assertThat(ClassArchive.of(jar, "server", Map.of())).isEmpty();
    }
}
