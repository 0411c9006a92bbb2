package io.tempo.core.storage.s3;

import io.micrometer.core.instrument.MeterRegistry;
import io.tempo.core.config.S3Config;
import io.tempo.core.parquet.RangeReader;
import io.tempo.core.storage.Concurrently;
import io.tempo.core.storage.ObjectInfo;
import io.tempo.core.storage.ObjectKeys;
import io.tempo.core.storage.ObjectOutput;
import io.tempo.core.storage.ObjectStore;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Objects in a bucket of Amazon S3 or of a server that speaks its protocol, as {@code
 * storage.trace.s3} configures it.
 *
 * <p>Every request is made again, with growing pauses, while the server is too busy, cannot be
 * reached or breaks off in the midst of an answer; all of them may be made twice without harm.
 * Large objects are written in parts. A rename copies first and deletes then.
 *
 * <p>Calls block; made on virtual threads they cost no thread.
 */
public final class S3ObjectStore implements ObjectStore {

    static final String CONTENT_TYPE = "application/octet-stream";

    /** Parts of one object that are sent at a time. */
    private static final int PARALLEL_PARTS = 4;

    private final S3Bucket bucket;
    private final S3Listing listing;
    private final HedgedReads hedged;
    private final Tuning tuning;

    /**
     * What nobody configures.
     *
     * @param parts how objects are cut that are written in parts
     * @param largestCopy bytes of the largest object that the server copies at once
     * @param silence how long the server may send nothing before the request counts as failed
     */
    record Tuning(PartSizes parts, long largestCopy, Duration silence) {

        private static final long FIVE_GIB = 5L << 30;

        static Tuning of(S3Config config) {
            return new Tuning(PartSizes.of(config.partSize()), FIVE_GIB, Duration.ofSeconds(30));
        }
    }

    private S3ObjectStore(S3Bucket bucket, S3Listing listing, HedgedReads hedged, Tuning tuning) {
        this.bucket = bucket;
        this.listing = listing;
        this.hedged = hedged;
        this.tuning = tuning;
    }

    /**
     * Connects, and makes sure that the bucket can be listed.
     *
     * @param metrics where requests are measured
     * @throws IOException naming the key of {@code storage.trace.s3} that is wrong, or the bucket
     *     and what the server said
     */
    public static S3ObjectStore open(S3Config config, MeterRegistry metrics) throws IOException {
        return open(config, metrics, Tuning.of(config));
    }

    static S3ObjectStore open(S3Config config, MeterRegistry registry, Tuning tuning)
            throws IOException {
        RequestMetrics metrics = new RequestMetrics(registry);
        S3Endpoint endpoint = S3Endpoint.of(config);
        RequestHeaders headers = new RequestHeaders(config);
        String prefix = prefix(config.prefix());
        S3Client client = S3Connection.open(config, endpoint, metrics, tuning.silence());
        S3Failures failures = new S3Failures(config.bucket(), prefix, endpoint.shown());
        S3Bucket bucket = new S3Bucket(client, config.bucket(), prefix, headers, failures);
        S3Listing listing = new S3Listing(bucket, config.listBlocksConcurrency());
        try {
            listing.check();
        } catch (IOException | RuntimeException e) {
            bucket.close();
            throw e;
        }
        HedgedReads hedged =
                new HedgedReads(
                        config.hedgeRequestsAt(), config.hedgeRequestsUpTo(), metrics.hedged());
        return new S3ObjectStore(bucket, listing, hedged, tuning);
    }

    /** Ends with a slash, unless it is empty. */
    private static String prefix(String configured) throws IOException {
        int from = 0;
        int to = configured.length();
        while (from < to && configured.charAt(from) == '/') {
            from++;
        }
        while (from < to && configured.charAt(to - 1) == '/') {
            to--;
        }
        if (from == to) {
            return "";
        }
        try {
            return ObjectKeys.check(configured.substring(from, to)) + '/';
        } catch (IllegalArgumentException e) {
            throw new IOException("storage.trace.s3.prefix: " + e.getMessage(), e);
        }
    }

    @Override
    public void put(String key, byte[] content) throws IOException {
        bucket.put(ObjectKeys.check(key), RequestBody.fromBytes(content));
    }

    @Override
    public void put(String key, Path file) throws IOException {
        ObjectKeys.check(key);
        long size = Files.size(file);
        long partSize = tuning.parts().forObject(size);
        if (size <= partSize) {
            bucket.put(key, RequestBody.fromFile(file));
            return;
        }
        try (MultipartUpload upload = new MultipartUpload(bucket, key)) {
            Concurrently.forEach(
                    partNumbers(size, partSize),
                    PARALLEL_PARTS,
                    number -> {
                        FilePart part = FilePart.of(file, size, partSize, number);
                        upload.part(
                                number,
                                RequestBody.fromContentProvider(part, part.length(), CONTENT_TYPE));
                    });
            upload.complete();
        }
    }

    private static List<Integer> partNumbers(long size, long partSize) {
        return IntStream.rangeClosed(1, (int) Math.ceilDiv(size, partSize)).boxed().toList();
    }

    @Override
    public ObjectOutput create(String key) {
        return new S3ObjectOutput(bucket, ObjectKeys.check(key), tuning.parts());
    }

    @Override
    public byte[] get(String key) throws IOException {
        ObjectKeys.check(key);
        return hedged.read(() -> bucket.get(key));
    }

    @Override
    public RangeReader open(String key) throws IOException {
        return open(key, stat(key).size());
    }

    @Override
    public RangeReader open(String key, long size) {
        return new S3RangeReader(bucket, hedged, ObjectKeys.check(key), size);
    }

    @Override
    public List<ObjectInfo> list(String prefix) throws IOException {
        return listing.objects(ObjectKeys.checkPrefix(prefix));
    }

    @Override
    public List<String> listFolders(String prefix) throws IOException {
        return listing.folders(ObjectKeys.checkPrefix(prefix));
    }

    @Override
    public ObjectInfo stat(String key) throws IOException {
        ObjectKeys.check(key);
        HeadObjectResponse head = hedged.read(() -> bucket.head(key));
        return new ObjectInfo(key, head.contentLength(), head.lastModified());
    }

    @Override
    public void delete(String key) throws IOException {
        bucket.delete(ObjectKeys.check(key));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        ObjectKeys.check(to);
        long size = stat(from).size();
        if (from.equals(to)) {
            return;
        }
        if (size <= tuning.largestCopy()) {
            bucket.copy(from, to);
        } else {
            copyInParts(from, to, size);
        }
        bucket.delete(from);
    }

    private void copyInParts(String from, String to, long size) throws IOException {
        long partSize = tuning.parts().forObject(size);
        try (MultipartUpload upload = new MultipartUpload(bucket, to)) {
            Concurrently.forEach(
                    partNumbers(size, partSize),
                    PARALLEL_PARTS,
                    number -> {
                        long offset = (number - 1) * partSize;
                        long length = Math.min(partSize, size - offset);
                        upload.copyPart(number, from, offset, length);
                    });
            upload.complete();
        }
    }

    @Override
    public void close() {
        bucket.close();
    }
}
