package io.tempo.distributor;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.server.MemoryBudget;
import io.tempo.core.server.RawUnaryGrpcService;
import io.tempo.core.server.RequestBody;
import io.tempo.core.server.RequestException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** OTLP over gRPC: {@code opentelemetry.proto.collector.trace.v1.TraceService/Export}. */
final class OtlpGrpcReceiver extends RawUnaryGrpcService {

    static final String PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private final Distributor distributor;
    private final TenantResolver tenants;
    private final Executor workers;

    OtlpGrpcReceiver(
            Distributor distributor,
            TenantResolver tenants,
            MemoryBudget budget,
            int maxMessageLength,
            Executor workers) {
        super(budget, maxMessageLength);
        this.distributor = distributor;
        this.tenants = tenants;
        this.workers = workers;
    }

    @Override
    protected CompletionStage<byte[]> handle(
            ServiceRequestContext ctx, HttpRequest request, RequestBody message) {
        return CompletableFuture.supplyAsync(() -> ingest(request, message), workers);
    }

    private byte[] ingest(HttpRequest request, RequestBody message) {
        try (message) {
            var tenant = tenants.resolve(request.headers());
            unframe(request, message);
            return distributor
                    .ingest(tenant, message.bytes(), message.length(), Transport.GRPC)
                    .toProtobuf();
        } catch (RequestException e) {
            throw new CompletionException(e);
        }
    }
}
