package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import io.opentelemetry.proto.common.v1.AnyValue;

import java.io.IOException;
import java.util.Arrays;

/**
 * What tells a group of spans from others: the value of each grouping attribute, in their order;
 * {@link #NIL} where the spans have none.
 */
final class SeriesKey {

    /** The value of what is not there. */
    static final AnyValue NIL = AnyValue.getDefaultInstance();

    private static final int OBJECT_BYTES = 120;
    private static final int VALUE_BYTES = 72;

    /** Of a group that has none of the attributes, so that its series has a label. */
    private static final AnyValue NIL_TEXT = AnyValue.newBuilder().setStringValue("nil").build();

    private final AnyValue[] values;
    private final int hash;

    private SeriesKey(AnyValue[] values) {
        this.values = values;
        this.hash = Arrays.hashCode(values);
    }

    /**
     * The key of a group; takes the array over. If all are {@link #NIL}, the first becomes text.
     */
    static SeriesKey of(AnyValue[] values) {
        for (AnyValue value : values) {
            if (!value.equals(NIL)) {
                return new SeriesKey(values);
            }
        }
        if (values.length > 0) {
            values[0] = NIL_TEXT;
        }
        return new SeriesKey(values);
    }

    AnyValue value(int i) {
        return values[i];
    }

    int size() {
        return values.length;
    }

    /** Heap bytes of the key and of its entry in a map, about. */
    long memoryBytes() {
        long bytes = OBJECT_BYTES;
        for (AnyValue value : values) {
            bytes += VALUE_BYTES + value.getSerializedSize();
        }
        return bytes;
    }

    void write(CodedOutputStream out) throws IOException {
        for (AnyValue value : values) {
            out.writeByteArrayNoTag(value.toByteArray());
        }
    }

    static SeriesKey read(CodedInputStream in, int size) throws IOException {
        AnyValue[] values = new AnyValue[size];
        for (int i = 0; i < size; i++) {
            values[i] = AnyValue.parseFrom(in.readByteArray());
        }
        return of(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SeriesKey key
                && hash == key.hash
                && Arrays.equals(values, key.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
