package io.tempo.core.block;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.SpanColumnsBuilder;

/**
 * Ids of a leaf's strings in a builder. Where many values share a dictionary each string is looked
 * up once; where a few values were read out of a large one, no room is made for all of it.
 */
final class InternedStrings {

    private final SpanColumnsBuilder builder;
    private final ByteStrings strings;

    /** Id in the builder plus 1, 0 where not looked up; null if that is not worth it. */
    private final int[] known;

    InternedStrings(SpanColumnsBuilder builder, ByteStrings strings, int uses) {
        this.builder = builder;
        this.strings = strings;
        this.known = uses >= strings.size() / 4 ? new int[strings.size()] : null;
    }

    /** The builder's id of a string. */
    int id(int string) {
        if (known == null) {
            return intern(string);
        }
        int id = known[string] - 1;
        if (id < 0) {
            id = intern(string);
            known[string] = id + 1;
        }
        return id;
    }

    private int intern(int string) {
        return builder.string(strings.bytes(), strings.offset(string), strings.length(string));
    }
}
