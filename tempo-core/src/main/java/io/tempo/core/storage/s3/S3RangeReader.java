package io.tempo.core.storage.s3;

import io.tempo.core.parquet.RangeReader;
import io.tempo.core.storage.Ranges;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads ranges of one object, each with a request of its own. */
final class S3RangeReader implements RangeReader {

    private final S3Bucket bucket;
    private final HedgedReads hedged;
    private final String key;
    private final long size;

    S3RangeReader(S3Bucket bucket, HedgedReads hedged, String key, long size) {
        this.bucket = bucket;
        this.hedged = hedged;
        this.key = key;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ByteBuffer read(long offset, int length) throws IOException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new EOFException(Ranges.beyond(key, offset, length, size));
        }
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        return ByteBuffer.wrap(hedged.read(() -> bucket.get(key, offset, length)));
    }
}
