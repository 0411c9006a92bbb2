package io.tempo.app;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;

/** A server that listens. */
record HttpListener(Server server) implements AutoCloseable {

    /** Starts to listen; fails if the port is taken. */
    static HttpListener start(ServerBuilder builder) {
        Server server = builder.build();
        server.start().join();
        return new HttpListener(server);
    }

    int port() {
        return server.activeLocalPort();
    }

    @Override
    public void close() {
        server.stop().join();
    }
}
