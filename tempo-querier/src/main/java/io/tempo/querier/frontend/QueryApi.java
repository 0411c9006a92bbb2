package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.encoding.EncodingService;
import com.linecorp.armeria.server.grpc.GrpcService;

import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.model.TenantId;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The public query API over HTTP. */
public final class QueryApi implements AutoCloseable {

    private static final int MIN_BYTES_TO_COMPRESS = 1024;

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory());
    private final ApiHandler handler;
    private final TraceApi traces;
    private final SearchApi search;
    private final TagApi tags;
    private final MetricsApi metrics;
    private final ExplainApi explain;
    private final TraceDiffApi differences;
    private final Optional<McpApi> mcp;
    private final StreamingApi streaming;

    /**
     * An API.
     *
     * @param multitenancy whether queries must name their tenant
     * @param limits what a tenant's queries may do now
     */
    public QueryApi(
            QueryFrontend frontend,
            QueryFrontendConfig config,
            boolean multitenancy,
            Function<TenantId, QueryLimits> limits,
            Clock clock) {
        QueryTenants tenants = new QueryTenants(multitenancy, config.multiTenantQueriesEnabled());
        this.handler = new ApiHandler(threads, tenants, new UrlDenyList(config.urlDenyList()));
        this.traces = new TraceApi(frontend, config, t -> limits.apply(t).maxBytesPerTrace());
        this.search = new SearchApi(frontend, config, limits, clock);
        this.tags = new TagApi(frontend, config, limits, clock);
        this.metrics = new MetricsApi(frontend, config, limits, clock);
        this.explain = new ExplainApi(search, metrics, config);
        this.differences = new TraceDiffApi(traces, t -> limits.apply(t).maxBytesPerTrace());
        this.mcp =
                config.mcpServer().enabled()
                        ? Optional.of(
                                new McpApi(
                                        new McpTools(
                                                search, metrics, traces, differences, tags, clock)))
                        : Optional.empty();
        this.streaming =
                new StreamingApi(
                        threads,
                        tenants,
                        new MessageSplitter(config.maxGrpcStreamingPacketSize()),
                        search,
                        tags,
                        metrics);
    }

    /**
     * Adds the endpoints to a server.
     *
     * @param prefix what their paths begin with; may be ""
     */
    public void register(ServerBuilder server, String prefix) {
        String api = prefix + "/api";
        server.service(api + "/echo", (ctx, request) -> ApiHandler.text(HttpStatus.OK, "echo\n"));
        add(server, api + "/traces/{traceID}", traces::v1);
        add(server, api + "/v2/traces/diff", differences::diff);
        add(server, api + "/v2/traces/{traceID}", traces::v2);
        add(server, api + "/search", search::search);
        add(server, api + "/query/explain", explain::explain);
        add(server, api + "/metrics/query_range", metrics::range);
        add(server, api + "/metrics/query", metrics::instant);
        add(server, api + "/search/tags", tags::namesV1);
        add(server, api + "/v2/search/tags", tags::namesV2);
        add(server, "regex:^" + api + "/search/tag/(?<tagName>.+)/values$", tags::valuesV1);
        add(server, "regex:^" + api + "/v2/search/tag/(?<tagName>.+)/values$", tags::valuesV2);
        // Not compressed: a stream's events must not wait for each other.
        mcp.ifPresent(m -> server.service(api + "/mcp", handler.service(m::serve)));
    }

    /** Adds the streaming gRPC service to a server. */
    public void registerStreams(ServerBuilder server) {
        server.service(GrpcService.builder().addService(streaming).build());
    }

    private void add(ServerBuilder server, String path, ApiHandler.Endpoint endpoint) {
        HttpService service = handler.service(endpoint);
        server.service(
                path,
                service.decorate(
                        EncodingService.builder()
                                // Its default leaves out protobuf, and JSON without a charset.
                                .encodableContentTypes(type -> true)
                                .minBytesToForceChunkedEncoding(MIN_BYTES_TO_COMPRESS)
                                .newDecorator()));
    }

    @Override
    public void close() {
        mcp.ifPresent(McpApi::close);
        threads.shutdownNow();
    }
}
