package io.tempo.benchmarks;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockSpec;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.BlockWriter;
import io.tempo.core.model.TenantId;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.storage.LocalObjectStore;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A directory of blocks of the load generator's spans, as the live store cuts them: each has the
 * requests of a stretch of time, so that blocks share all their ids' range and none of their time.
 *
 * <p>{@code java -cp benchmarks.jar io.tempo.benchmarks.StoredBlocks DIRECTORY BLOCKS SPANS} makes
 * one, of {@code BLOCKS} blocks with about {@code SPANS} spans each.
 */
final class StoredBlocks {

    static final TenantId TENANT = new TenantId("single-tenant");

    private static final int SPANS_PER_REQUEST = 1000;

    private StoredBlocks() {}

    public static void main(String[] args) throws IOException, OtlpException {
        if (args.length != 3) {
            System.err.println("expected three arguments: DIRECTORY BLOCKS SPANS_PER_BLOCK");
            System.exit(2);
        }
        Path directory = Path.of(args[0]);
        int blocks = Integer.parseInt(args[1]);
        int requests = Math.max(1, Integer.parseInt(args[2]) / SPANS_PER_REQUEST);
        long bytes = 0;
        for (int block = 0; block < blocks; block++) {
            bytes += write(directory, block, requests).size();
        }
        System.out.printf(
                "%d blocks of about %d spans, %.1f MB of data in %s%n",
                blocks, requests * SPANS_PER_REQUEST, bytes / 1e6, directory);
    }

    private static BlockMeta write(Path directory, int block, int requests)
            throws IOException, OtlpException {
        UUID id = new UUID(0x4000L, 0x8000_0000_0000_0000L | block);
        Path folder = directory.resolve(TENANT.value()).resolve(id.toString());
        Files.createDirectories(folder);
        return BlockWriter.write(
                LoadData.columns(LoadData.requests(block * requests, requests)),
                BlockSpec.of(id, TENANT.value(), BlockVersion.VPARQUET5),
                name ->
                        new BufferedOutputStream(
                                Files.newOutputStream(folder.resolve(name)), 1 << 16));
    }

    /**
     * Opens a directory of blocks with the shares of the heap that a server gives to its caches.
     */
    static BlockStore open(Path directory, ReadCount reads) throws IOException {
        long heap = Runtime.getRuntime().maxMemory();
        return new BlockStore(
                reads.counting(new LocalObjectStore(directory)),
                heap / 32,
                heap / 32,
                new ColumnCache(heap / 8));
    }

    /** The metas of all blocks. */
    static List<BlockMeta> metas(BlockStore store) throws IOException {
        List<BlockMeta> metas = new ArrayList<>();
        for (UUID block : store.list(TENANT).live()) {
            metas.add(store.meta(TENANT, block));
        }
        return metas;
    }
}
