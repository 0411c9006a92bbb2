package io.tempo.core.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.storage.ObjectInfo;
import io.tempo.core.storage.ObjectOutput;
import io.tempo.core.storage.ObjectStore;
import io.tempo.core.testing.ObjectStoreContract;
import io.tempo.core.testing.S3TestServer;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What every store promises, and what is special about a bucket. */
abstract class S3ObjectStoreContract extends ObjectStoreContract {

    private String bucket;

    /** Where the buckets are. */
    abstract S3TestServer server() throws IOException;

    @Override
    protected ObjectStore newStore() throws IOException {
        bucket = server().newBucket();
        return open();
    }

    private S3ObjectStore open(String... more) throws IOException {
        return TestBucket.open(server().port(), bucket, more);
    }

    @Test
    void aLargeFileIsWrittenInParts() throws IOException {
        byte[] content = random(3 * TestBucket.PART + 17);
        Path file = Files.write(directory.resolve("large"), content);
        store.put("t/b/data.parquet", file);
        assertThat(store.stat("t/b/data.parquet").size()).isEqualTo(content.length);
        assertThat(store.get("t/b/data.parquet")).isEqualTo(content);
        ByteBuffer across = store.open("t/b/data.parquet").read(TestBucket.PART - 10, 20);
        assertThat(across).isEqualTo(ByteBuffer.wrap(content, TestBucket.PART - 10, 20).slice());
        assertThat(uploads()).isEmpty();
    }

    @Test
    void aLargeOutputIsWrittenInParts() throws IOException {
        for (int size : new int[] {2 * TestBucket.PART, 2 * TestBucket.PART + 1, 15_000_000}) {
            byte[] content = random(size);
            try (ObjectOutput output = store.create("t/large")) {
                for (int at = 0; at < size; at += 1_234_567) {
                    output.write(content, at, Math.min(1_234_567, size - at));
                }
                assertThat(keys()).doesNotContain("t/large");
                output.commit();
                assertThatThrownBy(() -> output.write(1)).isInstanceOf(IOException.class);
            }
            assertThat(store.get("t/large")).isEqualTo(content);
            store.delete("t/large");
        }
        assertThat(uploads()).isEmpty();
    }

    @Test
    void aLargeOutputThatIsNotCommittedLeavesNoParts() throws IOException {
        try (ObjectOutput output = store.create("t/large")) {
            output.write(random(3 * TestBucket.PART));
            assertThat(uploads()).hasSize(1);
        }
        assertThat(uploads()).isEmpty();
        assertThat(keys()).isEmpty();
    }

    @Test
    void aLargeObjectIsRenamedInParts() throws IOException {
        byte[] content = random(3 * TestBucket.PART);
        store.put("t/from", Files.write(directory.resolve("large"), content));
        store.rename("t/from", "t/to");
        assertThat(keys()).containsExactly("t/to");
        assertThat(store.get("t/to")).isEqualTo(content);
    }

    @Test
    void anObjectRenamedToItselfStays() throws IOException {
        store.put("t/x", bytes("content"));
        store.rename("t/x", "t/x");
        assertThat(store.get("t/x")).isEqualTo(bytes("content"));
    }

    @Test
    void listsMoreThanAnAnswerHolds() throws Exception {
        Random random = new Random(7);
        TreeSet<String> expected = new TreeSet<>();
        for (int i = 0; i < 1300; i++) {
            UUID block = new UUID(random.nextLong(), random.nextLong());
            expected.add("tenant/" + block + "/meta.json");
        }
        expected.add("tenant/index.json.gz");
        expected.add("tenant/~last");
        expected.add("tenant/éclair/x");
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (String key : expected) {
                threads.submit(
                        () -> {
                            store.put(key, new byte[1]);
                            return null;
                        });
            }
        }
        assertThat(store.list("tenant/").stream().map(ObjectInfo::key))
                .containsExactlyElementsOf(expected);
        assertThat(store.listFolders("tenant/")).hasSize(1301).isSorted();
        try (S3ObjectStore oneByOne = open("list_blocks_concurrency: 1")) {
            assertThat(oneByOne.list("tenant/")).isEqualTo(store.list("tenant/"));
        }
    }

    @Test
    void aPrefixIsBeforeEveryKey() throws IOException {
        store.put("outside", bytes("x"));
        for (String written : List.of("tempo/traces", "/tempo/traces/")) {
            try (S3ObjectStore inside = open("prefix: " + written)) {
                inside.put("t/a", bytes("a"));
                inside.rename("t/a", "t/b");
                assertThat(inside.list("").stream().map(ObjectInfo::key)).containsExactly("t/b");
                assertThat(inside.listFolders("")).containsExactly("t");
                assertThat(inside.get("t/b")).isEqualTo(bytes("a"));
            }
            assertThat(keys()).containsExactly("outside", "tempo/traces/t/b");
        }
        assertThatThrownBy(() -> open("prefix: a//b"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("storage.trace.s3.prefix");
    }

    @Test
    void aBucketThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> TestBucket.open(server().port(), "not-there"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not-there")
                .hasMessageContaining("NoSuchBucket")
                .hasMessageContaining("localhost:");
    }

    @Test
    void aWrongKeyIsToldWithoutShowingIt() throws IOException {
        int port = server().port();
        String yaml =
                S3TestServer.yaml(port, bucket)
                        .replace(S3TestServer.SECRET_KEY, "wrong-secret-4711");
        assertThatThrownBy(
                        () ->
                                S3ObjectStore.open(
                                        TestBucket.config(yaml), new SimpleMeterRegistry()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("s3://" + bucket + "/")
                .hasMessageContaining("403 SignatureDoesNotMatch")
                .message()
                .doesNotContain("wrong-secret-4711");
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> TestBucket.open(1, "any", "retry_max_attempts: 2"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot list s3://any/ at localhost:1")
                .hasMessageContaining("refused");
    }

    private List<String> keys() throws IOException {
        return server().client().listObjectsV2(b -> b.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private List<?> uploads() throws IOException {
        return server().client()
                .listMultipartUploads(b -> b.bucket(bucket).prefix("t/large"))
                .uploads();
    }
}
