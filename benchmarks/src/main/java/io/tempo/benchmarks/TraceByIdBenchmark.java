package io.tempo.benchmarks;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.TraceId;
import io.tempo.core.storage.BlockStore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Looks for random traces in all blocks of a directory, which {@link StoredBlocks} makes, as a
 * querier does: the bloom filter of every block first, then the blocks that may have it.
 *
 * <p>{@code java -cp benchmarks.jar io.tempo.benchmarks.TraceByIdBenchmark DIRECTORY [TRACES]}
 */
final class TraceByIdBenchmark {

    private TraceByIdBenchmark() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("expected one or two arguments: DIRECTORY [TRACES]");
            System.exit(2);
        }
        int traces = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        ReadCount reads = new ReadCount();
        try (BlockStore store = StoredBlocks.open(Path.of(args[0]), reads)) {
            List<BlockMeta> metas = StoredBlocks.metas(store);
            List<TraceId> ids = ids(store, metas, 3 * traces);
            System.out.printf("%d blocks%n", metas.size());
            print("cold", look(store, metas, ids.subList(0, traces), reads));
            print("warming", look(store, metas, ids.subList(traces, 2 * traces), reads));
            print("warm", look(store, metas, ids.subList(2 * traces, 3 * traces), reads));
            print("the same again", look(store, metas, ids.subList(2 * traces, 3 * traces), reads));
        }
    }

    /** What looking for some traces took, per trace. */
    private record Cost(long[] nanos, double blocksOpened, double reads, double bytes) {}

    private static List<TraceId> ids(BlockStore store, List<BlockMeta> metas, int count)
            throws IOException {
        Random random = new Random(42);
        List<TraceId> ids = new ArrayList<>(count);
        while (ids.size() < count) {
            BlockMeta meta = metas.get(random.nextInt(metas.size()));
            TraceTable table = store.open(meta).table(0);
            ids.add(table.traceId(random.nextInt(table.traceCount())));
        }
        return ids;
    }

    private static Cost look(
            BlockStore store, List<BlockMeta> metas, List<TraceId> ids, ReadCount reads)
            throws IOException {
        long[] nanos = new long[ids.size()];
        long opened = 0;
        long readsBefore = reads.reads();
        long bytesBefore = reads.bytes();
        for (int i = 0; i < nanos.length; i++) {
            TraceId id = ids.get(i);
            long began = System.nanoTime();
            int spans = 0;
            for (BlockMeta meta : metas) {
                if (store.mayContain(meta, id)) {
                    opened++;
                    SpanColumns found = store.open(meta).findTrace(id);
                    spans += found == null ? 0 : found.spanCount;
                }
            }
            nanos[i] = System.nanoTime() - began;
            if (spans == 0) {
                throw new IllegalStateException("trace " + id + " is in no block");
            }
        }
        double n = nanos.length;
        return new Cost(
                nanos,
                opened / n,
                (reads.reads() - readsBefore) / n,
                (reads.bytes() - bytesBefore) / n);
    }

    private static void print(String when, Cost cost) {
        long[] sorted = cost.nanos().clone();
        Arrays.sort(sorted);
        System.out.printf(
                "%-15s mean %.2f ms, median %.2f, p99 %.2f; %.2f blocks opened, %.1f reads of"
                        + " %.1f kB a trace%n",
                when,
                Arrays.stream(sorted).average().orElse(0) / 1e6,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                cost.blocksOpened(),
                cost.reads(),
                cost.bytes() / 1e3);
    }
}
