package io.tempo.core.block;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.LoadShape;
import io.tempo.core.otlp.OtlpColumnAppender;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.testing.MemoryBlock;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.UUID;

/** Measures, by hand, what reading of a block costs; not a test. */
public final class BlockReadCost {

    private static final int REQUESTS = 130;

    private BlockReadCost() {}

    /** One step that is measured. */
    private interface Step {
        long run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        LoadShape shape = new LoadShape(42);
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        OtlpColumnAppender appender = new OtlpColumnAppender(builder, 2048);
        for (int i = 0; i < REQUESTS; i++) {
            byte[] request = shape.request(i, 1_767_225_600_000_000_000L + i * 10_000_000L);
            appender.appendAll(OtlpScanner.scan(request));
        }
        SpanColumns columns = builder.columns();
        MemoryBlock block = new MemoryBlock();
        BlockSpec spec = BlockSpec.of(new UUID(1, 2), "t", BlockVersion.VPARQUET5);
        BlockMeta meta = BlockWriter.write(columns, spec, block);
        System.out.printf(
                "%d spans, %d traces, %d bytes, %d row groups, footer %d%n",
                columns.spanCount,
                columns.traceCount,
                meta.size(),
                meta.totalRecords(),
                meta.footerSize());
        BlockReader reader = BlockReader.open(meta, block);
        if (args.length > 0) {
            loop(args[0], reader, columns);
            return;
        }
        for (int round = 0; round < 4; round++) {
            System.out.println("round " + round);
            measure("open", 20, () -> BlockReader.open(meta, block).rowGroupCount());
            int before = block.reads();
            measure("find trace", 1000, find(reader, columns));
            System.out.println("  reads a trace: " + (block.reads() - before) / 1000.0);
            measure("read back all", 1, () -> reader.readRows(0, 0, reader.rows(0)).spanCount);
            measure("structure", 5, () -> reader.table(0).spanCount());
            measure("SPAN_START", 5, () -> reader.table(0).numbers(NumberField.SPAN_START)[0]);
            measure("SPAN_NAME", 5, () -> reader.table(0).strings(StringField.SPAN_NAME).ids()[0]);
            TraceTable keys = reader.table(0);
            for (AttributeScope scope : AttributeScope.values()) {
                for (String key : keys.attributeKeys(scope)) {
                    measure(
                            scope + " " + key,
                            3,
                            () -> {
                                AttributeColumn c = reader.table(0).attribute(scope, key);
                                return c.strings().size();
                            });
                }
            }
            measure(
                    "all span attributes, one table",
                    2,
                    () -> {
                        TraceTable table = reader.table(0);
                        long sum = 0;
                        for (String key : table.attributeKeys(AttributeScope.SPAN)) {
                            sum += table.attribute(AttributeScope.SPAN, key).types().length;
                        }
                        return sum;
                    });
            measure(
                    "may contain, generic",
                    3,
                    () ->
                            reader.table(0)
                                            .mayContain(
                                                    AttributeScope.SPAN, "request.id", new byte[32])
                                    ? 1
                                    : 0);
        }
    }

    private static void loop(String what, BlockReader reader, SpanColumns columns)
            throws Exception {
        Step step =
                what.equals("find")
                        ? find(reader, columns)
                        : () -> reader.table(0).attribute(AttributeScope.SPAN, what).types().length;
        long end = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < end) {
            step.run();
        }
    }

    private static Step find(BlockReader reader, SpanColumns columns) {
        SplittableRandom random = new SplittableRandom(1);
        return () -> {
            TraceId id = columns.traceId(random.nextInt(columns.traceCount));
            return reader.findTrace(id).spanCount;
        };
    }

    private static void measure(String what, int times, Step step) throws Exception {
        long sum = 0;
        long before = cpuNanos();
        for (int i = 0; i < times; i++) {
            sum += step.run();
        }
        long nanos = (cpuNanos() - before) / times;
        System.out.printf("  %-40s %10.3f ms (%d)%n", what, nanos / 1e6, sum);
    }

    /** Of this thread: compiler and collector threads are not counted. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
