package io.tempo.core.config;

import java.time.Duration;
import java.util.Map;

/**
 * Block {@code storage.trace.s3}.
 *
 * @param endpoint host[:port], without a scheme
 * @param accessKey "" to take credentials from the environment, a profile or a role
 * @param insecure plain HTTP
 * @param partSize bytes of a part of an upload; 0 for the default
 * @param hedgeRequestsAt after which a read is asked again in parallel; zero for never
 * @param hedgeRequestsUpTo reads in parallel at most
 * @param forcePathStyle the bucket in the path instead of the host name
 * @param bucketLookupType 0 to find out, 1 in the host name, 2 in the path
 * @param tags of each object
 * @param metadata of each object
 */
public record S3Config(
        @Inline ClientTlsConfig tls,
        String bucket,
        String prefix,
        String endpoint,
        String region,
        String accessKey,
        Secret secretKey,
        Secret sessionToken,
        boolean insecure,
        long partSize,
        Duration hedgeRequestsAt,
        int hedgeRequestsUpTo,
        int retryMaxAttempts,
        Duration retryBackoffInitial,
        Duration retryBackoffMax,
        @Key("forcepathstyle") boolean forcePathStyle,
        boolean enableDualStack,
        int bucketLookupType,
        Map<String, String> tags,
        String storageClass,
        Map<String, String> metadata,
        int listBlocksConcurrency,
        Sse sse) {

    static S3Config of(Section s) {
        return new S3Config(
                ClientTlsConfig.of(s),
                s.text("bucket"),
                s.text("prefix"),
                s.text("endpoint"),
                s.text("region"),
                s.text("access_key"),
                s.secret("secret_key"),
                s.secret("session_token"),
                s.bool("insecure"),
                s.number("part_size"),
                s.duration("hedge_requests_at"),
                s.integer("hedge_requests_up_to"),
                s.integer("retry_max_attempts"),
                s.duration("retry_backoff_initial"),
                s.duration("retry_backoff_max"),
                s.bool("forcepathstyle"),
                s.bool("enable_dual_stack"),
                s.integer("bucket_lookup_type"),
                s.textMap("tags"),
                s.text("storage_class"),
                s.textMap("metadata"),
                s.integer("list_blocks_concurrency"),
                Sse.of(s.section("sse")));
    }

    /**
     * Encryption at rest.
     *
     * @param type {@code SSE-KMS}, {@code SSE-S3}, {@code SSE-C} or ""
     */
    public record Sse(
            String type, String kmsKeyId, String kmsEncryptionContext, Secret encryptionKey) {

        static Sse of(Section s) {
            return new Sse(
                    s.text("type"),
                    s.text("kms_key_id"),
                    s.text("kms_encryption_context"),
                    s.secret("encryption_key"));
        }
    }
}
