package io.tempo.benchmarks;

import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.search.SearchExecutor;
import io.tempo.core.search.SearchRequest;
import io.tempo.core.search.SearchStats;
import io.tempo.core.search.TopTraces;
import io.tempo.core.traceql.TraceQl;

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

/**
 * Searches that must look at everything, over a block of about a hundred thousand spans, one
 * thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx2g", "-XX:+UseParallelGC", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SearchBenchmark {

    @Param({
        "{ status = error }",
        "{ resource.service.name = \"nothing\" }",
        "{ name =~ \".*a.*\" }",
        "{ duration > 100ms && status = error }",
        "{ .http.response.status_code >= 500 }",
        "{ status = error } >> { kind = client }",
        "{ } | by(resource.service.name) | count() > 3",
        "{ } | avg(duration) > 50ms"
    })
    private String query;

    private BlockReader reader;
    private SearchExecutor search;

    @Setup
    public void prepare() throws IOException, OtlpException {
        reader =
                LoadData.block(LoadData.columns(LoadData.requests(100)), BlockVersion.VPARQUET5)
                        .open();
        search = SearchExecutor.of(TraceQl.parseAndValidate(query));
        System.out.println("traces found: " + search());
    }

    /** Finds all matching traces. */
    @Benchmark
    public int search() {
        TopTraces top = new TopTraces(20);
        SearchStats stats = new SearchStats();
        for (int group = 0; group < reader.rowGroupCount(); group++) {
            search.evaluate(reader.table(group), SearchRequest.EVERYTHING, top, stats);
        }
        return top.size();
    }
}
