package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Holds the records' own ways to read a section to the schema, component by component. */
class RecordsTest {

    private int next = 1;

    @Test
    void everyComponentHoldsTheKeyOfItsName() {
        Section section = filled(Schema.ROOT);
        assertThat(Config.of(section)).isEqualTo(Binder.bind(Config.class, section));
    }

    @Test
    void soDoDefaults() {
        LoadedConfig loaded = ConfigLoader.load(List.of());
        Section section = Section.defaults(Schema.ROOT);
        Profile.apply(section, Section.defaults(Schema.ROOT), false);
        assertThat(loaded.config()).isEqualTo(Binder.bind(Config.class, section));
    }

    /** A value of its own for every key, and one item in every list. */
    private Section filled(SchemaNode.Block block) {
        Section section = Section.defaults(block);
        for (SchemaNode child : block.children().values()) {
            section.set(
                    child.name(),
                    switch (child) {
                        case SchemaNode.Leaf leaf -> value(leaf);
                        case SchemaNode.Block inner ->
                                inner.shape() == SchemaNode.Shape.LIST
                                        ? List.of(filled(inner))
                                        : filled(inner);
                    });
        }
        return section;
    }

    private Object value(SchemaNode.Leaf leaf) {
        int n = next++;
        if (!leaf.constraint().oneOf().isEmpty()) {
            String last = leaf.constraint().oneOf().getLast();
            return leaf.type() == ValueType.STRINGS ? List.of(last) : last;
        }
        return switch (leaf.type()) {
            case BOOL -> n % 2 == 0;
            case INT, UINT, BYTESIZE -> (long) n;
            case FLOAT -> n / 2.0;
            case STRING, SECRET, ANY, NAMED -> "v" + n;
            case DURATION, PROMDURATION -> Duration.ofSeconds(n);
            case TIME -> Instant.ofEpochSecond(n);
            case CSV, HOSTS, STRINGS, REGEXES -> List.of("v" + n);
            case INTS -> List.of((long) n);
            case FLOATS -> List.of(n / 2.0);
            case STRMAP, SECRETMAP -> Map.of("k", "v" + n);
            case BOOLMAP -> Map.of("k", true);
            case INTSMAP -> Map.of("k", List.of((long) n));
        };
    }
}
