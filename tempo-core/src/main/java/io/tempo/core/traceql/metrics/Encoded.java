package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;

import java.io.IOException;

/** Reading what may be damaged. */
final class Encoded {

    private Encoded() {}

    /** A number of things, each of which takes at least a byte. */
    static int count(CodedInputStream in) throws IOException {
        int count = in.readUInt32();
        if (count < 0 || count > in.getBytesUntilLimit()) {
            throw new IOException(
                    Integer.toUnsignedString(count)
                            + " entries in "
                            + in.getBytesUntilLimit()
                            + " bytes");
        }
        return count;
    }
}
