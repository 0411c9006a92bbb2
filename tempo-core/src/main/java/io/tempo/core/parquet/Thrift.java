package io.tempo.core.parquet;

import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TEndpointTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

import java.io.IOException;

/**
 * Thrift structures of the compact protocol in byte arrays. Nothing that is read can claim more
 * bytes or elements than there are bytes left, or nest without end.
 */
final class Thrift {

    private static final int MAX_DEPTH = 32;

    private Thrift() {}

    /**
     * Reads a structure and moves the source behind it.
     *
     * @throws MalformedException if the bytes are no such structure
     */
    static void read(TBase<?, ?> structure, ByteSource in) throws MalformedException {
        try {
            Bytes transport = new Bytes(in);
            int left = in.remaining();
            structure.read(new TCompactProtocol(transport, left, left));
        } catch (TException e) {
            throw new MalformedException("not readable as Thrift: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // generated code trusts type tags and enum values more than a damaged file deserves
            throw new MalformedException("not readable as Thrift: " + e, e);
        }
    }

    /** Appends a structure. */
    static void write(TBase<?, ?> structure, ByteSink out) throws IOException {
        try {
            structure.write(new TCompactProtocol(new Sink(out)));
        } catch (TException e) {
            throw new IOException(
                    "cannot write " + structure.getClass().getSimpleName() + ": " + e.getMessage(),
                    e);
        }
    }

    private abstract static class InMemory extends TEndpointTransport {
        InMemory(TConfiguration configuration) throws TTransportException {
            super(configuration);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void open() {}

        @Override
        public void close() {}
    }

    private static final class Bytes extends InMemory {
        private final ByteSource in;

        Bytes(ByteSource in) throws TTransportException {
            super(new TConfiguration(in.remaining(), in.remaining(), MAX_DEPTH));
            this.in = in;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws TTransportException {
            if (length > in.remaining()) {
                throw new TTransportException(
                        TTransportException.END_OF_FILE, "the data ends too early");
            }
            System.arraycopy(in.bytes, in.at, to, offset, length);
            in.at += length;
            return length;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public byte[] getBuffer() {
            return in.bytes;
        }

        @Override
        public int getBufferPosition() {
            return in.at;
        }

        @Override
        public int getBytesRemainingInBuffer() {
            return in.remaining();
        }

        @Override
        public void consumeBuffer(int length) {
            in.at += length;
        }

        @Override
        public void checkReadBytesAvailable(long length) throws TTransportException {
            if (length < 0 || length > in.remaining()) {
                throw new TTransportException(
                        TTransportException.END_OF_FILE,
                        length + " bytes wanted, " + in.remaining() + " left");
            }
        }
    }

    private static final class Sink extends InMemory {
        private final ByteSink out;

        Sink(ByteSink out) throws TTransportException {
            super(TConfiguration.DEFAULT);
            this.out = out;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            throw new UnsupportedOperationException("write only");
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            out.write(from, offset, length);
        }
    }
}
