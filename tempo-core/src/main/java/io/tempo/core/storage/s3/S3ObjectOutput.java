package io.tempo.core.storage.s3;

import io.tempo.core.storage.ObjectOutput;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Writes an object whose size is not known: as one request if it is small, otherwise in parts, one
 * of which is sent while the next one is filled. Holds the bytes of two parts.
 */
final class S3ObjectOutput extends ObjectOutput {

    private static final int INITIAL_BYTES = 64 << 10;

    private final S3Bucket bucket;
    private final String key;
    private final PartSizes sizes;
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int length;
    private int nextPart = 1;
    private MultipartUpload upload;
    private FutureTask<byte[]> sending;
    private Thread sender;
    private boolean over;

    S3ObjectOutput(S3Bucket bucket, String key, PartSizes sizes) {
        this.bucket = bucket;
        this.key = key;
        this.sizes = sizes;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        checkOpen();
        for (int done = 0; done < count; ) {
            int partSize = sizes.forPart(nextPart);
            if (length == partSize) {
                sendPart();
                partSize = sizes.forPart(nextPart);
            }
            int n = Math.min(count - done, partSize - length);
            reserve(length + n, partSize);
            System.arraycopy(bytes, offset + done, buffer, length, n);
            length += n;
            done += n;
        }
    }

    private void reserve(int needed, int most) {
        if (needed > buffer.length) {
            long doubled = Math.max(needed, 2L * buffer.length);
            buffer = Arrays.copyOf(buffer, (int) Math.min(most, doubled));
        }
    }

    /** Sends what is in the buffer and goes on with another one. */
    private void sendPart() throws IOException {
        byte[] spare = awaitSent();
        if (upload == null) {
            upload = new MultipartUpload(bucket, key);
        }
        byte[] part = buffer;
        int partLength = length;
        int number = nextPart++;
        sending =
                new FutureTask<>(
                        () -> {
                            upload.part(number, body(part, partLength));
                            return part;
                        });
        sender = Thread.ofVirtual().name("s3-upload").start(sending);
        buffer = spare == null ? new byte[part.length] : spare;
        length = 0;
    }

    private static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length),
                length,
                S3ObjectStore.CONTENT_TYPE);
    }

    /** Waits for the part that is being sent; its buffer, or null if there is none. */
    private byte[] awaitSent() throws IOException {
        if (sending == null) {
            return null;
        }
        try {
            byte[] sent = sending.get();
            sending = null;
            return sent;
        } catch (InterruptedException e) {
            over = true;
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing " + key);
        } catch (ExecutionException e) {
            over = true;
            throw e.getCause() instanceof IOException io
                    ? new IOException(io.getMessage(), io)
                    : new IOException("cannot write " + key + ": " + e.getCause(), e);
        }
    }

    @Override
    public void commit() throws IOException {
        checkOpen();
        if (nextPart == 1) {
            over = true;
            bucket.put(key, body(buffer, length));
        } else {
            sendPart();
            awaitSent();
            over = true;
            upload.complete();
        }
    }

    private void checkOpen() throws IOException {
        if (over) {
            throw new IOException("nothing more can be written to " + key);
        }
    }

    @Override
    public void close() {
        over = true;
        if (sender != null) {
            sender.interrupt();
            joinSender();
        }
        if (upload != null) {
            upload.close();
        }
        buffer = new byte[0];
    }

    /** A part that arrived after the upload was given up would stay in the bucket. */
    private void joinSender() {
        boolean interrupted = false;
        while (true) {
            try {
                sender.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
