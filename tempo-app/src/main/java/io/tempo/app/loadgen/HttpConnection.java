package io.tempo.app.loadgen;

import io.tempo.app.loadgen.LoadGenerator.Answer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * OTLP over HTTP/1.1 on one blocking socket. By hand, because it shares the machine with the server
 * that it measures: the less it costs, the more the numbers say of the server.
 */
final class HttpConnection implements LoadGenerator.Connection {

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private final String head;

    HttpConnection(LoadGenerator.Settings settings) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(settings.host(), settings.port()), 10_000);
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        head =
                "POST /v1/traces HTTP/1.1\r\nHost: "
                        + settings.host()
                        + ":"
                        + settings.port()
                        + "\r\nContent-Type: application/x-protobuf\r\n"
                        + (settings.tenant() == null
                                ? ""
                                : "X-Scope-OrgID: " + settings.tenant() + "\r\n")
                        + "Content-Length: ";
    }

    @Override
    public Answer send(byte[] request) throws IOException {
        out.write((head + request.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(request);
        out.flush();
        String status = line();
        int length = 0;
        long retryAfter = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            String name = header.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
            String value = header.substring(colon + 1).strip();
            if (name.equals("content-length")) {
                length = Integer.parseInt(value);
            } else if (name.equals("retry-after")) {
                retryAfter = Long.parseLong(value) * 1000;
            }
        }
        byte[] body = in.readNBytes(length);
        if (status.startsWith("HTTP/1.1 200")) {
            return Answer.taken(body);
        }
        return Answer.refused(status + ": " + new String(body, StandardCharsets.UTF_8), retryAfter);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing is lost: every answer was read.
        }
    }
}
