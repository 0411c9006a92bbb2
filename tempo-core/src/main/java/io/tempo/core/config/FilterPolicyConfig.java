package io.tempo.core.config;

import java.util.List;
import java.util.Optional;

/**
 * Which spans a processor of the metrics-generator looks at. At least one of the three is there.
 */
public record FilterPolicyConfig(
        Optional<Match> include, Optional<Match> includeAny, Optional<Match> exclude) {

    /**
     * Conditions on attributes.
     *
     * @param matchType {@code strict} or {@code regex}
     */
    public record Match(String matchType, List<AttributeMatch> attributes) {}

    /**
     * @param key {@code resource.x}, {@code span.x}, {@code kind}, {@code name} or {@code status}
     * @param value as it was written
     */
    public record AttributeMatch(String key, Object value) {}
}
