package io.tempo.core.traceql.engine;

import io.tempo.core.columns.ByteDictionary;
import io.tempo.core.columns.ByteStrings;

/**
 * Keys of the texts of a column, counting from 1. Of a list that holds texts several times, these
 * get a key when they are first asked for, and equal ones the same; of any other, a key is the
 * text's id and one more. For one thread.
 */
final class TextKeys {

    /** Lists up to this length are taken as they are, repeated texts or not. */
    private static final int SHORT = 4096;

    /** Texts that are looked at to find out whether a list repeats itself. */
    private static final int PROBES = 4096;

    private final ByteStrings strings;

    /** Keys by id, 0 where not asked for yet; null where keys follow from ids. */
    private final int[] keys;

    private final ByteDictionary distinct;

    TextKeys(ByteStrings strings) {
        this.strings = strings;
        boolean repeats = strings.size() > SHORT && repeats(strings);
        this.keys = repeats ? new int[strings.size()] : null;
        this.distinct = repeats ? new ByteDictionary() : null;
    }

    /**
     * Whether some of the texts, taken evenly from the list, are equal. If none of 4096 are, there
     * are, nearly certainly, so many different ones that a key for each repetition costs little.
     */
    private static boolean repeats(ByteStrings strings) {
        ByteDictionary seen = new ByteDictionary(PROBES);
        int step = strings.size() / PROBES;
        boolean empty = false;
        for (int i = 0; i < PROBES; i++) {
            int id = i * step;
            if (strings.length(id) == 0) {
                if (empty) {
                    return true;
                }
                empty = true;
                continue;
            }
            int known = seen.size();
            seen.intern(strings.bytes(), strings.offset(id), strings.length(id));
            if (seen.size() == known) {
                return true;
            }
        }
        return false;
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
