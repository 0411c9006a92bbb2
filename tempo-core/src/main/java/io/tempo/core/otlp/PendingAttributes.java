package io.tempo.core.otlp;

import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.model.ValueType;

import java.util.Arrays;

/**
 * The attributes of the span that is being decoded, until all are known: then the strings among
 * their values are looked up together.
 */
final class PendingAttributes {

    private final SpanColumnsBuilder out;
    private int count;
    private int[] key = new int[32];
    private byte[] type = new byte[32];
    private long[] value = new long[32];

    private int strings;
    private int[] stringOffset = new int[32];
    private int[] stringLength = new int[32];
    private int[] stringId = new int[32];

    PendingAttributes(SpanColumnsBuilder out) {
        this.out = out;
    }

    /** Attributes so far. */
    int count() {
        return count;
    }

    /** Adds what was decoded last. */
    void add(AttributeDecoder decoded) {
        int i = count;
        if (i == key.length) {
            grow(i * 2);
        }
        key[i] = decoded.key();
        type[i] = decoded.type();
        if (decoded.type() == ValueType.STRING) {
            stringOffset[strings] = decoded.textOffset();
            stringLength[strings] = decoded.textLength();
            strings++;
        } else {
            value[i] = decoded.value();
        }
        count = i + 1;
    }

    /** Hands all attributes to the builder, in order. */
    void flush(byte[] bytes) {
        out.strings(bytes, stringOffset, stringLength, strings, stringId);
        int next = 0;
        for (int i = 0; i < count; i++) {
            out.spanAttribute(
                    key[i], type[i], type[i] == ValueType.STRING ? stringId[next++] : value[i]);
        }
        count = 0;
        strings = 0;
    }

    private void grow(int n) {
        key = Arrays.copyOf(key, n);
        type = Arrays.copyOf(type, n);
        value = Arrays.copyOf(value, n);
        stringOffset = Arrays.copyOf(stringOffset, n);
        stringLength = Arrays.copyOf(stringLength, n);
        stringId = Arrays.copyOf(stringId, n);
    }
}
