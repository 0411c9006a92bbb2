package io.tempo.core.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tempo.core.testing.S3Faults;
import io.tempo.core.testing.S3Faults.Fate;
import io.tempo.core.testing.S3Faults.Request;
import io.tempo.core.testing.S3TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Base64;

/** What configuration adds to requests, as a server sees it. */
class RequestHeadersTest {

    private static final String SSE = "x-amz-server-side-encryption";

    private S3Faults server;

    @BeforeEach
    void start() throws IOException {
        S3TestServer real = S3TestServer.shared();
        server = new S3Faults(real.port());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** The request of a write. */
    private Request put(String... config) throws IOException {
        String bucket = S3TestServer.shared().newBucket();
        try (S3ObjectStore store = TestBucket.open(server.port(), bucket, config)) {
            server.when(r -> Fate.IS_SWALLOWED);
            store.put("t/x", "content".getBytes(UTF_8));
            server.when(r -> Fate.PASSES);
        }
        return server.requests().getLast();
    }

    @Test
    void plainWritesSayNothingOfEncryption() throws IOException {
        Request put = put();
        assertThat(put.method()).isEqualTo("PUT");
        assertThat(put.head().toLowerCase()).doesNotContain("encryption").doesNotContain("tagging");
        assertThat(put.body()).isEqualTo("content".getBytes(UTF_8));
        assertThat(put.head()).doesNotContain(S3TestServer.SECRET_KEY);
    }

    @Test
    void writesCarryClassTagsAndMetadata() throws IOException {
        Request put =
                put("storage_class: STANDARD_IA", "tags: {team: 'a & b'}", "metadata: {k: v}");
        assertThat(put.header("x-amz-storage-class")).contains("STANDARD_IA");
        assertThat(put.header("x-amz-tagging")).contains("team=a%20%26%20b");
        assertThat(put.header("x-amz-meta-k")).contains("v");
        assertThat(put.header("Authorization").orElseThrow())
                .contains("x-amz-meta-k;x-amz-storage-class;x-amz-tagging");
    }

    @Test
    void writesAskForEncryption() throws IOException {
        assertThat(put("sse: {type: SSE-S3}").header(SSE)).contains("AES256");
        Request kms =
                put(
                        "sse: {type: SSE-KMS, kms_key_id: id, kms_encryption_context:"
                                + " '{\"a\":\"b\"}'}");
        assertThat(kms.header(SSE)).contains("aws:kms");
        assertThat(kms.header(SSE + "-aws-kms-key-id")).contains("id");
        assertThat(kms.header(SSE + "-context")).contains("eyJhIjoiYiJ9");
    }

    @Test
    void everyAccessCarriesTheCustomersKey() throws IOException {
        String key = "0123456789abcdef0123456789abcdef";
        String encoded = Base64.getEncoder().encodeToString(key.getBytes(UTF_8));
        String bucket = S3TestServer.shared().newBucket();
        try (S3ObjectStore store =
                TestBucket.open(
                        server.port(), bucket, "sse: {type: SSE-C, encryption_key: " + key + "}")) {
            server.when(r -> Fate.IS_SWALLOWED);
            store.put("t/x", new byte[1]);
            store.get("t/x");
            store.stat("t/x");
        } catch (IOException swallowedAnswersSayLittle) {
            assertThat(swallowedAnswersSayLittle.getMessage()).doesNotContain(key);
        }
        assertThat(server.requests().stream().filter(r -> r.path().endsWith("/t/x")))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(
                        r -> {
                            assertThat(r.header(SSE + "-customer-key")).contains(encoded);
                            assertThat(r.header(SSE + "-customer-algorithm")).contains("AES256");
                            assertThat(r.header(SSE + "-customer-key-MD5")).isPresent();
                        });
    }

    @Test
    void refusesKeysAndContextsThatAreNone() {
        assertThatThrownBy(() -> put("sse: {type: SSE-C, encryption_key: short-key}"))
                .hasMessageContaining("storage.trace.s3.sse.encryption_key: expected 32 bytes")
                .message()
                .doesNotContain("short-key");
        for (String context : new String[] {"[]", "{", "x"}) {
            assertThatThrownBy(
                            () ->
                                    put(
                                            "sse: {type: SSE-KMS, kms_encryption_context: '"
                                                    + context
                                                    + "'}"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("kms_encryption_context: expected a JSON object");
        }
    }
}
