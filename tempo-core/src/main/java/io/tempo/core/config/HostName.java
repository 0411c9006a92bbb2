package io.tempo.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's name, without asking the network for it. */
final class HostName {

    private HostName() {}

    static String get() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isBlank()) {
            return name.strip();
        }
        try {
            name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            name = ""; // not Linux
        }
        return name.isEmpty() ? "localhost" : name;
    }
}
