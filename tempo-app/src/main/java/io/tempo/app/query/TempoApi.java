package io.tempo.app.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.tempo.core.config.GoDuration;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the HTTP API; answers are JSON. */
final class TempoApi implements AutoCloseable {

    /** Names the blocks that an answer is without. */
    private static final String PARTIAL_HEADER = "x-tempo-partial";

    private static final int LONGEST_MESSAGE = 2000;

    private final String base;
    private final Duration timeout;
    private final HttpRequest.Builder prototype = HttpRequest.newBuilder();
    private final HttpClient client;

    /**
     * A client.
     *
     * @param base the server's address, without a slash at its end
     * @param timeout for a whole answer
     */
    TempoApi(String base, Duration timeout) {
        this.base = base;
        this.timeout = timeout;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
        prototype.header("Accept", "application/json");
    }

    /**
     * Sends a header with every request.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    void header(String name, String value) {
        prototype.setHeader(name, value);
    }

    /**
     * An answer with status 200.
     *
     * @param partial what is missing from it, if the server says so
     */
    record Answer(String address, String text, Optional<String> partial) {

        /**
         * The body.
         *
         * @throws QueryFailedException if it is not a JSON object
         */
        JsonNode json() throws QueryFailedException {
            try {
                JsonNode json = new JsonMapper().readTree(text);
                if (json.isObject()) {
                    return json;
                }
            } catch (JsonProcessingException notJson) {
                // Said below.
            }
            throw new QueryFailedException(
                    address + " did not answer with a JSON object: is it the address of a tempo?");
        }
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws QueryFailedException if there is none, or one that says what is wrong
     */
    Answer get(ApiRequest request) throws QueryFailedException {
        HttpRequest get = prototype.copy().uri(URI.create(base + request.target())).build();
        CompletableFuture<HttpResponse<String>> pending =
                client.sendAsync(get, HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> response;
        try {
            response = pending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new QueryFailedException(
                    base + " gave no answer within " + GoDuration.format(timeout));
        } catch (ExecutionException e) {
            throw new QueryFailedException(base + " cannot be asked: " + why(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryFailedException("interrupted");
        }
        if (response.statusCode() != 200) {
            throw new QueryFailedException(refusal(response));
        }
        return new Answer(base, response.body(), response.headers().firstValue(PARTIAL_HEADER));
    }

    private String refusal(HttpResponse<String> response) {
        String body = Cells.clean(response.body().strip());
        String message =
                body.length() <= LONGEST_MESSAGE ? body : body.substring(0, LONGEST_MESSAGE) + "…";
        return base
                + " answered "
                + response.statusCode()
                + (message.isEmpty() ? "" : ": " + message);
    }

    private static String why(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
            if (cause instanceof ConnectException && cause.getMessage() == null) {
                continue;
            }
            if (cause.getMessage() != null) {
                return Cells.clean(cause.getMessage());
            }
        }
        return failure instanceof ConnectException
                ? "connection refused"
                : failure.getClass().getSimpleName();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
