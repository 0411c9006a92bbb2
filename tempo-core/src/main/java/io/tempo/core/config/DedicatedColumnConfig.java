package io.tempo.core.config;

import java.util.List;

/**
 * An attribute that has a column of its own in a block.
 *
 * @param scope {@code resource}, {@code span} or {@code event}
 * @param name the attribute's key
 * @param type {@code string} or {@code int}
 * @param options {@code array}, {@code blob}, or none
 */
public record DedicatedColumnConfig(String scope, String name, String type, List<String> options) {

    static DedicatedColumnConfig of(Section s) {
        return new DedicatedColumnConfig(
                s.text("scope"), s.text("name"), s.text("type"), s.texts("options"));
    }
}
