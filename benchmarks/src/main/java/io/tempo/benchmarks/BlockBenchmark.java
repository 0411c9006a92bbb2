package io.tempo.benchmarks;

import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.OtlpException;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A block of about a hundred thousand spans: written from columns, read back, asked for traces. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx2g", "-XX:+UseParallelGC", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class BlockBenchmark {

    @Param({"VPARQUET5", "VPARQUET4"})
    private BlockVersion version;

    private SpanColumns columns;
    private LoadData.Block block;
    private BlockReader reader;
    private int nextTrace;

    @Setup
    public void prepare() throws IOException, OtlpException {
        columns = LoadData.columns(LoadData.requests(100));
        block = LoadData.block(columns, version);
        reader = block.open();
        int spans = 0;
        for (int group = 0; group < reader.rowGroupCount(); group++) {
            spans += reader.readRows(group, 0, reader.rows(group)).spanCount;
        }
        if (spans != columns.spanCount) {
            throw new IllegalStateException(
                    columns.spanCount + " spans written, " + spans + " read");
        }
        System.out.printf("spans: %d, bytes a span: %.1f%n", spans, (double) block.size() / spans);
    }

    @Benchmark
    public LoadData.Block write() throws IOException {
        return LoadData.block(columns, version);
    }

    @Benchmark
    public int readAll() throws IOException {
        int spans = 0;
        for (int group = 0; group < reader.rowGroupCount(); group++) {
            spans += reader.readRows(group, 0, reader.rows(group)).spanCount;
        }
        return spans;
    }

    @Benchmark
    public SpanColumns findTrace() throws IOException {
        nextTrace = (nextTrace + 7919) % columns.traceCount;
        return reader.findTrace(columns.traceId(nextTrace));
    }

    @Benchmark
    public SpanColumns findAbsentTrace() throws IOException {
        return reader.findTrace(new TraceId(nextTrace++, 42));
    }
}
