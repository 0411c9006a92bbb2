package io.tempo.core.block;

import io.tempo.core.columns.NestedSets;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.columns.TraceSummaries;
import io.tempo.core.otlp.LoadShape;
import io.tempo.core.otlp.OtlpColumnAppender;
import io.tempo.core.otlp.OtlpScanner;

import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What it costs to make a block of the load generator's spans, and how large it gets: a program,
 * not a test. Arguments: spans in thousands (250), the version (vParquet5), a folder to leave the
 * block in.
 */
final class BlockWriteCost {

    private static final int ROUNDS = 6;
    private static final long START = 1_767_225_600_000_000_000L;

    private BlockWriteCost() {}

    public static void main(String[] args) throws Exception {
        int requests = (args.length > 0 ? Integer.parseInt(args[0]) : 250) - 1;
        BlockVersion version = BlockVersion.ofFormat(args.length > 1 ? args[1] : "vParquet5");
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        OtlpColumnAppender appender = new OtlpColumnAppender(builder, 2048);
        LoadShape shape = new LoadShape(1);
        for (int i = 0; i <= requests; i++) {
            appender.appendAll(OtlpScanner.scan(shape.request(i, START + i * 10_000_000L)));
        }
        SpanColumns columns = builder.columns();
        BlockSpec spec = BlockSpec.of(new UUID(1, 2), "single-tenant", version);
        for (int round = 0; round < ROUNDS; round++) {
            long t0 = cpuNanos();
            TraceLayout layout = TraceLayout.of(columns);
            long t1 = cpuNanos();
            NestedSets.of(columns, layout);
            long t2 = cpuNanos();
            TraceSummaries.of(columns, layout);
            long t3 = cpuNanos();
            BlockMeta meta =
                    BlockWriter.write(columns, layout, spec, n -> OutputStream.nullOutputStream());
            long t4 = cpuNanos();
            int n = columns.spanCount;
            System.out.printf(
                    "%d spans: layout %d, nested sets %d, summaries %d, block (with both) %d"
                            + " ns/span; %.1f bytes/span, %d row groups%n",
                    n,
                    (t1 - t0) / n,
                    (t2 - t1) / n,
                    (t3 - t2) / n,
                    (t4 - t3) / n,
                    (double) meta.size() / n,
                    meta.totalRecords());
        }
        if (args.length > 2) {
            Path folder = Files.createDirectories(Path.of(args[2]));
            BlockWriter.write(columns, spec, name -> Files.newOutputStream(folder.resolve(name)));
        }
    }

    /** Of this thread: compiler and collector threads are not counted. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
