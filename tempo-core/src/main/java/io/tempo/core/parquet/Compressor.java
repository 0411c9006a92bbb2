package io.tempo.core.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

import io.airlift.compress.v3.snappy.SnappyJavaCompressor;

/** Compresses pages. Keeps its tables between pages; not thread-safe. */
final class Compressor implements AutoCloseable {

    /** The level that costs about as much as snappy and packs far better. */
    private static final int ZSTD_LEVEL = 1;

    private SnappyJavaCompressor snappy;
    private ZstdCompressCtx zstd;

    /** Appends the compressed bytes, or with {@link Codec#NONE} the bytes themselves. */
    void compress(Codec codec, byte[] from, int offset, int length, ByteSink out) {
        switch (codec) {
            case NONE -> out.write(from, offset, length);
            case SNAPPY -> {
                if (snappy == null) {
                    snappy = new SnappyJavaCompressor();
                }
                int most = snappy.maxCompressedLength(length);
                out.reserve(most);
                out.size += snappy.compress(from, offset, length, out.bytes, out.size, most);
            }
            case ZSTD -> {
                if (zstd == null) {
                    zstd = new ZstdCompressCtx().setLevel(ZSTD_LEVEL);
                }
                int most = Math.toIntExact(Zstd.compressBound(length));
                out.reserve(most);
                out.size += zstd.compressByteArray(out.bytes, out.size, most, from, offset, length);
            }
        }
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
            zstd = null;
        }
    }
}
