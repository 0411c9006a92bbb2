package io.tempo.core.storage.s3;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.config.ConfigLoader;
import io.tempo.core.config.S3Config;
import io.tempo.core.testing.S3TestServer;

import java.io.IOException;
import java.time.Duration;

/** Stores over an empty bucket of the test server. */
final class TestBucket {

    static final int PART = 5 << 20;
    private static final long LARGEST_COPY = 6 << 20;

    private static final Duration SILENCE = Duration.ofSeconds(30);

    private TestBucket() {}

    /** A configuration as of a file. */
    static S3Config config(String yaml) {
        return ConfigLoader.loadYaml(
                        "test.yaml", "storage: {trace: {backend: s3, s3: " + yaml + "}}")
                .config()
                .storage()
                .trace()
                .s3();
    }

    static S3ObjectStore open(int port, String bucket, String... more) throws IOException {
        return open(port, bucket, SILENCE, new SimpleMeterRegistry(), more);
    }

    /**
     * With the smallest parts there may be, copies of at most 6 MiB at once, and retries that come
     * soon.
     */
    static S3ObjectStore open(
            int port, String bucket, Duration silence, MeterRegistry metrics, String... more)
            throws IOException {
        String yaml =
                S3TestServer.yaml(
                        port,
                        bucket,
                        "retry_backoff_initial: 1ms",
                        "retry_backoff_max: 5ms",
                        String.join(", ", more));
        S3Config config = config(yaml);
        return S3ObjectStore.open(
                config,
                metrics,
                new S3ObjectStore.Tuning(new PartSizes(PART), LARGEST_COPY, silence));
    }
}
