package io.tempo.core.config;

import java.util.List;
import java.util.Optional;

/**
 * Which spans a processor of the metrics-generator looks at. At least one of the three is there.
 */
public record FilterPolicyConfig(
        Optional<Match> include, Optional<Match> includeAny, Optional<Match> exclude) {

    static FilterPolicyConfig of(Section s) {
        return new FilterPolicyConfig(
                s.optional("include").map(Match::of),
                s.optional("include_any").map(Match::of),
                s.optional("exclude").map(Match::of));
    }

    /**
     * Conditions on attributes.
     *
     * @param matchType {@code strict} or {@code regex}
     */
    public record Match(String matchType, List<AttributeMatch> attributes) {

        static Match of(Section s) {
            return new Match(s.text("match_type"), s.list("attributes", AttributeMatch::of));
        }
    }

    /**
     * @param key {@code resource.x}, {@code span.x}, {@code kind}, {@code name} or {@code status}
     * @param value as it was written
     */
    public record AttributeMatch(String key, Object value) {

        static AttributeMatch of(Section s) {
            return new AttributeMatch(s.text("key"), s.get("value"));
        }
    }
}
