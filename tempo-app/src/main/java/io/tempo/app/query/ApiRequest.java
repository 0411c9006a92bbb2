package io.tempo.app.query;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The path of a GET request under the server's address, with parameters. */
final class ApiRequest {

    private final StringBuilder target;
    private char separator = '?';

    /**
     * A request without parameters.
     *
     * @param segments of the path; each is encoded
     */
    ApiRequest(String... segments) {
        target = new StringBuilder(128);
        for (String segment : segments) {
            target.append('/').append(encode(segment));
        }
    }

    /** Adds a parameter, unless its value is null. */
    ApiRequest with(String name, Object value) {
        if (value != null) {
            target.append(separator).append(name).append('=').append(encode(value.toString()));
            separator = '&';
        }
        return this;
    }

    /** Adds {@code start} and {@code end}. */
    ApiRequest with(TimeRange range) {
        return with("start", range.startSeconds()).with("end", range.endSeconds());
    }

    /** Path and query, percent-encoded, beginning with a slash. */
    String target() {
        return target.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
