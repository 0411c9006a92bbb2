package io.tempo.core.server;

import com.github.luben.zstd.ZstdInputStream;

import io.airlift.compress.v3.snappy.SnappyFramedInputStream;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.grpc.Status;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Undoes the compression of a request body, bounded: what comes out is counted as it comes, so a
 * small body that would unpack into a huge one is refused at the limit, with nothing more than the
 * limit held.
 */
public final class BodyDecoder {

    private static final byte[] SNAPPY_STREAM = {(byte) 0xFF, 6, 0, 0};

    /** Refuses zstd frames that want a window of more than 128 MiB. */
    private static final int ZSTD_MAX_WINDOW_LOG = 27;

    private BodyDecoder() {}

    /** Whether {@link #decode} knows an encoding. */
    public static boolean supports(String encoding) {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "", "identity", "gzip", "zstd", "zlib", "deflate", "snappy", "x-snappy-framed" ->
                    true;
            default -> false;
        };
    }

    /**
     * Replaces the body's content by what it unpacks to.
     *
     * @throws RequestException INVALID_ARGUMENT if it is not what the encoding says;
     *     RESOURCE_EXHAUSTED if it unpacks to more than {@code maxLength} bytes
     */
    public static void decode(RequestBody body, String encoding, int maxLength)
            throws RequestException {
        String name = encoding.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("identity") || body.length() == 0) {
            return;
        }
        try {
            if (name.equals("snappy") && !isSnappyStream(body)) {
                decodeSnappyBlock(body, maxLength);
                return;
            }
            try (InputStream in =
                    open(name, new ByteArrayInputStream(body.bytes(), 0, body.length()))) {
                readAll(body, in, maxLength);
            }
        } catch (IOException | RuntimeException e) {
            throw new RequestException(
                    Status.Code.INVALID_ARGUMENT,
                    "the request body is not valid " + name + ": " + e.getMessage());
        }
    }

    private static InputStream open(String encoding, InputStream in)
            throws IOException, RequestException {
        return switch (encoding) {
            case "gzip" -> new GZIPInputStream(in, 8192);
            case "zstd" -> new ZstdInputStream(in).setLongMax(ZSTD_MAX_WINDOW_LOG);
            case "zlib", "deflate" -> new InflaterInputStream(in);
            case "snappy", "x-snappy-framed" ->
                    new SnappyFramedInputStream(new SnappyJavaDecompressor(), in);
            default ->
                    throw new RequestException(
                            Status.Code.INVALID_ARGUMENT,
                            "unsupported Content-Encoding: " + encoding);
        };
    }

    private static void readAll(RequestBody body, InputStream in, int maxLength)
            throws IOException, RequestException {
        byte[] out = new byte[(int) Math.min(maxLength, Math.max(1024L, body.length() * 4L))];
        body.acquire(out.length);
        int length = 0;
        while (true) {
            if (length == out.length) {
                if (length == maxLength) {
                    if (in.read() < 0) {
                        break;
                    }
                    throw tooLarge(maxLength);
                }
                int grown = (int) Math.min(maxLength, length * 2L);
                body.acquire(grown - length);
                out = Arrays.copyOf(out, grown);
            }
            int n = in.read(out, length, out.length - length);
            if (n < 0) {
                break;
            }
            length += n;
        }
        body.replace(out, length);
    }

    private static boolean isSnappyStream(RequestBody body) {
        return body.length() >= 4 && Arrays.equals(body.bytes(), 0, 4, SNAPPY_STREAM, 0, 4);
    }

    private static void decodeSnappyBlock(RequestBody body, int maxLength) throws RequestException {
        SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
        int length = snappy.getUncompressedLength(body.bytes(), 0);
        if (length > maxLength || length < 0) {
            throw tooLarge(maxLength);
        }
        byte[] out = new byte[length];
        body.acquire(length);
        snappy.decompress(body.bytes(), 0, body.length(), out, 0, length);
        body.replace(out, length);
    }

    private static RequestException tooLarge(int maxLength) {
        return RequestException.tooLarge(
                "the request body unpacks to more than the limit of " + maxLength + " bytes");
    }
}
