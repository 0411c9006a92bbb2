package io.tempo.core.testing;

import org.apache.kafka.clients.admin.Admin;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A real Kafka broker, which is its own controller (KRaft), as a process of its own: of the Maven
 * artifact {@code org.apache.kafka:kafka_2.13}, which must be on the class path of the test. It can
 * be stopped, killed and started again on the same port and data. Topics are not created by
 * themselves. Ready after about four seconds.
 */
public final class KafkaBroker implements AutoCloseable {

    public static final String SASL_USER = "tempo";
    public static final String SASL_PASSWORD = "se\"cr\\et";

    private static final long READY_SECONDS = 90;

    private final Path directory;
    private final int port;
    private final int saslPort;
    private final Thread hook;
    private Process process;

    private KafkaBroker(Path directory, int port, int saslPort) {
        this.directory = directory;
        this.port = port;
        this.saslPort = saslPort;
        hook = new Thread(this::destroy);
    }

    /**
     * Starts a broker and waits until it is ready.
     *
     * @param directory an empty directory for its data and its log
     */
    public static KafkaBroker start(Path directory) {
        int[] ports = freePorts(3);
        KafkaBroker broker = new KafkaBroker(directory, ports[0], ports[1]);
        try {
            broker.format(ports[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(broker.hook);
        broker.start();
        return broker;
    }

    /** Where clients begin, without a login: host:port. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Where clients begin that log in with SASL PLAIN. */
    public String saslAddress() {
        return "127.0.0.1:" + saslPort;
    }

    /** An admin client without a login. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", address()));
    }

    /** Starts it again, after {@link #stop} or {@link #kill}, and waits until it is ready. */
    public void start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("the broker runs already");
        }
        try {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx384m",
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty(
                                            "surefire.test.class.path",
                                            System.getProperty("java.class.path")),
                                    "kafka.Kafka",
                                    directory.resolve("server.properties").toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile()))
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    /** Asks it to stop, and waits until it has. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Ends it as a crash would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Lets it hang: connections stay, nothing is answered. On systems with {@code kill}. */
    public void pause() {
        signal("-STOP");
    }

    /** Ends a {@link #pause}. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill =
                    new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                            .inheritIO()
                            .start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("the broker could not be sent " + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        destroy();
        awaitEnd();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void destroy() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the broker does not end; see " + logFile());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        try (Admin admin = admin()) {
            while (process.isAlive() && System.nanoTime() < deadline) {
                try {
                    if (!admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty()) {
                        return;
                    }
                } catch (TimeoutException | ExecutionException e) {
                    // not yet
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("the broker does not become ready; its log ends with\n" + tail());
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(logFile().toPath());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private File logFile() {
        return directory.resolve("broker.log").toFile();
    }

    private void format(int controllerPort) throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        String clusterId = UUID.randomUUID().toString();
        Files.writeString(
                data.resolve("meta.properties"),
                "version=1\ncluster.id=%s\nnode.id=1\ndirectory.id=AAAAAAAAAAAAAAAAAAABEQ\n"
                        .formatted(clusterId));
        Properties server = new Properties();
        server.putAll(
                Map.of(
                        "process.roles",
                        "broker,controller",
                        "node.id",
                        "1",
                        "controller.quorum.voters",
                        "1@127.0.0.1:" + controllerPort,
                        "controller.listener.names",
                        "CONTROLLER",
                        "listeners",
                        "PLAINTEXT://127.0.0.1:%d,SASL_PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                .formatted(port, saslPort, controllerPort),
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
                                .formatted(
                                        SASL_USER,
                                        SASL_PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"")),
                        "log.dirs",
                        data.toString(),
                        "auto.create.topics.enable",
                        "false"));
        server.putAll(
                Map.of(
                        "offsets.topic.replication.factor", "1",
                        "offsets.topic.num.partitions", "1",
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "share.coordinator.state.topic.replication.factor", "1",
                        "share.coordinator.state.topic.min.isr", "1",
                        "group.initial.rebalance.delay.ms", "0",
                        "group.min.session.timeout.ms", "1000"));
        try (var out = Files.newBufferedWriter(directory.resolve("server.properties"))) {
            server.store(out, null);
        }
    }

    private static int[] freePorts(int count) {
        ServerSocket[] sockets = new ServerSocket[count];
        int[] ports = new int[count];
        try {
            for (int i = 0; i < count; i++) {
                sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ports[i] = sockets[i].getLocalPort();
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ports;
    }
}
