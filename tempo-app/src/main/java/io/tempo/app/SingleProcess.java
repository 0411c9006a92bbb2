package io.tempo.app;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.ServerBuilder;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tempo.core.config.Config;
import io.tempo.core.config.LoadedConfig;
import io.tempo.core.config.ReceiversConfig;
import io.tempo.core.config.StorageConfig;
import io.tempo.core.overrides.Overrides;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.server.AdminRoutes;
import io.tempo.core.server.BuildInfo;
import io.tempo.core.server.HttpUpgrades;
import io.tempo.core.server.MemoryBudget;
import io.tempo.core.server.PlainErrors;
import io.tempo.core.server.Readiness;
import io.tempo.core.storage.BlockList;
import io.tempo.core.storage.BlockListPoller;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.storage.LocalObjectStore;
import io.tempo.core.storage.ObjectStore;
import io.tempo.core.storage.PollSettings;
import io.tempo.core.storage.s3.S3ObjectStore;
import io.tempo.distributor.Distributor;
import io.tempo.distributor.Receivers;
import io.tempo.livestore.LiveStore;
import io.tempo.livestore.LiveStoreSettings;
import io.tempo.querier.Querier;
import io.tempo.querier.frontend.FrontendMetrics;
import io.tempo.querier.frontend.JobQueue;
import io.tempo.querier.frontend.LocalWorkers;
import io.tempo.querier.frontend.QueryApi;
import io.tempo.querier.frontend.QueryFrontend;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * {@code -target=all}: every component in this process, with direct method calls and no Kafka.
 *
 * <p>Closing stops in the order of the data's way: receivers first, then the live store, which
 * finishes its blocks, while queries are still answered; the API last.
 */
final class SingleProcess implements AutoCloseable {

    /** More than the longest accepted query takes, each byte of it percent-encoded. */
    private static final int MAX_URL_BYTES = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(SingleProcess.class);

    private final LoadedConfig loaded;
    private final Config config;
    private final Clock clock = Clock.systemUTC();
    private final PrometheusMeterRegistry metrics =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Readiness readiness = new Readiness();
    private final MemoryShares memory = MemoryShares.ofHeap();
    private final Deque<Stoppable> running = new ArrayDeque<>();
    private int httpPort;
    private int grpcPort;
    private int otlpHttpPort;
    private int otlpGrpcPort;

    /** A part that has been started. */
    private record Stoppable(String name, Readiness.Service service, AutoCloseable part) {}

    private SingleProcess(LoadedConfig loaded) {
        this.loaded = loaded;
        this.config = loaded.config();
    }

    /** Starts everything; returns when it is ready. */
    static SingleProcess start(LoadedConfig loaded) throws StartException {
        SingleProcess process = new SingleProcess(loaded);
        try {
            process.start();
            return process;
        } catch (IOException | RuntimeException e) {
            process.close();
            throw new StartException(StartException.explain(e), e);
        }
    }

    private void start() throws IOException {
        long began = System.nanoTime();
        bindMetrics();
        Overrides overrides = overrides();
        BlockStore store = blockStore();
        BlockList blocks = new BlockList(clock);
        poller(store, blocks);
        TenantSettings tenants = new TenantSettings(config, overrides);
        LiveStore liveStore = liveStore(store, blocks, tenants);
        QueryFrontend frontend = queries(liveStore, blocks, store);
        servers(frontend, overrides, tenants);
        receivers(liveStore, tenants);
        log.info(
                "tempo {} is ready after {} ms",
                BuildInfo.current().version(),
                (System.nanoTime() - began) / 1_000_000);
    }

    private void bindMetrics() {
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(metrics);
        BuildInfo build = BuildInfo.current();
        Gauge.builder("tempo_build_info", () -> 1)
                .tag("version", build.version())
                .tag("revision", build.revision())
                .tag("branch", build.branch())
                .register(metrics);
    }

    private Overrides overrides() {
        Readiness.Service service = readiness.service("overrides");
        Overrides overrides = Overrides.start(config.overrides(), loaded.expandEnvironment());
        started("overrides", service, overrides);
        return overrides;
    }

    private BlockStore blockStore() throws IOException {
        Readiness.Service service = readiness.service("store");
        StorageConfig.Trace trace = config.storage().trace();
        BlockStore store =
                new BlockStore(
                        objects(trace),
                        memory.readerCacheBytes(),
                        memory.bloomCacheBytes(),
                        new ColumnCache(memory.columnCacheBytes()));
        store.bindMetrics(metrics);
        started("store", service, store);
        return store;
    }

    /** Where blocks are kept. Classes for other places than the configured one are not loaded. */
    private ObjectStore objects(StorageConfig.Trace trace) throws IOException {
        return switch (trace.backend()) {
            case LOCAL -> new LocalObjectStore(trace.local().path());
            case S3 -> S3ObjectStore.open(trace.s3(), metrics);
            case GCS, AZURE ->
                    throw new IOException(
                            "storage.trace.backend "
                                    + trace.backend()
                                    + " is not supported by this build: use local or s3");
        };
    }

    private void poller(BlockStore store, BlockList blocks) {
        StorageConfig.Trace trace = config.storage().trace();
        PollSettings settings =
                new PollSettings(
                        trace.blocklistPoll(),
                        trace.blocklistPollConcurrency(),
                        trace.blocklistPollTenantConcurrency(),
                        trace.blocklistPollFallback(),
                        trace.blocklistPollStaleTenantIndex(),
                        Duration.ofMillis(trace.blocklistPollJitterMs()),
                        trace.blocklistPollTolerateConsecutiveErrors(),
                        trace.blocklistPollTolerateTenantFailures(),
                        trace.emptyTenantDeletionEnabled(),
                        trace.emptyTenantDeletionAge());
        BlockListPoller poller =
                new BlockListPoller(store, blocks, settings, tenant -> true, clock, metrics);
        poller.start();
        running.push(new Stoppable("blocklist-poller", null, poller));
    }

    private LiveStore liveStore(BlockStore store, BlockList blocks, TenantSettings tenants)
            throws IOException {
        Readiness.Service service = readiness.service("live-store");
        LiveStore liveStore =
                new LiveStore(
                        LiveStoreSettings.of(
                                config.liveStore(),
                                config.storage().trace().block(),
                                memory.liveColumnsBytes()),
                        tenants,
                        Optional.of(new LiveStore.Backend(store, blocks)),
                        clock,
                        metrics);
        started("live-store", service, liveStore);
        liveStore.start();
        return liveStore;
    }

    private QueryFrontend queries(LiveStore liveStore, BlockList blocks, BlockStore store) {
        Readiness.Service service = readiness.service("querier");
        FrontendMetrics frontendMetrics = new FrontendMetrics(metrics);
        JobQueue queue =
                new JobQueue(config.queryFrontend().maxOutstandingPerTenant(), frontendMetrics);
        LocalWorkers workers =
                new LocalWorkers(
                        queue, new Querier(store), Runtime.getRuntime().availableProcessors());
        started("querier", service, workers);
        running.push(new Stoppable("job-queue", null, queue));
        Duration readable = config.storage().trace().blocklistPoll().multipliedBy(2);
        return new QueryFrontend(
                liveStore,
                blocks,
                queue,
                config.queryFrontend(),
                readable,
                new MemoryBudget(memory.answerBytes()),
                frontendMetrics,
                clock);
    }

    private void servers(QueryFrontend queries, Overrides overrides, TenantSettings tenants) {
        Readiness.Service frontend = readiness.service("query-frontend");
        QueryApi api =
                new QueryApi(
                        queries,
                        config.queryFrontend(),
                        config.multitenancyEnabled(),
                        tenants::queryLimits,
                        clock);
        started("query-frontend", frontend, api);
        Readiness.Service service = readiness.service("server");
        AdminRoutes admin = new AdminRoutes(readiness, metrics, new StatusPages(loaded, overrides));
        ServerBuilder http =
                listener(config.server().httpListenAddress(), config.server().httpListenPort());
        http.idleTimeout(config.server().httpServerIdleTimeout());
        http.requestTimeout(config.server().httpServerWriteTimeout());
        String prefix = config.httpApiPrefix();
        admin.register(http, prefix);
        api.register(http, prefix);
        ServerBuilder grpc =
                listener(config.server().grpcListenAddress(), config.server().grpcListenPort());
        // Streams have limits of their own; nothing else on this port takes long.
        grpc.requestTimeout(Duration.ZERO);
        GrpcHealth.register(grpc, readiness);
        api.registerStreams(grpc);
        if (config.streamOverHttpEnabled()) {
            GrpcHealth.register(http, readiness);
            api.registerStreams(http);
        }
        Listeners listeners = new Listeners();
        started("server", service, listeners);
        httpPort = listeners.start(http);
        grpcPort = listeners.start(grpc);
    }

    private static ServerBuilder listener(String host, int port) {
        return com.linecorp.armeria.server.Server.builder()
                .port(address(host, port), SessionProtocol.HTTP)
                .maxRequestLength(1 << 20)
                .http1MaxInitialLineLength(MAX_URL_BYTES)
                .http2MaxHeaderListSize(MAX_URL_BYTES)
                .errorHandler(new PlainErrors())
                .gracefulShutdownTimeout(Duration.ofMillis(50), Duration.ofSeconds(1))
                .childChannelPipelineCustomizer(HttpUpgrades::refuse)
                .disableServerHeader();
    }

    private void receivers(LiveStore liveStore, TenantSettings tenants) {
        Readiness.Service service = readiness.service("distributor");
        Distributor distributor =
                new Distributor(
                        liveStore,
                        tenants::ingestionLimits,
                        config.distributor().retryAfterOnResourceExhausted(),
                        metrics);
        MemoryBudget bodies = new MemoryBudget(memory.requestBodyBytes());
        Receivers receivers = new Receivers(distributor, config.multitenancyEnabled(), bodies);
        started("distributor", service, receivers);
        ReceiversConfig configured = config.distributor().receivers();
        configured
                .otlpHttp()
                .ifPresent(
                        http ->
                                otlpHttpPort =
                                        receivers.startHttp(
                                                address(http.endpoint()),
                                                http.maxRequestBodySize()));
        configured
                .otlpGrpc()
                .ifPresent(
                        grpc ->
                                otlpGrpcPort =
                                        receivers.startGrpc(
                                                address(grpc.endpoint()),
                                                grpc.maxRecvMsgSizeBytes()));
    }

    private void started(String name, Readiness.Service service, AutoCloseable part) {
        running.push(new Stoppable(name, service, part));
        service.set(Readiness.State.RUNNING);
    }

    private static InetSocketAddress address(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        return address(
                endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)));
    }

    private static InetSocketAddress address(String host, int port) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return bare.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(bare, port);
    }

    int httpPort() {
        return httpPort;
    }

    int grpcPort() {
        return grpcPort;
    }

    int otlpHttpPort() {
        return otlpHttpPort;
    }

    int otlpGrpcPort() {
        return otlpGrpcPort;
    }

    /**
     * Where to send, where to ask, where data is kept: three lines for somebody who starts for the
     * first time.
     */
    List<String> addresses() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "send spans to   http://localhost:"
                        + otlpHttpPort
                        + "/v1/traces (OTLP/HTTP) or localhost:"
                        + otlpGrpcPort
                        + " (OTLP/gRPC)");
        lines.add("ask at          http://localhost:" + httpPort + "/api/search?q=%7B%7D");
        lines.add("data is kept in " + whereDataIs());
        return lines;
    }

    private String whereDataIs() {
        StorageConfig.Trace trace = config.storage().trace();
        Path live = config.liveStore().wal().path().toAbsolutePath().normalize();
        return switch (trace.backend()) {
            case LOCAL -> trace.local().path().toAbsolutePath().normalize().getParent().toString();
            case S3, GCS, AZURE ->
                    "bucket " + trace.s3().bucket() + ", and until it is there in " + live;
        };
    }

    @Override
    public void close() {
        readiness.stopping();
        if (!config.shutdownDelay().isZero()) {
            try {
                Thread.sleep(config.shutdownDelay());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        stop("distributor");
        stop("live-store");
        while (!running.isEmpty()) {
            stop(running.peek());
        }
    }

    private void stop(String name) {
        running.stream().filter(part -> part.name().equals(name)).findFirst().ifPresent(this::stop);
    }

    private void stop(Stoppable part) {
        running.remove(part);
        if (part.service() != null) {
            part.service().set(Readiness.State.STOPPING);
        }
        try {
            part.part().close();
        } catch (Exception e) {
            log.error("{} did not stop in order", part.name(), e);
        }
    }
}
