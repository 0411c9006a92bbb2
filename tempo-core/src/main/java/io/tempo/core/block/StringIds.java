package io.tempo.core.block;

import io.tempo.core.columns.ByteDictionary;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.parquet.LeafData;

import java.util.Arrays;

/** Ids that the strings of a leaf have in the column of one attribute. For one thread. */
abstract class StringIds {

    /** The id in the column of a string of the leaf, which is added if it is not there. */
    abstract int id(int string);

    /** Of a leaf most of whose strings will be used. */
    static StringIds ofMost(LeafData data, AttributeCollector column) {
        if (column.canTake()) {
            column.take(data.strings());
            return new Taken();
        }
        return new OfDictionary(data.strings(), column);
    }

    /**
     * Of a leaf some of whose strings will be used, those of one key. These may be few distinct
     * ones even where the leaf as a whole has too many for a dictionary.
     */
    static StringIds ofSome(LeafData data, AttributeCollector column) {
        return data.strings().size() < data.valueCount()
                ? new OfDictionary(data.strings(), column)
                : new OfValues(data.strings(), column);
    }

    /** All strings were taken into the column. */
    private static final class Taken extends StringIds {
        @Override
        int id(int string) {
            return string;
        }
    }

    /** The leaf's strings are distinct. */
    private static final class OfDictionary extends StringIds {
        private final ByteStrings strings;
        private final AttributeCollector column;

        /** Id in the column plus 1, 0 where not added. */
        private final int[] known;

        OfDictionary(ByteStrings strings, AttributeCollector column) {
            this.strings = strings;
            this.column = column;
            this.known = new int[strings.size()];
        }

        @Override
        int id(int string) {
            int id = known[string] - 1;
            if (id < 0) {
                id = column.string(strings, string);
                known[string] = id + 1;
            }
            return id;
        }
    }

    /** The leaf has a string per value. Equal ones are looked for until they prove to be rare. */
    private static final class OfValues extends StringIds {
        private static final int SAMPLE = 1 << 12;

        private final ByteStrings strings;
        private final AttributeCollector column;

        /** Null once few strings were equal. */
        private ByteDictionary distinct = new ByteDictionary();

        /** Per string of {@link #distinct} its id in the column. */
        private int[] ids = new int[16];

        /** Whether the empty string, which {@link #distinct} begins with, is in the column. */
        private boolean hasEmpty;

        private int seen;

        OfValues(ByteStrings strings, AttributeCollector column) {
            this.strings = strings;
            this.column = column;
        }

        @Override
        int id(int string) {
            if (distinct == null) {
                return column.string(strings, string);
            }
            int before = distinct.size();
            int place =
                    distinct.intern(
                            strings.bytes(), strings.offset(string), strings.length(string));
            if (distinct.size() > before || place == 0 && !hasEmpty) {
                hasEmpty |= place == 0;
                if (place == ids.length) {
                    ids = Arrays.copyOf(ids, 2 * place);
                }
                ids[place] = column.string(strings, string);
            }
            int id = ids[place];
            if (++seen == SAMPLE && distinct.size() > SAMPLE / 2) {
                distinct = null;
            }
            return id;
        }
    }
}
