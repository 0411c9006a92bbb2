package io.tempo.core.ingest.kafka;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;

import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;

import java.io.IOException;
import java.util.Arrays;

/**
 * What a record of the span log holds. Its value is an encoded tempopb PushBytesRequest: field 2
 * repeats encoded traces, field 3 their ids of 16 bytes in the same order, field 5 says whether to
 * make no metrics of them. Its key is the tenant's id.
 *
 * @param spans the spans of all traces of the record; ids are those of the spans themselves
 * @param skipMetricsGeneration whether no metrics are to be made of these spans
 */
public record SpanLogRecord(SpanBatch spans, boolean skipMetricsGeneration) {

    static final int TRACES_TAG = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    static final int IDS_TAG = 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    static final int SKIP_METRICS_TAG = 5 << 3 | WireFormat.WIRETYPE_VARINT;
    static final int ID_BYTES = 16;

    /**
     * Reads the value of a record. The result may refer to {@code value}, which must not change
     * afterwards.
     *
     * @throws DamagedRecordException if the value is not well-formed down to the last attribute, an
     *     id does not have 16 bytes, or there are not as many ids as traces
     */
    public static SpanLogRecord decode(byte[] value) throws DamagedRecordException {
        return new Decoder(value).decode();
    }

    /**
     * Finds the traces, and joins them: encoded messages of one type in a row are one message with
     * the fields of all. Before that each is walked on its top level, so that no field reaches from
     * one trace into the next.
     */
    private static final class Decoder {

        private final byte[] value;
        private final CodedInputStream in;

        /** Start and end of each trace. */
        private int[] ranges = new int[16];

        private int traces;
        private int ids;
        private boolean skipMetricsGeneration;

        Decoder(byte[] value) {
            this.value = value;
            in = CodedInputStream.newInstance(value);
        }

        SpanLogRecord decode() throws DamagedRecordException {
            try {
                request();
            } catch (DamagedRecordException e) {
                throw e;
            } catch (InvalidProtocolBufferException e) {
                throw damaged(e.getMessage());
            } catch (IOException e) {
                throw new IllegalStateException("reading an array failed", e);
            }
            if (ids != traces) {
                throw damaged("the record has " + traces + " traces, but " + ids + " ids");
            }
            return new SpanLogRecord(spans(), skipMetricsGeneration);
        }

        private void request() throws IOException {
            int tag;
            while ((tag = in.readTag()) != 0) {
                switch (tag) {
                    case TRACES_TAG -> trace();
                    case IDS_TAG -> id();
                    case SKIP_METRICS_TAG -> skipMetricsGeneration = in.readBool();
                    default -> skip(tag);
                }
            }
        }

        private void trace() throws IOException {
            int outer = in.pushLimit(in.readRawVarint32());
            int start = in.getTotalBytesRead();
            int tag;
            while ((tag = in.readTag()) != 0) {
                skip(tag);
            }
            in.popLimit(outer);
            if (2 * traces == ranges.length) {
                ranges = Arrays.copyOf(ranges, ranges.length * 2);
            }
            ranges[2 * traces] = start;
            ranges[2 * traces + 1] = in.getTotalBytesRead();
            traces++;
        }

        private void id() throws IOException {
            int length = in.readRawVarint32();
            if (length != ID_BYTES) {
                throw damaged("a trace id has " + length + " bytes, expected " + ID_BYTES);
            }
            in.skipRawBytes(length);
            ids++;
        }

        private void skip(int tag) throws IOException {
            int type = WireFormat.getTagWireType(tag);
            if (type == WireFormat.WIRETYPE_START_GROUP || type == WireFormat.WIRETYPE_END_GROUP) {
                throw damaged("field " + WireFormat.getTagFieldNumber(tag) + " is a group");
            }
            in.skipField(tag);
        }

        private SpanBatch spans() throws DamagedRecordException {
            int only = onlyTrace();
            try {
                if (only >= 0) {
                    return OtlpScanner.scan(
                            value, ranges[2 * only], ranges[2 * only + 1] - ranges[2 * only]);
                }
                return OtlpScanner.scan(joined());
            } catch (OtlpException e) {
                throw new DamagedRecordException("the traces of the record: " + e.getMessage());
            }
        }

        /** The trace that is not empty if there is exactly one, else -1. */
        private int onlyTrace() {
            int found = -1;
            for (int t = 0; t < traces; t++) {
                if (ranges[2 * t] < ranges[2 * t + 1]) {
                    if (found >= 0) {
                        return -1;
                    }
                    found = t;
                }
            }
            return found;
        }

        private byte[] joined() {
            int size = 0;
            for (int t = 0; t < traces; t++) {
                size += ranges[2 * t + 1] - ranges[2 * t];
            }
            byte[] joined = new byte[size];
            int at = 0;
            for (int t = 0; t < traces; t++) {
                int length = ranges[2 * t + 1] - ranges[2 * t];
                System.arraycopy(value, ranges[2 * t], joined, at, length);
                at += length;
            }
            return joined;
        }

        private DamagedRecordException damaged(String what) {
            return new DamagedRecordException("byte " + in.getTotalBytesRead() + ": " + what);
        }
    }
}
