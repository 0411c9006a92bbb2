package io.tempo.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

class HttpUpgradesTest {

    private static final String UPGRADE =
            """
            GET / HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade, HTTP2-Settings, close\r
            Upgrade: h2c\r
            HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r
            \r
            """;

    private static Server server;

    @BeforeAll
    static void start() {
        server =
                Server.builder()
                        .http(0)
                        .childChannelPipelineCustomizer(HttpUpgrades::refuse)
                        .service("/", (ctx, req) -> HttpResponse.of(ctx.sessionProtocol().name()))
                        .build();
        server.start().join();
    }

    @AfterAll
    static void stop() {
        server.stop().join();
    }

    @Test
    void anUpgradeIsNotDoneButTheRequestAnswered() throws IOException {
        assertThat(answer(UPGRADE.length())).startsWith("HTTP/1.1 200 OK").endsWith("H1C");
    }

    @Test
    void howeverTheBytesCome() throws IOException {
        for (int piece = 1; piece <= 6; piece++) {
            assertThat(answer(piece)).startsWith("HTTP/1.1 200 OK").endsWith("H1C");
        }
    }

    @Test
    void whoBeginsWithHttp2HasIt() {
        AggregatedHttpResponse response =
                WebClient.of(
                                SessionProtocol.H2C,
                                Endpoint.of("localhost", server.activeLocalPort()))
                        .blocking()
                        .get("/");
        assertThat(response.contentUtf8()).isEqualTo("H2C");
    }

    @Test
    void javasClientThatAsksForTheUpgradeGoesOnWithHttp1() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create("http://localhost:" + server.activeLocalPort()))
                            .build();
            for (int i = 0; i < 3; i++) {
                var response =
                        client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                assertThat(response.body()).isEqualTo("H1C");
            }
        }
    }

    /** Sends the request in pieces of so many bytes. */
    private String answer(int piece) throws IOException {
        try (Socket socket = new Socket("localhost", server.activeLocalPort())) {
            socket.setTcpNoDelay(true);
            byte[] request = UPGRADE.getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < request.length; at += piece) {
                socket.getOutputStream().write(request, at, Math.min(piece, request.length - at));
            }
            StringBuilder answer = new StringBuilder();
            for (int c = 0; c >= 0 && !answer.toString().endsWith("H1C"); ) {
                c = socket.getInputStream().read();
                answer.append((char) c);
            }
            return answer.toString();
        }
    }
}
