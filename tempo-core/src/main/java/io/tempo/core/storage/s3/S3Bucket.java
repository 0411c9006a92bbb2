package io.tempo.core.storage.s3;

import io.tempo.core.storage.NoSuchObjectException;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The requests that are made of one bucket, each with its headers and time limits. Keys are those
 * of an object store; the prefix before them is added here. Failures are those of an object store.
 */
final class S3Bucket implements AutoCloseable {

    /** Retries included. */
    private static final Duration READ_LIMIT = Duration.ofMinutes(2);

    /** Retries included; the longest request writes a part of an object. */
    private static final Duration WRITE_LIMIT = Duration.ofMinutes(15);

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /** Marks an object with the upload that wrote it. */
    private static final String UPLOAD_MARK = "tempo-upload";

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final S3Failures failures;
    private final AwsRequestOverrideConfiguration asking;
    private final AwsRequestOverrideConfiguration reading;
    private final AwsRequestOverrideConfiguration writing;
    private final AwsRequestOverrideConfiguration writingPart;
    private final AwsRequestOverrideConfiguration completing;
    private final AwsRequestOverrideConfiguration copying;
    private final AwsRequestOverrideConfiguration copyingPart;

    /** A request of the SDK. */
    private interface Request<T> {
        T send() throws SdkException;
    }

    /**
     * @param prefix "" or ends with a slash
     * @param client closed with this
     */
    S3Bucket(
            S3Client client,
            String bucket,
            String prefix,
            RequestHeaders headers,
            S3Failures failures) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
        this.failures = failures;
        this.asking = options(READ_LIMIT, Map.of());
        this.reading = options(READ_LIMIT, headers.reading());
        this.writing = options(WRITE_LIMIT, headers.writing());
        this.writingPart = options(WRITE_LIMIT, headers.reading());
        this.completing = options(WRITE_LIMIT, Map.of());
        this.copying = options(WRITE_LIMIT, headers.copying());
        this.copyingPart = options(WRITE_LIMIT, headers.copyingPart());
    }

    private static AwsRequestOverrideConfiguration options(
            Duration limit, Map<String, String> headers) {
        AwsRequestOverrideConfiguration.Builder options =
                AwsRequestOverrideConfiguration.builder().apiCallTimeout(limit);
        headers.forEach(options::putHeader);
        return options.build();
    }

    private <T> T send(String what, String key, Request<T> request) throws IOException {
        try {
            return request.send();
        } catch (SdkException e) {
            throw failures.of(what, key, e);
        }
    }

    // ---- reading ----

    byte[] get(String key) throws IOException {
        GetObjectRequest request = getRequest(key, null);
        return send(
                "read", key, () -> client.getObject(request, (response, in) -> body(response, in)));
    }

    /** Exactly these bytes, of which there is at least one. */
    byte[] get(String key, long offset, int length) throws IOException {
        GetObjectRequest request = getRequest(key, "bytes=" + offset + '-' + (offset + length - 1));
        byte[] bytes;
        try {
            bytes = client.getObject(request, (response, in) -> body(response, in));
        } catch (SdkException e) {
            if (S3Failures.isBeyondEnd(e)) {
                throw new EOFException(
                        "cannot read %,d bytes at offset %,d of %s: it ends before"
                                .formatted(length, offset, key));
            }
            throw failures.of("read", key, e);
        }
        if (bytes.length < length) {
            throw new EOFException(
                    "cannot read %,d bytes at offset %,d of %s: it ends after %,d of them"
                            .formatted(length, offset, key, bytes.length));
        }
        if (bytes.length > length) {
            throw new IOException(
                    "the server answered a request for %,d bytes at offset %,d of %s with %,d"
                            .formatted(length, offset, key, bytes.length));
        }
        return bytes;
    }

    private GetObjectRequest getRequest(String key, String range) {
        return GetObjectRequest.builder()
                .bucket(bucket)
                .key(prefix + key)
                .range(range)
                .overrideConfiguration(reading)
                .build();
    }

    /** The body; a {@link RetryableException} if the connection breaks before its end. */
    private static byte[] body(GetObjectResponse response, AbortableInputStream in)
            throws IOException {
        Long announced = response.contentLength();
        if (announced != null && announced > MAX_ARRAY) {
            in.abort();
            throw new IOException("%,d bytes are too many to be read at once".formatted(announced));
        }
        try {
            if (announced == null) {
                return in.readAllBytes();
            }
            byte[] bytes = new byte[announced.intValue()];
            int n = in.readNBytes(bytes, 0, bytes.length);
            if (n < bytes.length) {
                throw new EOFException("the answer ends after %,d bytes".formatted(n));
            }
            return bytes;
        } catch (IOException e) {
            throw RetryableException.create("the answer was cut short: " + e.getMessage(), e);
        }
    }

    HeadObjectResponse head(String key) throws IOException {
        return send(
                "look up",
                key,
                () ->
                        client.headObject(
                                r ->
                                        r.bucket(bucket)
                                                .key(prefix + key)
                                                .overrideConfiguration(reading)));
    }

    /** One page of a listing below a folder of the store; keys in it have the prefix. */
    ListObjectsV2Response list(String folder, Consumer<ListObjectsV2Request.Builder> what)
            throws IOException {
        try {
            return client.listObjectsV2(
                    r -> {
                        r.bucket(bucket).prefix(prefix + folder);
                        r.overrideConfiguration(asking);
                        what.accept(r);
                    });
        } catch (SdkException e) {
            IOException failure = failures.of("list", folder, e);
            // No object is asked for, so that it is the bucket that is missing.
            throw failure instanceof NoSuchObjectException
                    ? new IOException("no such bucket: " + bucket, e)
                    : failure;
        }
    }

    /** A key as the bucket has it. */
    String full(String key) {
        return prefix + key;
    }

    /** The key of an object of a listing, without the prefix. */
    String key(String full) {
        return full.substring(prefix.length());
    }

    // ---- writing ----

    void put(String key, RequestBody body) throws IOException {
        send(
                "write",
                key,
                () ->
                        client.putObject(
                                r ->
                                        r.bucket(bucket)
                                                .key(prefix + key)
                                                .overrideConfiguration(writing),
                                body));
    }

    void delete(String key) throws IOException {
        try {
            client.deleteObject(
                    r -> r.bucket(bucket).key(prefix + key).overrideConfiguration(asking));
        } catch (SdkException e) {
            if (!S3Failures.isMissing(e)) {
                throw failures.of("delete", key, e);
            }
        }
    }

    /** Copies within the bucket, which S3 does at once only up to 5 GiB. */
    void copy(String from, String to) throws IOException {
        send(
                "copy",
                from,
                () ->
                        client.copyObject(
                                r ->
                                        r.sourceBucket(bucket)
                                                .sourceKey(prefix + from)
                                                .destinationBucket(bucket)
                                                .destinationKey(prefix + to)
                                                .overrideConfiguration(copying)));
    }

    // ---- writing in parts ----

    /**
     * Begins an upload.
     *
     * @param mark tells it from other uploads to the same key
     * @return its id
     */
    String beginUpload(String key, String mark) throws IOException {
        return send(
                "write",
                key,
                () ->
                        client.createMultipartUpload(
                                        r ->
                                                r.bucket(bucket)
                                                        .key(prefix + key)
                                                        .metadata(Map.of(UPLOAD_MARK, mark))
                                                        .overrideConfiguration(writing))
                                .uploadId());
    }

    CompletedPart uploadPart(String key, String upload, int number, RequestBody body)
            throws IOException {
        String tag =
                send(
                        "write",
                        key,
                        () ->
                                client.uploadPart(
                                                r ->
                                                        r.bucket(bucket)
                                                                .key(prefix + key)
                                                                .uploadId(upload)
                                                                .partNumber(number)
                                                                .overrideConfiguration(writingPart),
                                                body)
                                        .eTag());
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    /** A part that is a range of another object. */
    CompletedPart copyPart(
            String from, String key, String upload, int number, long offset, long length)
            throws IOException {
        CopyPartResult result =
                send(
                        "copy",
                        from,
                        () ->
                                client.uploadPartCopy(
                                                r ->
                                                        r.sourceBucket(bucket)
                                                                .sourceKey(prefix + from)
                                                                .copySourceRange(
                                                                        "bytes="
                                                                                + offset
                                                                                + '-'
                                                                                + (offset + length
                                                                                        - 1))
                                                                .destinationBucket(bucket)
                                                                .destinationKey(prefix + key)
                                                                .uploadId(upload)
                                                                .partNumber(number)
                                                                .overrideConfiguration(copyingPart))
                                        .copyPartResult());
        return CompletedPart.builder().partNumber(number).eTag(result.eTag()).build();
    }

    /**
     * Makes an object of its parts. That the answer to a first attempt was lost shows in a second
     * one finding the upload gone; the object says then whether it is this upload's.
     *
     * @param parts in order
     */
    void completeUpload(String key, String upload, String mark, List<CompletedPart> parts)
            throws IOException {
        try {
            client.completeMultipartUpload(
                    r ->
                            r.bucket(bucket)
                                    .key(prefix + key)
                                    .uploadId(upload)
                                    .multipartUpload(m -> m.parts(parts))
                                    .overrideConfiguration(completing));
        } catch (SdkException e) {
            if (!S3Failures.isUploadGone(e)) {
                throw failures.of("write", key, e);
            }
            if (!isMarked(key, mark)) {
                throw new IOException(
                        "the upload of " + key + " was ended by somebody else before it was whole",
                        e);
            }
        }
    }

    private boolean isMarked(String key, String mark) throws IOException {
        try {
            return mark.equals(head(key).metadata().get(UPLOAD_MARK));
        } catch (NoSuchObjectException e) {
            return false;
        }
    }

    /** Gives up an upload; fine if it has ended. */
    void abortUpload(String key, String upload) throws IOException {
        try {
            client.abortMultipartUpload(
                    r ->
                            r.bucket(bucket)
                                    .key(prefix + key)
                                    .uploadId(upload)
                                    .overrideConfiguration(asking));
        } catch (SdkException e) {
            if (!S3Failures.isUploadGone(e)) {
                throw failures.of("abort writing", key, e);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
