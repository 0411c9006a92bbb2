package io.tempo.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** {@code -health}: asks a running process whether it is ready. */
final class HealthProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private HealthProbe() {}

    /** Asks; gives the exit code: 0 if the answer was 200. */
    static int ask(String url) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build(),
                            HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                System.out.println("Tempo is healthy");
                return 0;
            }
            System.err.println(
                    url + " answered " + response.statusCode() + ": " + response.body().strip());
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(url + " cannot be asked: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
