package io.tempo.benchmarks;

import com.sun.management.OperatingSystemMXBean;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockReader;
import io.tempo.core.storage.BlockStore;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks each question over all blocks of a directory, which {@link StoredBlocks} makes, on two
 * threads, and prints the best of some rounds. What it leaves out of a server is HTTP, the writing
 * of answers, and recent data.
 *
 * <p>{@code java -cp benchmarks.jar io.tempo.benchmarks.QueryBenchmark DIRECTORY [ROUNDS [PART]]}:
 * {@code PART} picks the queries that contain it.
 */
final class QueryBenchmark {

    private static final int THREADS = 2;

    private static final List<String> SEARCHES =
            List.of(
                    "{ span.doesnotexist = \"x\" }",
                    "{ name =~ \".*a.*b.*\" }",
                    "{ status = error && duration > 200ms }",
                    "{ .http.response.status_code = 500 }",
                    "{ resource.service.name = \"nothing-like-it\" }",
                    "{ status = error } >> { kind = client }",
                    "{ status = error } ~ { kind = server }",
                    "{ } | by(resource.service.name) | count() > 100",
                    "{ } | avg(duration) > 10s",
                    "{ event:name = \"exception\" && event.exception.type = \"nothing\" }",
                    "{ span.url.path =~ \"/zzz.*\" }",
                    "{ kind = server } | count() > 1000");

    private static final List<String> METRICS =
            List.of(
                    "{ } | rate() by (resource.service.name)",
                    "{ } | quantile_over_time(duration, .5, .9, .99) by (resource.service.name)",
                    "{ } | histogram_over_time(duration)",
                    "{ } | count_over_time() by (span.http.request.method,"
                            + " span.http.response.status_code)",
                    "{ } | avg_over_time(duration) by (name)",
                    "{ kind = server } | avg_over_time(span.http.request.body.size)"
                            + " by (resource.service.name)",
                    "{ span.db.system.name != nil } | max_over_time(duration)"
                            + " by (span.db.namespace)",
                    "{ } | compare({ status = error })");

    private final BlockStore store;
    private final ReadCount reads;
    private final List<Piece> pieces = new ArrayList<>();
    private final OperatingSystemMXBean process =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** A row group of a block. */
    private record Piece(BlockMeta meta, int rowGroup) {}

    /** What asking a question once cost. */
    private record Cost(int found, long wallNanos, long cpuNanos, long readBytes) {}

    private QueryBenchmark(BlockStore store, ReadCount reads) throws IOException {
        this.store = store;
        this.reads = reads;
        for (BlockMeta meta : StoredBlocks.metas(store)) {
            for (int group = 0; group < store.open(meta).rowGroupCount(); group++) {
                pieces.add(new Piece(meta, group));
            }
        }
    }

    public static void main(String[] args)
            throws IOException, InterruptedException, ExecutionException {
        if (args.length < 1 || args.length > 3) {
            System.err.println("expected one to three arguments: DIRECTORY [ROUNDS [PART]]");
            System.exit(2);
        }
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        String part = args.length > 2 ? args[2] : "";
        ReadCount reads = new ReadCount();
        try (BlockStore store = StoredBlocks.open(Path.of(args[0]), reads);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            QueryBenchmark benchmark = new QueryBenchmark(store, reads);
            List<Question> searches =
                    SEARCHES.stream()
                            .filter(q -> q.contains(part))
                            .<Question>map(Question.Search::of)
                            .toList();
            List<Question> metrics =
                    METRICS.stream()
                            .filter(q -> q.contains(part))
                            .<Question>map(benchmark::metrics)
                            .toList();
            benchmark.run(searches, rounds, threads);
            benchmark.run(metrics, rounds, threads);
            printPeakMemory();
        }
    }

    /** A metrics query over all the time that the blocks span. */
    private Question metrics(String query) {
        Instant start = Instant.MAX;
        Instant end = Instant.MIN;
        for (Piece piece : pieces) {
            start = piece.meta().startTime().isBefore(start) ? piece.meta().startTime() : start;
            end = piece.meta().endTime().isAfter(end) ? piece.meta().endTime() : end;
        }
        return Question.Metrics.of(
                query,
                TimeUnit.SECONDS.toNanos(start.getEpochSecond()),
                TimeUnit.SECONDS.toNanos(end.getEpochSecond() + 1));
    }

    /** Linux only. */
    private static void printPeakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .forEach(System.out::println);
        }
    }

    private void run(List<Question> questions, int rounds, ExecutorService threads)
            throws IOException, InterruptedException, ExecutionException {
        long spans = 0;
        for (Piece piece : pieces) {
            spans += store.open(piece.meta()).table(piece.rowGroup()).spanCount();
        }
        System.out.printf("%,d spans in %d row groups%n", spans, pieces.size());
        System.out.printf(
                "%9s %8s %8s %9s %14s  %s%n",
                "found", "wall ms", "CPU ms", "MB read", "spans/s/core", "query");
        Cost[] best = new Cost[questions.size()];
        for (int round = 0; round < rounds; round++) {
            for (int q = 0; q < best.length; q++) {
                Cost cost = cost(questions.get(q), threads);
                if (best[q] != null && best[q].found() != cost.found()) {
                    throw new IllegalStateException(
                            "%d, then %d answers to %s"
                                    .formatted(
                                            best[q].found(),
                                            cost.found(),
                                            questions.get(q).query()));
                }
                if (best[q] == null || cost.cpuNanos() < best[q].cpuNanos()) {
                    best[q] = cost;
                }
            }
        }
        long wall = 0;
        long cpu = 0;
        for (int q = 0; q < best.length; q++) {
            print(best[q], spans, questions.get(q).query());
            wall += best[q].wallNanos();
            cpu += best[q].cpuNanos();
        }
        print(new Cost(0, wall, cpu, 0), spans * best.length, "all");
    }

    private static void print(Cost cost, long spans, String query) {
        System.out.printf(
                "%9d %8.1f %8.1f %9.2f %,14.0f  %s%n",
                cost.found(),
                cost.wallNanos() / 1e6,
                cost.cpuNanos() / 1e6,
                cost.readBytes() / 1e6,
                spans * 1e9 / cost.cpuNanos(),
                query);
    }

    private Cost cost(Question question, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        long bytes = reads.bytes();
        long cpu = process.getProcessCpuTime();
        long wall = System.nanoTime();
        Question.Answer answer = question.ask();
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            running.add(
                    threads.submit(
                            () -> {
                                for (int p = next.getAndIncrement();
                                        p < pieces.size();
                                        p = next.getAndIncrement()) {
                                    Piece piece = pieces.get(p);
                                    BlockReader reader = store.open(piece.meta());
                                    answer.add(reader.table(piece.rowGroup()));
                                }
                                return null;
                            }));
        }
        for (Future<?> thread : running) {
            thread.get();
        }
        int found = answer.size();
        return new Cost(
                found,
                System.nanoTime() - wall,
                process.getProcessCpuTime() - cpu,
                reads.bytes() - bytes);
    }
}
