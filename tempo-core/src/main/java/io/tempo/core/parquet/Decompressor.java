package io.tempo.core.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;

import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;

import org.apache.parquet.format.CompressionCodec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.GZIPInputStream;

/** Decompresses pages. Thread-safe; keeps a few contexts of zstd for all threads. */
final class Decompressor {

    private static final ArrayBlockingQueue<ZstdDecompressCtx> ZSTD = new ArrayBlockingQueue<>(16);

    private Decompressor() {}

    /** Whether {@link #decompress} knows the codec. */
    static boolean supports(CompressionCodec codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW -> true;
            case LZO, BROTLI, LZ4 -> false;
        };
    }

    /**
     * Decompresses into the first {@code size} bytes of {@code to}.
     *
     * @throws MalformedException if the bytes are damaged, or decompress to another size
     */
    static void decompress(
            CompressionCodec codec, byte[] from, int offset, int length, byte[] to, int size)
            throws MalformedException {
        int written;
        try {
            written =
                    switch (codec) {
                        case UNCOMPRESSED -> copy(from, offset, length, to, size);
                        case SNAPPY -> snappy(from, offset, length, to, size);
                        case ZSTD -> zstd(from, offset, length, to, size);
                        case GZIP -> gzip(from, offset, length, to, size);
                        case LZ4_RAW ->
                                new Lz4JavaDecompressor()
                                        .decompress(from, offset, length, to, 0, size);
                        case LZO, BROTLI, LZ4 ->
                                throw new MalformedException(
                                        "compressed with " + codec + ", which is not supported");
                    };
        } catch (IOException | RuntimeException e) {
            // each library has its own exceptions, and none for every kind of damage
            throw new MalformedException("cannot decompress " + codec + ": " + e.getMessage(), e);
        }
        if (written != size) {
            throw new MalformedException(
                    "%s decompresses to %d bytes, expected %d".formatted(codec, written, size));
        }
    }

    private static int copy(byte[] from, int offset, int length, byte[] to, int size) {
        if (length == size) {
            System.arraycopy(from, offset, to, 0, length);
        }
        return length;
    }

    private static int snappy(byte[] from, int offset, int length, byte[] to, int size)
            throws MalformedException {
        SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
        if (length == 0) {
            return 0;
        }
        int declared = snappy.getUncompressedLength(from, offset);
        if (declared != size) {
            return declared;
        }
        return snappy.decompress(from, offset, length, to, 0, size);
    }

    private static int zstd(byte[] from, int offset, int length, byte[] to, int size) {
        if (length == 0) {
            return 0;
        }
        ZstdDecompressCtx pooled = ZSTD.poll();
        ZstdDecompressCtx context = pooled == null ? new ZstdDecompressCtx() : pooled;
        try {
            return context.decompressByteArray(to, 0, size, from, offset, length);
        } finally {
            if (!ZSTD.offer(context)) {
                context.close();
            }
        }
    }

    private static int gzip(byte[] from, int offset, int length, byte[] to, int size)
            throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(from, offset, length))) {
            int read = in.readNBytes(to, 0, size);
            return read == size && in.read() >= 0 ? size + 1 : read;
        }
    }
}
