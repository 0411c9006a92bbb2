package io.tempo.core.config;

import java.util.List;

/**
 * A label made of attributes.
 *
 * @param join what is put between their values
 */
public record DimensionMappingConfig(String name, List<String> sourceLabels, String join) {

    static DimensionMappingConfig of(Section s) {
        return new DimensionMappingConfig(s.text("name"), s.texts("source_labels"), s.text("join"));
    }
}
