package io.tempo.core.block;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.parquet.LeafData;

/** Makes leaves whose values are there wherever their group is. */
final class Leaves {

    static final int[] NO_IDS = {};
    static final long[] NO_NUMBERS = {};

    private Leaves() {}

    static LeafData strings(Levels levels, int count, int[] ids, ByteStrings strings) {
        return new LeafData(
                levels.entries(),
                levels.repetition(),
                levels.definition(),
                count,
                ids,
                strings,
                null);
    }

    static LeafData numbers(Levels levels, int count, long[] numbers) {
        return new LeafData(
                levels.entries(),
                levels.repetition(),
                levels.definition(),
                count,
                null,
                null,
                numbers);
    }
}
