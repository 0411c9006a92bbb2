package io.tempo.core.storage.s3;

import software.amazon.awssdk.http.ContentStreamProvider;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A range of a file as the body of a request; read again from its start where the request is made
 * again.
 */
record FilePart(Path file, long offset, long length) implements ContentStreamProvider {

    private static final int BUFFER_BYTES = 64 << 10;

    /**
     * @param number from 1
     */
    static FilePart of(Path file, long size, long partSize, int number) {
        long offset = (number - 1) * partSize;
        return new FilePart(file, offset, Math.min(partSize, size - offset));
    }

    @Override
    public InputStream newStream() {
        try {
            SeekableByteChannel channel = Files.newByteChannel(file);
            try {
                channel.position(offset);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new BufferedInputStream(
                    new Limited(Channels.newInputStream(channel), length), BUFFER_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends after some bytes. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            int b = left == 0 ? -1 : in.read();
            left -= b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (left == 0 && count > 0) {
                return -1;
            }
            int n = in.read(bytes, from, (int) Math.min(count, left));
            left -= Math.max(n, 0);
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
