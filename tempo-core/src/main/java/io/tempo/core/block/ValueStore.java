package io.tempo.core.block;

import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.model.ValueType;

/** Where text and array elements of attribute values go. */
interface ValueStore {

    /** The id of a text or of raw bytes. */
    int string(byte[] bytes, int offset, int length);

    /** Begins an array value; gives what {@link #endArray} wants. */
    int beginArray();

    /** Adds an element, in the form its scalar type says. */
    void element(long value);

    /** The value of the array, as {@link ValueType#array}. */
    long endArray(int start);

    /** A store of values of what a builder builds. */
    static ValueStore of(SpanColumnsBuilder builder) {
        return new ValueStore() {
            @Override
            public int string(byte[] bytes, int offset, int length) {
                return builder.string(bytes, offset, length);
            }

            @Override
            public int beginArray() {
                return builder.beginArray();
            }

            @Override
            public void element(long value) {
                builder.element(value);
            }

            @Override
            public long endArray(int start) {
                return builder.endArray(start);
            }
        };
    }
}
