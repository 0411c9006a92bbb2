package io.tempo.querier.frontend.diff;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One thing that differs between two spans.
 *
 * @param scope of an attribute: {@code span} or {@code resource}; else ""
 * @param name of the field or the event, or the key of the attribute
 * @param before null if it is only in the trace that is compared
 * @param after null if it is only in the base
 */
record Change(Kind kind, String scope, String name, JsonNode before, JsonNode after) {

    /** What differs. */
    enum Kind {
        FIELD("field"),
        ATTRIBUTE("attribute"),
        EVENT("event");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    String operation() {
        if (before == null) {
            return "add";
        }
        return after == null ? "remove" : "replace";
    }
}
