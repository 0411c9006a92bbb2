package io.tempo.app;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.server.MemoryBudget;
import io.tempo.core.server.RawUnaryGrpcService;
import io.tempo.core.server.Readiness;
import io.tempo.core.server.RequestBody;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code grpc.health.v1.Health/Check}: SERVING once the process is ready. */
final class GrpcHealth extends RawUnaryGrpcService {

    private static final int MAX_MESSAGE = 4096;
    private static final byte[] SERVING = {8, 1};
    private static final byte[] NOT_SERVING = {8, 2};

    private final Readiness readiness;

    private GrpcHealth(Readiness readiness) {
        super(new MemoryBudget(1 << 20), MAX_MESSAGE);
        this.readiness = readiness;
    }

    static void register(ServerBuilder server, Readiness readiness) {
        server.service("/grpc.health.v1.Health/Check", new GrpcHealth(readiness));
    }

    @Override
    protected CompletionStage<byte[]> handle(
            ServiceRequestContext ctx, HttpRequest request, RequestBody message) {
        message.close();
        return CompletableFuture.completedFuture(
                readiness.notReady().isEmpty() ? SERVING : NOT_SERVING);
    }
}
