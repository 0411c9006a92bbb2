package io.tempo.app;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A whole tempo in a process of its own, so that it can be killed. */
final class ChildTempo implements AutoCloseable {

    private static final long START_SECONDS = 60;

    private final Process process;
    private final TempoClient client;
    private final Path output;

    private ChildTempo(Process process, TempoClient client, Path output) {
        this.process = process;
        this.client = client;
        this.output = output;
    }

    /** Starts on a folder and waits until it is ready. Blocks are cut all the time. */
    static ChildTempo start(Path folder) throws IOException, InterruptedException {
        int api = freePort();
        int otlp = freePort();
        Path yaml = folder.resolve("tempo.yaml");
        Files.writeString(
                yaml,
                """
                server:
                  http_listen_address: localhost
                  http_listen_port: %2$d
                  grpc_listen_address: localhost
                  grpc_listen_port: 0
                distributor:
                  receivers:
                    otlp:
                      protocols:
                        http:
                          endpoint: localhost:%3$d
                storage:
                  trace:
                    backend: local
                    local:
                      path: %1$s/blocks
                live_store:
                  wal:
                    path: %1$s/live
                  max_block_duration: 1s
                  max_trace_idle: 200ms
                  flush_check_period: 100ms
                """
                        .formatted(folder, api, otlp));
        Path output = folder.resolve("output.log");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx512m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "--sun-misc-unsafe-memory-access=allow",
                                        "-cp",
                                        System.getProperty(
                                                "surefire.test.class.path",
                                                System.getProperty("java.class.path")),
                                        Main.class.getName(),
                                        "-config.file=" + yaml))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start();
        ChildTempo child = new ChildTempo(process, new TempoClient(api, otlp), output);
        try {
            child.awaitReady();
            return child;
        } catch (Throwable t) {
            child.close();
            throw t;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadline) {
            try {
                if (client.get("/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // It does not listen yet.
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it ended: " + Files.readString(output));
            }
        }
        throw new AssertionError("it is not ready: " + Files.readString(output));
    }

    TempoClient client() {
        return client;
    }

    /** What it has written to its standard streams. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** {@code kill -9}; returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** {@code SIGTERM}; gives the exit code, or fails if it has not ended in time. */
    int terminate(long seconds) throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + seconds + " s: " + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.close();
    }
}
