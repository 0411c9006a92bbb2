package io.tempo.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The documents that tests of this package read. */
final class Documents {

    private Documents() {}

    static String text(String name) {
        try (InputStream in = Documents.class.getResourceAsStream("/config/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads with the document as the file, as {@code -config.verify} does. */
    static LoadedConfig load(String yaml) {
        return ConfigLoader.loadYaml("tempo.yaml", yaml);
    }
}
