package io.tempo.core.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that speaks S3, and buckets in it: S3Proxy, in a process of its own with its objects in
 * memory, one for all tests of a JVM; or whatever else a test has started.
 */
public final class S3TestServer {

    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key-0123456789";

    private static final Pattern LISTENING = Pattern.compile("ServerConnector.*:(\\d+)}");
    private static final String CLASS_PATH = "test-servers/s3proxy/target/classpath";

    private static S3TestServer shared;

    private final int port;
    private final S3Client client;
    private final AtomicInteger buckets = new AtomicInteger();

    private S3TestServer(int port) {
        this.port = port;
        this.client =
                S3Client.builder()
                        .httpClient(Apache5HttpClient.create())
                        .endpointOverride(URI.create("http://localhost:" + port))
                        .region(Region.US_EAST_1)
                        .forcePathStyle(true)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                        .build();
    }

    /** Started by the first who asks, ended with the JVM. */
    public static synchronized S3TestServer shared() throws IOException {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** Another server that is running already, on this machine and with the same keys. */
    public static S3TestServer at(int port) {
        return new S3TestServer(port);
    }

    private static S3TestServer start() throws IOException {
        Path properties = Files.createTempFile("s3proxy", ".properties");
        Files.writeString(
                properties,
                """
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                s3proxy.endpoint=http://127.0.0.1:0
                jclouds.provider=transient-nio2
                jclouds.identity=none
                jclouds.credential=none
                """
                        .formatted(ACCESS_KEY, SECRET_KEY));
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-DLOG_LEVEL=info",
                                        "-cp",
                                        Files.readString(classPath()).strip(),
                                        "org.gaul.s3proxy.Main",
                                        "--properties",
                                        properties.toString()))
                        .redirectErrorStream(true)
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader output = process.inputReader(UTF_8);
        int port = awaitPort(output);
        Files.delete(properties);
        // Reads on, so that the server never waits for room to write.
        Thread.ofVirtual().start(() -> output.lines().forEach(line -> {}));
        return new S3TestServer(port);
    }

    private static int awaitPort(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            Matcher listening = LISTENING.matcher(line);
            if (line.contains("Started") && listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
        }
        throw new IOException("S3Proxy did not start:\n" + said);
    }

    private static Path classPath() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(CLASS_PATH))) {
                return at.resolve(CLASS_PATH);
            }
        }
        throw new IllegalStateException(
                CLASS_PATH + " is missing: run 'mvn process-resources -pl test-servers/s3proxy'");
    }

    public int port() {
        return port;
    }

    /** Looks into buckets past the code under test. */
    public S3Client client() {
        return client;
    }

    /** Makes an empty bucket; gives its name. */
    public String newBucket() {
        String bucket = "bucket-" + buckets.incrementAndGet();
        client.createBucket(b -> b.bucket(bucket));
        return bucket;
    }

    /**
     * The block {@code s3} of a configuration, by which a bucket is reached.
     *
     * @param throughPort {@link #port()}, or that of something between
     * @param more lines, each a key and its value
     */
    public static String yaml(int throughPort, String bucket, String... more) {
        List<String> lines =
                List.of(
                        "bucket: " + bucket,
                        "endpoint: localhost:" + throughPort,
                        "access_key: " + ACCESS_KEY,
                        "secret_key: " + SECRET_KEY,
                        "insecure: true");
        return "{" + String.join(", ", lines) + ", " + String.join(", ", more) + "}";
    }
}
