package io.tempo.core.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.parquet.RangeReader;
import io.tempo.core.storage.NoSuchObjectException;
import io.tempo.core.storage.ObjectOutput;
import io.tempo.core.testing.S3Faults;
import io.tempo.core.testing.S3Faults.Fate;
import io.tempo.core.testing.S3TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Harm between the store and the server: nothing is lost, nothing is done by halves. */
class S3FaultsTest {

    /** Longer than any answer takes that comes at all. */
    private static final Duration LONG_SILENCE = Duration.ofSeconds(60);

    private static final Duration SHORT_SILENCE = Duration.ofMillis(500);

    @TempDir private Path directory;
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private S3TestServer server;
    private S3Faults faults;
    private String bucket;
    private S3ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        server = S3TestServer.shared();
        bucket = server.newBucket();
        faults = new S3Faults(server.port());
        store = open(LONG_SILENCE);
    }

    private S3ObjectStore open(Duration silence) throws IOException {
        return TestBucket.open(faults.port(), bucket, silence, metrics, "retry_max_attempts: 8");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        faults.close();
    }

    /** Each request meets this fate when it is made for the first time. */
    private void firstTime(Fate fate) {
        ConcurrentHashMap<String, Boolean> seen = new ConcurrentHashMap<>();
        faults.when(
                r ->
                        seen.putIfAbsent(r + r.header("Range").orElse(""), true) == null
                                ? fate
                                : Fate.PASSES);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SLOW_DOWN", "IS_LOST", "ANSWER_IS_LOST", "ANSWER_IS_CUT", "ANSWER_IS_HELD"})
    void everyOperationComesThrough(Fate fate) throws IOException {
        byte[] large = random(fate == Fate.ANSWER_IS_HELD ? 20_000 : TestBucket.PART + 1_000_000);
        byte[] small = random(10_000);
        Path file = Files.write(directory.resolve("large"), large);
        if (fate == Fate.ANSWER_IS_HELD) {
            store.close();
            store = open(SHORT_SILENCE);
        }
        firstTime(fate);
        store.put("t/small", small);
        store.put("t/file", file);
        try (ObjectOutput output = store.create("t/output")) {
            output.write(large);
            output.commit();
        }
        store.rename("t/small", "t/renamed");
        store.rename("t/file", "t/moved");
        assertThat(store.get("t/renamed")).isEqualTo(small);
        assertThat(store.get("t/moved")).isEqualTo(large);
        assertThat(store.get("t/output")).isEqualTo(large);
        RangeReader reader = store.open("t/output");
        assertThat(reader.read(100, 5000)).isEqualTo(ByteBuffer.wrap(large, 100, 5000).slice());
        store.delete("t/moved");
        assertThat(store.listFolders("")).containsExactly("t");
        assertThat(store.list("t/")).hasSize(2);
        assertThatThrownBy(() -> store.get("t/small")).isInstanceOf(NoSuchObjectException.class);
        assertThat(keysInBucket()).containsExactly("t/output", "t/renamed");
        // One whose beginning was done twice, because its answer was lost, has no parts.
        assertThat(uploads()).allMatch(upload -> parts(upload) == 0);
    }

    @Test
    void aServerThatStaysBusyIsAskedAFewTimes() {
        faults.when(r -> Fate.SLOW_DOWN);
        assertThatThrownBy(() -> store.get("t/x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot read s3://" + bucket + "/t/x at localhost:")
                .hasMessageContaining("503 SlowDown")
                .hasMessageContaining("after 8 attempts");
        assertThat(faults.count("GET /" + bucket + "/t/x")).isEqualTo(8);
    }

    @Test
    void aRenameWhoseCopyFailsKeepsItsSource() throws IOException {
        store.put("t/meta.json", new byte[10]);
        faults.when(r -> r.header("x-amz-copy-source").isPresent() ? Fate.SLOW_DOWN : Fate.PASSES);
        assertThatThrownBy(() -> store.rename("t/meta.json", "t/meta.compacted.json"))
                .hasMessageContaining("cannot copy");
        assertThat(keysInBucket()).containsExactly("t/meta.json");
    }

    @Test
    void aRenameWhoseDeletionFailsLeavesBothAndCanBeRepeated() throws IOException {
        store.put("t/meta.json", new byte[10]);
        faults.when(r -> r.method().equals("DELETE") ? Fate.SLOW_DOWN : Fate.PASSES);
        assertThatThrownBy(() -> store.rename("t/meta.json", "t/meta.compacted.json"))
                .hasMessageContaining("cannot delete");
        assertThat(keysInBucket()).containsExactly("t/meta.compacted.json", "t/meta.json");
        faults.when(r -> Fate.PASSES);
        store.rename("t/meta.json", "t/meta.compacted.json");
        assertThat(keysInBucket()).containsExactly("t/meta.compacted.json");
    }

    @Test
    void anUploadWhoseEndFailsLeavesTheOldObjectAndNoParts() throws IOException {
        store.put("t/x", new byte[10]);
        Path file = Files.write(directory.resolve("large"), random(TestBucket.PART + 1000));
        faults.when(
                r ->
                        r.method().equals("POST") && r.path().contains("uploadId")
                                ? Fate.SLOW_DOWN
                                : Fate.PASSES);
        assertThatThrownBy(() -> store.put("t/x", file)).hasMessageContaining("cannot write");
        assertThat(store.stat("t/x").size()).isEqualTo(10);
        assertThat(uploads()).isEmpty();
    }

    @Test
    void aPartThatFailsFailsTheOutput() throws IOException {
        faults.when(r -> r.path().contains("partNumber=2") ? Fate.SLOW_DOWN : Fate.PASSES);
        try (ObjectOutput output = store.create("t/x")) {
            assertThatThrownBy(
                            () -> {
                                output.write(random(3 * TestBucket.PART + 1));
                                output.commit();
                            })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("503 SlowDown");
            assertThatThrownBy(output::commit).isInstanceOf(IOException.class);
        }
        assertThat(keysInBucket()).isEmpty();
        assertThat(uploads()).isEmpty();
    }

    /** Somebody else's object of the same name does not pass for the one that was written. */
    @Test
    void anUploadEndedByOthersIsNotTakenForWritten() throws IOException {
        store.put("t/x", new byte[10]);
        Path file = Files.write(directory.resolve("large"), random(TestBucket.PART + 1000));
        faults.when(
                r -> {
                    if (r.method().equals("POST") && r.path().contains("uploadId")) {
                        abortAll();
                    }
                    return Fate.PASSES;
                });
        assertThatThrownBy(() -> store.put("t/x", file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("t/x was ended by somebody else");
        assertThat(store.stat("t/x").size()).isEqualTo(10);
    }

    @Test
    void aReadWithoutAnswerIsHedged() throws IOException {
        byte[] content = random(1000);
        store.put("t/x", content);
        AtomicInteger reads = new AtomicInteger();
        faults.when(
                r ->
                        r.toString().equals("GET /" + bucket + "/t/x")
                                        && reads.incrementAndGet() < 3
                                ? Fate.ANSWER_IS_HELD
                                : Fate.PASSES);
        // Nothing but the hedge can end this: the server may be silent for as long as it likes.
        try (S3ObjectStore hedging =
                TestBucket.open(
                        faults.port(),
                        bucket,
                        LONG_SILENCE,
                        metrics,
                        "hedge_requests_at: 50ms",
                        "hedge_requests_up_to: 3")) {
            assertThat(hedging.open("t/x", 1000).read(10, 20))
                    .isEqualTo(ByteBuffer.wrap(content, 10, 20).slice());
        }
        assertThat(reads).hasValue(3);
        assertThat(metrics.counter("tempodb_backend_hedged_roundtrips").count()).isEqualTo(2);
    }

    @Test
    void anInterruptedReadEndsAtOnce() throws Exception {
        store.put("t/x", new byte[10]);
        CountDownLatch asked = new CountDownLatch(1);
        try (S3ObjectStore patient =
                TestBucket.open(faults.port(), bucket, LONG_SILENCE, metrics)) {
            faults.when(
                    r -> {
                        asked.countDown();
                        return Fate.ANSWER_IS_HELD;
                    });
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread reader =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            patient.get("t/x");
                                            failure.complete(null);
                                        } catch (Throwable e) {
                                            failure.complete(
                                                    Thread.currentThread().isInterrupted()
                                                            ? e
                                                            : new AssertionError("flag", e));
                                        }
                                    });
            asked.await();
            reader.interrupt();
            assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void requestsAreMeasured() throws IOException {
        store.put("t/x", new byte[10]);
        assertThatThrownBy(() -> store.get("t/y")).isInstanceOf(NoSuchObjectException.class);
        assertThat(timed("PUT", "200")).isEqualTo(1);
        assertThat(timed("GET", "404")).isEqualTo(1);
    }

    private long timed(String operation, String status) {
        return metrics.get("tempodb_backend_request_duration_seconds")
                .tag("operation", operation)
                .tag("status_code", status)
                .timer()
                .count();
    }

    private List<String> keysInBucket() {
        return server.client().listObjectsV2(b -> b.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private int parts(MultipartUpload upload) {
        return server.client()
                .listParts(b -> b.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()))
                .parts()
                .size();
    }

    private List<MultipartUpload> uploads() {
        return server.client().listMultipartUploads(b -> b.bucket(bucket)).uploads();
    }

    private void abortAll() {
        for (MultipartUpload upload : uploads()) {
            server.client()
                    .abortMultipartUpload(
                            b -> b.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
