package io.tempo.core.storage.s3;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * One object on its way into a bucket, in parts that may come side by side. Nobody sees anything of
 * it before {@link #complete}. Closing before that takes the parts away again; those of a process
 * that was killed stay until a life-cycle rule of the bucket removes them.
 */
final class MultipartUpload implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MultipartUpload.class);

    private final S3Bucket bucket;
    private final String key;
    private final String mark = UUID.randomUUID().toString();
    private final String id;
    private final List<CompletedPart> parts = new ArrayList<>(); // by this
    private boolean completed;

    MultipartUpload(S3Bucket bucket, String key) throws IOException {
        this.bucket = bucket;
        this.key = key;
        this.id = bucket.beginUpload(key, mark);
    }

    /**
     * Writes a part; thread-safe.
     *
     * @param number from 1
     */
    void part(int number, RequestBody body) throws IOException {
        add(bucket.uploadPart(key, id, number, body));
    }

    /** Has the bucket take a part from another object; thread-safe. */
    void copyPart(int number, String from, long offset, long length) throws IOException {
        add(bucket.copyPart(from, key, id, number, offset, length));
    }

    private synchronized void add(CompletedPart part) {
        parts.add(part);
    }

    /** Makes the object visible; call when all parts are there. */
    void complete() throws IOException {
        List<CompletedPart> inOrder;
        synchronized (this) {
            inOrder = new ArrayList<>(parts);
        }
        inOrder.sort(Comparator.comparing(CompletedPart::partNumber));
        bucket.completeUpload(key, id, mark, inOrder);
        completed = true;
    }

    @Override
    public void close() {
        if (completed) {
            return;
        }
        // A request is not made on a thread that is interrupted; this one has to be.
        boolean interrupted = Thread.interrupted();
        try {
            bucket.abortUpload(key, id);
        } catch (IOException e) {
            LOG.warn("parts of an unfinished upload stay in the bucket: {}", e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
