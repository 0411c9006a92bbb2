package io.tempo.benchmarks;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** From the wire to columns: a hundred requests of about a thousand spans an operation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx2g", "-XX:+UseParallelGC", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class IngestBenchmark {

    private byte[][] requests;
    private int spans;

    @Setup
    public void prepare() throws OtlpException {
        requests = LoadData.requests(100);
        spans = scan();
        SpanColumns columns = LoadData.columns(requests);
        if (columns.spanCount != spans) {
            throw new IllegalStateException(
                    spans + " spans scanned, " + columns.spanCount + " in columns");
        }
        System.out.println("spans per operation: " + spans);
    }

    /** Checks the requests and finds their spans. */
    @Benchmark
    public int scan() throws OtlpException {
        int count = 0;
        for (byte[] request : requests) {
            count += OtlpScanner.scan(request).spanCount();
        }
        return count;
    }

    /** Scans, and appends all spans to columns. */
    @Benchmark
    public SpanColumns columns() throws OtlpException {
        return LoadData.columns(requests);
    }
}
