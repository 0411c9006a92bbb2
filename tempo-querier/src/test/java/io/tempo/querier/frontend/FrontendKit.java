package io.tempo.querier.frontend;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockSpec;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.BlockWriter;
import io.tempo.core.config.ConfigLoader;
import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.model.TenantId;
import io.tempo.core.model.TraceId;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.recent.RecentData;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.recent.RecentView;
import io.tempo.core.server.MemoryBudget;
import io.tempo.core.storage.BlockList;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.storage.MemoryObjectStore;
import io.tempo.core.testing.Golden;
import io.tempo.core.testing.GoldenSpans;
import io.tempo.core.testing.Traces;
import io.tempo.core.traceql.metrics.MetricsRequest;
import io.tempo.core.traceql.metrics.TimeAxis;
import io.tempo.querier.job.SearchTask;
import io.tempo.querier.job.SeriesTask;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** A query-frontend over the golden data set in ten stored blocks; queriers are up to the test. */
public final class FrontendKit {

    public static final int BLOCKS = 10;

    /** Traces of the data set. */
    public static final int TRACES = 320;

    /** Spans of the data set. */
    public static final int SPANS = 3129;

    private static final long START = Golden.WINDOW_START_SECONDS * 1_000_000_000L;
    private static final long END = Golden.WINDOW_END_SECONDS * 1_000_000_000L;

    public final MemoryObjectStore objects = new MemoryObjectStore();
    public final BlockStore store =
            new BlockStore(objects, 1 << 24, 1 << 24, new ColumnCache(1 << 24));
    public final BlockList blocks = new BlockList(Clock.systemUTC());
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final QueryFrontendConfig config;
    public final JobQueue queue;
    public final MemoryBudget answers;
    public final QueryFrontend frontend;

    public FrontendKit(String... yaml) throws IOException {
        this(1L << 30, yaml);
    }

    FrontendKit(long answerBytes, String... yaml) throws IOException {
        this.config =
                ConfigLoader.loadYaml("test.yaml", String.join("\n", yaml))
                        .config()
                        .queryFrontend();
        FrontendMetrics metrics = new FrontendMetrics(meters);
        this.queue = new JobQueue(config.maxOutstandingPerTenant(), metrics);
        this.answers = new MemoryBudget(answerBytes);
        writeBlocks();
        this.frontend =
                new QueryFrontend(
                        new NothingRecent(),
                        blocks,
                        queue,
                        config,
                        Duration.ofMinutes(10),
                        answers,
                        metrics,
                        Clock.systemUTC());
    }

    private void writeBlocks() throws IOException {
        List<byte[]> requests = GoldenSpans.requests();
        int each = requests.size() / BLOCKS;
        for (int b = 0; b < BLOCKS; b++) {
            byte[][] some = requests.subList(b * each, (b + 1) * each).toArray(byte[][]::new);
            UUID id = new UUID(1, b);
            BlockMeta meta =
                    BlockWriter.write(
                            Traces.columns(some),
                            BlockSpec.of(
                                    id, TenantId.SINGLE_TENANT.value(), BlockVersion.VPARQUET5),
                            name ->
                                    new ByteArrayOutputStream() {
                                        @Override
                                        public void close() throws IOException {
                                            objects.put(
                                                    BlockStore.key(
                                                            TenantId.SINGLE_TENANT, id, name),
                                                    toByteArray());
                                        }
                                    });
            blocks.add(TenantId.SINGLE_TENANT, meta);
        }
    }

    /** A query that somebody waits for until {@code gone}. */
    static QueryContext query(AtomicBoolean gone, Duration timeout) {
        return query("single-tenant", gone, timeout);
    }

    static QueryContext query(String tenant, AtomicBoolean gone, Duration timeout) {
        return new QueryContext(
                List.of(new TenantId(tenant)),
                QueryContext.Operation.SEARCH,
                "a test",
                gone::get,
                timeout,
                Explanation.NONE);
    }

    static QueryContext query() {
        return query(new AtomicBoolean(), Duration.ZERO);
    }

    /** A search over all the data. */
    public static SearchTask search(String query, int limit) {
        return new SearchTask(
                new SearchTask.Question.TraceQlQuery(query),
                new SearchTask.Limits(START, END, limit, 3, 1L << 40));
    }

    /** A metrics query over all the data, in one-minute intervals. */
    public static SeriesTask series(String query) {
        return new SeriesTask(
                query,
                new MetricsRequest(
                        TimeAxis.range(START, END, 60_000_000_000L), false, 10, 1L << 40));
    }

    /** Answers of a search, as somebody outside of the package can compare them. */
    public String searchText(String query, int limit) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        for (var trace :
                frontend.search(query(), search(query, limit), PartialAnswers.unwanted())
                        .traces()) {
            text.append("TraceMatch[").append(trace.durationNanos()).append(' ');
            text.append(ProtoJson.print(trace.toProto(true))).append("]\n");
        }
        return text.toString();
    }

    /** Answers of a metrics query, as somebody outside of the package can compare them. */
    public String seriesText(String query) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        var answer = frontend.metrics(query(), series(query), 0, PartialAnswers.unwanted());
        answer.series().forEach(s -> text.append(s.toTimeSeries(answer.axis())));
        return text.toString();
    }

    /** A trace by id, as somebody outside of the package can compare it. */
    public String traceText(String hex) throws InterruptedException {
        return frontend.findTrace(
                        query(),
                        new TraceQuery(
                                TraceId.fromHex(hex),
                                TraceQuery.Where.EVERYWHERE,
                                Long.MIN_VALUE,
                                Long.MAX_VALUE,
                                0))
                .trace()
                .toString();
    }

    private static final class NothingRecent implements RecentData {
        @Override
        public RecentView open(TenantId tenant) {
            return new RecentView() {
                @Override
                public Set<UUID> blockIds() {
                    return Set.of();
                }

                @Override
                public List<RecentPart> parts() {
                    return List.of();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Set<TenantId> tenants() {
            return Set.of();
        }
    }
}
