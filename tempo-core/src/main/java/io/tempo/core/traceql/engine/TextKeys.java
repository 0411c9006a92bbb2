package io.tempo.core.traceql.engine;

import io.tempo.core.columns.ByteDictionary;
import io.tempo.core.columns.ByteStrings;

/**
 * Keys of the texts of a column, counting from 1. Of a long list, which may hold one text many
 * times, texts get a key when they are first asked for, and equal ones the same; of a short list, a
 * key is the text's id and one more. For one thread.
 */
final class TextKeys {

    private static final int SHORT = 4096;

    private final ByteStrings strings;

    /** Keys by id, 0 where not asked for yet; null for a short list. */
    private final int[] keys;

    private final ByteDictionary distinct;

    TextKeys(ByteStrings strings) {
        this.strings = strings;
        boolean shortList = strings.size() <= SHORT;
        this.keys = shortList ? null : new int[strings.size()];
        this.distinct = shortList ? null : new ByteDictionary();
    }

    int key(int id) {
        if (keys == null) {
            return id + 1;
        }
        int key = keys[id];
        if (key == 0) {
            key = distinct.intern(strings.bytes(), strings.offset(id), strings.length(id)) + 1;
            keys[id] = key;
        }
        return key;
    }

    /** More than every key so far. */
    int bound() {
        return (keys == null ? strings.size() : distinct.size()) + 1;
    }

    String text(int key) {
        return (keys == null ? strings : distinct.strings()).text(key - 1);
    }
}
