package io.tempo.livestore;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The records of a segment's log; their bodies are encoded OTLP requests.
 *
 * <p>Details of a {@link Pushed} record: time of arrival (i64, unix ms), limit of attribute bytes
 * (u32), number of spans left out (u32), each of them (u32). Of a {@link Carried} record: the
 * segment that its traces come from (16), the first and the last arrival there (2 × i64, unix ms).
 */
sealed interface SegmentRecord {

    byte PUSHED = 1;
    byte CARRIED = 2;

    byte[] details();

    /**
     * A request.
     *
     * @param maxAttributeBytes what attributes were cut to
     * @param refusedSpans ordinals among the spans of the request that were left out, ascending
     */
    record Pushed(long arrivalMillis, int maxAttributeBytes, int[] refusedSpans)
            implements SegmentRecord {

        @Override
        public byte[] details() {
            return pushedDetails(
                    arrivalMillis, maxAttributeBytes, refusedSpans, refusedSpans.length);
        }
    }

    /** Traces that were taken over from another segment. */
    record Carried(UUID from, long firstArrivalMillis, long lastArrivalMillis)
            implements SegmentRecord {

        @Override
        public byte[] details() {
            return ByteBuffer.allocate(32)
                    .putLong(from.getMostSignificantBits())
                    .putLong(from.getLeastSignificantBits())
                    .putLong(firstArrivalMillis)
                    .putLong(lastArrivalMillis)
                    .array();
        }
    }

    /** The details of a {@link Pushed} record, of which only some of the array is used. */
    static byte[] pushedDetails(
            long arrivalMillis, int maxAttributeBytes, int[] refusedSpans, int refused) {
        ByteBuffer details = ByteBuffer.allocate(16 + 4 * refused);
        details.putLong(arrivalMillis).putInt(maxAttributeBytes).putInt(refused);
        for (int i = 0; i < refused; i++) {
            details.putInt(refusedSpans[i]);
        }
        return details.array();
    }

    /** Reads a record; null if its type is unknown or its details are not what they should be. */
    static SegmentRecord parse(byte type, byte[] details) {
        ByteBuffer in = ByteBuffer.wrap(details);
        try {
            return switch (type) {
                case PUSHED -> {
                    long arrival = in.getLong();
                    int maxAttributeBytes = in.getInt();
                    int refused = in.getInt();
                    if (refused < 0 || refused != in.remaining() / 4) {
                        yield null;
                    }
                    int[] spans = new int[refused];
                    in.asIntBuffer().get(spans);
                    yield new Pushed(arrival, maxAttributeBytes, spans);
                }
                case CARRIED ->
                        new Carried(
                                new UUID(in.getLong(), in.getLong()), in.getLong(), in.getLong());
                default -> null;
            };
        } catch (BufferUnderflowException e) {
            return null;
        }
    }
}
