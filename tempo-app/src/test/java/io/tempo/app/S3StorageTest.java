package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.testing.S3Faults;
import io.tempo.core.testing.S3Faults.Fate;
import io.tempo.core.testing.S3TestServer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A single process whose blocks are in a bucket. */
class S3StorageTest {

    private static final int REQUESTS = 20;

    @TempDir private Path folder;
    private S3TestServer server;
    private String bucket;

    @BeforeEach
    void makeBucket() throws IOException {
        server = S3TestServer.shared();
        bucket = server.newBucket();
    }

    /** The configuration of {@link TestTempo} with the bucket in place of the blocks' directory. */
    private TestTempo start(Path local, int port) throws StartException {
        return TestTempo.startOn(
                "backend: s3\n    s3: "
                        + S3TestServer.yaml(
                                port,
                                bucket,
                                "prefix: traces",
                                "retry_backoff_initial: 1ms",
                                "retry_backoff_max: 5ms"),
                """
                live_store:
                  wal:
                    path: %s/live
                  max_block_duration: 1s
                  max_trace_idle: 200ms
                  flush_check_period: 100ms
                """
                        .formatted(local));
    }

    @Test
    void whatWasSentIsInTheBucketAndFoundByAnotherProcess() throws Exception {
        Load load = new Load(3);
        try (TestTempo tempo = start(folder.resolve("first"), server.port());
                TempoClient client = tempo.client()) {
            for (int i = 0; i < REQUESTS; i++) {
                load.send(client);
            }
        }
        // Stopping in order flushes: a process with an empty folder has only the bucket.
        assertThat(metas()).isNotEmpty().allMatch(key -> key.startsWith("traces/single-tenant/"));
        assertFound(load, folder.resolve("second"), server.port());
    }

    @Test
    void overABadLineNothingIsLostOrDoubled() throws Exception {
        Load load = new Load(4);
        AtomicInteger number = new AtomicInteger();
        Fate[] fates = {Fate.SLOW_DOWN, Fate.IS_LOST, Fate.ANSWER_IS_LOST, Fate.ANSWER_IS_CUT};
        try (S3Faults faults = new S3Faults(server.port())) {
            try (TestTempo tempo = start(folder.resolve("first"), faults.port());
                    TempoClient client = tempo.client()) {
                // Every other request is done harm.
                faults.when(
                        r -> {
                            int n = number.getAndIncrement();
                            return n % 2 == 0 ? Fate.PASSES : fates[n / 2 % fates.length];
                        });
                for (int i = 0; i < REQUESTS; i++) {
                    load.send(client);
                }
                load.check(client.search("{}"), load.acknowledged());
            }
            assertThat(number.get()).isPositive();
            assertFound(load, folder.resolve("second"), faults.port());
        }
    }

    private void assertFound(Load load, Path local, int port) throws Exception {
        try (TestTempo tempo = start(local, port);
                TempoClient client = tempo.client()) {
            load.check(client.search("{}"), load.acknowledged());
            // Each takes some requests, one after the other, and the test server its time.
            load.checkById(client, 5);
            assertThat(tempo.get("/metrics").body())
                    .contains("tempodb_backend_request_duration_seconds_bucket")
                    .contains("tempodb_backend_hedged_roundtrips_total");
        }
        assertThat(Files.exists(local.resolve("blocks"))).isFalse();
    }

    @Test
    void aBucketThatIsNotThereIsNamedAtStart() {
        bucket = "not-there";
        assertThatThrownBy(() -> start(folder, server.port()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("s3://not-there/traces/")
                .hasMessageContaining("NoSuchBucket");
    }

    private List<String> metas() {
        return server.client().listObjectsV2(b -> b.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .filter(key -> key.endsWith("/meta.json"))
                .toList();
    }
}
