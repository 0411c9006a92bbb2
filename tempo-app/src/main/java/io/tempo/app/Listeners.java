package io.tempo.app;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Servers that listen. They stop together, since each takes two seconds over it however little
 * there is to do.
 */
final class Listeners implements AutoCloseable {

    private final List<Server> servers = new ArrayList<>();

    /** Starts to listen; gives the port. Fails if it is taken. */
    int start(ServerBuilder builder) {
        Server server = builder.build();
        server.start().join();
        servers.add(server);
        return server.activeLocalPort();
    }

    @Override
    public void close() {
        CompletableFuture.allOf(
                        servers.stream().map(Server::stop).toArray(CompletableFuture[]::new))
                .join();
    }
}
