package io.tempo.core.columns;

/**
 * The attributes of all owners of one kind (all spans, all resources, …): those of owner {@code o}
 * are the entries {@code start[o]} to {@code start[o + 1]}, in the order they were given,
 * duplicates of a key included. Arrays may be longer than what is in use.
 *
 * @param start first entry of each owner, and one more
 * @param key string id of the key of an entry
 * @param type {@link io.tempo.core.model.ValueType} of an entry
 * @param value value of an entry, as its type says
 */
public record AttributeColumns(int[] start, int[] key, byte[] type, long[] value) {}
