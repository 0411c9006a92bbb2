package io.tempo.core.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads ranges of a file, and keeps those that were read ahead until their chunk has been decoded.
 * Thread-safe.
 */
final class Fetcher {

    /** Ranges this near to each other are read in one: cheaper than another request or seek. */
    private static final int MAX_GAP = 1 << 16;

    /** Ranges are not joined beyond this. */
    private static final int MAX_JOINED = 1 << 25;

    /** A range that belongs to a chunk. */
    record Range(ChunkMeta chunk, long offset, int length) {
        long end() {
            return offset + length;
        }
    }

    /** Bytes of the file from {@code offset} on: {@code bytes[from .. from + length)}. */
    record Slice(long offset, byte[] bytes, int from, int length) {

        boolean contains(long start, long size) {
            return start >= offset && start + size <= offset + length;
        }

        /** A source over {@code [start, start + size)} of the file. */
        ByteSource source(long start, int size) {
            int at = from + (int) (start - offset);
            return new ByteSource(bytes, at, at + size);
        }

        /** Where in the file the next byte of a source over this is. */
        long offset(ByteSource in) {
            return offset + (in.at - from);
        }
    }

    private final RangeReader reader;
    private final LongAdder bytesRead = new LongAdder();
    private final ConcurrentHashMap<ChunkMeta, List<Slice>> ahead = new ConcurrentHashMap<>();

    Fetcher(RangeReader reader) {
        this.reader = reader;
    }

    RangeReader reader() {
        return reader;
    }

    long bytesRead() {
        return bytesRead.sum();
    }

    /** Counts bytes that were read otherwise. */
    void count(long bytes) {
        bytesRead.add(bytes);
    }

    /** Reads a range, or finds it among what was read ahead. */
    Slice fetch(ChunkMeta chunk, long offset, long length) throws IOException {
        List<Slice> slices = ahead.get(chunk);
        if (slices != null) {
            for (Slice slice : slices) {
                if (slice.contains(offset, length)) {
                    return slice;
                }
            }
        }
        if (length > Integer.MAX_VALUE - 16) {
            throw chunk.damaged("%d bytes are too many to read at once".formatted(length));
        }
        return read(offset, (int) length);
    }

    private Slice read(long offset, int length) throws IOException {
        ByteBuffer bytes = reader.read(offset, length);
        bytesRead.add(length);
        return new Slice(offset, bytes.array(), bytes.arrayOffset() + bytes.position(), length);
    }

    /** Forgets what was read ahead for a chunk. */
    void release(ChunkMeta chunk) {
        ahead.remove(chunk);
    }

    /** Reads ranges ahead, neighbours together. */
    void readAhead(List<Range> wanted) throws IOException {
        List<Range> ranges = new ArrayList<>(wanted.size());
        for (Range range : wanted) {
            if (range.length() > 0 && !isAhead(range)) {
                ranges.add(range);
            }
        }
        ranges.sort(Comparator.comparingLong(Range::offset));
        int first = 0;
        while (first < ranges.size()) {
            long start = ranges.get(first).offset();
            long end = ranges.get(first).end();
            int next = first + 1;
            while (next < ranges.size()
                    && ranges.get(next).offset() - end <= MAX_GAP
                    && ranges.get(next).end() - start <= MAX_JOINED) {
                end = Math.max(end, ranges.get(next).end());
                next++;
            }
            Slice joined = read(start, (int) (end - start));
            for (Range range : ranges.subList(first, next)) {
                int from = joined.from() + (int) (range.offset() - start);
                Slice slice = new Slice(range.offset(), joined.bytes(), from, range.length());
                ahead.merge(range.chunk(), List.of(slice), Fetcher::concatenated);
            }
            first = next;
        }
    }

    private boolean isAhead(Range range) {
        return ahead.getOrDefault(range.chunk(), List.of()).stream()
                .anyMatch(slice -> slice.contains(range.offset(), range.length()));
    }

    private static List<Slice> concatenated(List<Slice> a, List<Slice> b) {
        List<Slice> both = new ArrayList<>(a);
        both.addAll(b);
        return both;
    }
}
