package io.tempo.querier.frontend;

import com.google.re2j.Pattern;

import java.util.List;

/** Requests that an operator does not want to be answered. Thread-safe. */
final class UrlDenyList {

    private final List<Pattern> patterns;

    /**
     * A list.
     *
     * @param expressions regular expressions (RE2) that are looked for anywhere in a URL
     */
    UrlDenyList(List<String> expressions) {
        this.patterns = expressions.stream().map(Pattern::compile).toList();
    }

    /** Refuses a request whose path and query match. */
    void check(String url) throws ApiException {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(url).find()) {
                throw ApiException.badRequest(
                        "Invalid request "
                                + url
                                + ". This query has been identified as one that destabilizes our"
                                + " system. Contact your system administrator for more"
                                + " information");
            }
        }
    }
}
