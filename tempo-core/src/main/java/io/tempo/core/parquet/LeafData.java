package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;

/**
 * The content of one leaf column over some rows, decoded: what is written from, and what is read
 * into. An entry is a (repetition level, definition level) pair; it carries a value only if its
 * definition level is the leaf's maximum. Values lie densely, entries without one take no place
 * among them.
 *
 * @param entries number of entries
 * @param repetition a level per entry; null where the leaf's maximum is 0
 * @param definition a level per entry; null where the leaf's maximum is 0
 * @param valueCount number of values
 * @param ids BYTE_ARRAY: an id into {@code strings} per value; else null
 * @param strings BYTE_ARRAY: the distinct values of a dictionary-encoded chunk, or one string per
 *     value otherwise; else null
 * @param numbers INT32, INT64, DOUBLE (raw bits), BOOLEAN (0 or 1): one per value; else null
 */
public record LeafData(
        int entries,
        byte[] repetition,
        byte[] definition,
        int valueCount,
        int[] ids,
        ByteStrings strings,
        long[] numbers) {}
