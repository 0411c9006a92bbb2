package io.tempo.livestore.wal;

import io.tempo.core.model.BigEndian;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Reads the records of one file of the log, however damaged it is: what is wrong is left out and
 * told in {@link #damages}. Not thread-safe.
 */
public final class WalReader implements AutoCloseable {

    private static final int SEARCH_BYTES = 1 << 16;

    private final Path path;
    private final RandomAccessFile file;
    private final long size;
    private final long marker;
    private final Instant created;
    private final List<WalDamage> damages = new ArrayList<>();
    private long position;

    private record Head(byte type, int detailsLength, int bodyLength, int bodyCrc) {
        long bytes() {
            return (long) WalFormat.RECORD_HEAD_BYTES + detailsLength + bodyLength;
        }
    }

    /** Opens a file, whose name says what it is. */
    public WalReader(Path path, WalFileName name) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.size = file.length();
        this.marker = WalFormat.marker(name.blockId());
        int headerBytes = WalFormat.headerBytes(name.tenant());
        Instant stated = null;
        if (size >= headerBytes) {
            stated = WalFormat.created(read(0, headerBytes), name.blockId(), name.tenant());
        }
        if (stated != null) {
            created = stated;
            position = headerBytes;
        } else {
            created = Files.getLastModifiedTime(path).toInstant();
            skipDamage(0, "no header of this block's log");
        }
    }

    /** When the file was created, or at least last written to. */
    public Instant created() {
        return created;
    }

    /** What could not be read so far. */
    public List<WalDamage> damages() {
        return List.copyOf(damages);
    }

    /**
     * The next record; null at the end of the file.
     *
     * @param wanted which types' bodies are read and checked
     * @throws IOException if the file cannot be read, which is not the same as damaged
     */
    public WalRecord next(IntPredicate wanted) throws IOException {
        while (position < size) {
            long at = position;
            Head head = head(at);
            if (head == null) {
                skipDamage(at, "no record begins here");
                continue;
            }
            if (at + head.bytes() > size) {
                skipDamage(at, "the record ends after the file does");
                continue;
            }
            long bodyAt = at + WalFormat.RECORD_HEAD_BYTES + head.detailsLength;
            byte[] details = read(at + WalFormat.RECORD_HEAD_BYTES, head.detailsLength);
            byte[] body = null;
            if (wanted.test(head.type)) {
                body = read(bodyAt, head.bodyLength);
                if (WalFormat.crc(body, 0, body.length) != head.bodyCrc) {
                    skipBody(at, at + head.bytes());
                    continue;
                }
            }
            position = at + head.bytes();
            return new WalRecord(head.type, details, body, at);
        }
        return null;
    }

    /** The head of a record, if a whole and right one is there. */
    private Head head(long at) throws IOException {
        if (size - at < WalFormat.RECORD_HEAD_BYTES) {
            return null;
        }
        byte[] bytes = read(at, WalFormat.RECORD_HEAD_BYTES);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getLong() != marker) {
            return null;
        }
        byte type = in.get();
        in.position(12);
        int detailsLength = in.getInt();
        int bodyLength = in.getInt();
        int bodyCrc = in.getInt();
        int headCrc = in.getInt();
        if (detailsLength < 0
                || bodyLength < 0
                || detailsLength > WalFormat.MAX_DETAILS_BYTES
                || detailsLength > size - at - WalFormat.RECORD_HEAD_BYTES) {
            return null;
        }
        byte[] details = read(at + WalFormat.RECORD_HEAD_BYTES, detailsLength);
        return WalFormat.headCrc(bytes, details) == headCrc
                ? new Head(type, detailsLength, bodyLength, bodyCrc)
                : null;
    }

    /** The body is damaged. Its length was checked, but bytes may be missing from the file. */
    private void skipBody(long from, long statedEnd) throws IOException {
        String what = "the body of the record does not have its checksum";
        if (statedEnd == size || head(statedEnd) != null) {
            damage(from, statedEnd, what);
            position = statedEnd;
        } else {
            skipDamage(from, what);
        }
    }

    /** Goes to the next place after {@code from} where a record begins, or to the end. */
    private void skipDamage(long from, String what) throws IOException {
        long to = nextHead(from + 1);
        damage(from, to, what);
        position = to;
    }

    private void damage(long from, long to, String what) {
        damages.add(new WalDamage(path, from, to - from, to == size, what));
    }

    private long nextHead(long from) throws IOException {
        byte first = (byte) (marker >>> 56);
        for (long at = from; at <= size - WalFormat.RECORD_HEAD_BYTES; ) {
            byte[] window = read(at, (int) Math.min(SEARCH_BYTES, size - at));
            int last = window.length - 8;
            for (int i = 0; i <= last; i++) {
                if (window[i] == first
                        && BigEndian.getLong(window, i) == marker
                        && head(at + i) != null) {
                    return at + i;
                }
            }
            at += last + 1;
        }
        return size;
    }

    private byte[] read(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(at);
        file.readFully(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
