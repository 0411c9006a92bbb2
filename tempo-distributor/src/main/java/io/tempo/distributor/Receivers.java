package io.tempo.distributor;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;

import io.tempo.core.server.HttpUpgrades;
import io.tempo.core.server.MemoryBudget;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The listeners that applications send spans to. Requests are checked and stored on virtual
 * threads, at most as many as the memory budget of their bodies allows.
 */
public final class Receivers implements AutoCloseable {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

    private final ExecutorService workers =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("ingest-", 0).factory());
    private final List<Server> servers = new ArrayList<>();

    private final Distributor distributor;
    private final TenantResolver tenants;
    private final MemoryBudget budget;

    /**
     * Receivers that store nothing until {@link #startHttp} and {@link #startGrpc}.
     *
     * @param multitenancy whether requests must name their tenant
     * @param budget bytes of request bodies held at the same time
     */
    public Receivers(Distributor distributor, boolean multitenancy, MemoryBudget budget) {
        this.distributor = distributor;
        this.tenants = new TenantResolver(multitenancy);
        this.budget = budget;
    }

    /**
     * Listens for OTLP over HTTP; gives the port in use.
     *
     * @param maxBodyLength most bytes of a body, packed or not
     */
    public int startHttp(InetSocketAddress address, int maxBodyLength) {
        ServerBuilder builder = builder(address);
        builder.service(
                "/v1/traces",
                new OtlpHttpReceiver(distributor, tenants, budget, maxBodyLength, workers));
        return start(builder);
    }

    /**
     * Listens for OTLP over gRPC; gives the port in use.
     *
     * @param maxMessageLength most bytes of a message, packed or not
     */
    public int startGrpc(InetSocketAddress address, int maxMessageLength) {
        ServerBuilder builder = builder(address);
        builder.service(
                OtlpGrpcReceiver.PATH,
                new OtlpGrpcReceiver(distributor, tenants, budget, maxMessageLength, workers));
        return start(builder);
    }

    private static ServerBuilder builder(InetSocketAddress address) {
        return Server.builder()
                .port(address, SessionProtocol.HTTP)
                .maxRequestLength(0)
                .requestTimeout(REQUEST_TIMEOUT)
                .idleTimeout(IDLE_TIMEOUT)
                // A client that is still sending a refused body gets to read why.
                .requestAutoAbortDelay(Duration.ofSeconds(1))
                .gracefulShutdownTimeout(Duration.ofMillis(100), Duration.ofSeconds(3))
                .childChannelPipelineCustomizer(HttpUpgrades::refuse)
                .disableServerHeader();
    }

    private int start(ServerBuilder builder) {
        builder.serviceUnder(
                "/",
                (ctx, req) ->
                        HttpResponse.of(
                                HttpStatus.NOT_FOUND,
                                MediaType.PLAIN_TEXT_UTF_8,
                                "404 page not found\n"));
        Server server = builder.build();
        server.start().join();
        servers.add(server);
        return server.activeLocalPort();
    }

    /** Stops listening, and waits for the requests that had come whole. */
    @Override
    public void close() {
        CompletableFuture.allOf(
                        servers.stream().map(Server::stop).toArray(CompletableFuture[]::new))
                .join();
        workers.close();
    }
}
