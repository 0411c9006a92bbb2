package io.tempo.core.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a client and an S3 server, passes requests and answers on, and does them harm when
 * a test says so. Reads requests whose bodies have a length; makes a connection for each.
 */
public final class S3Faults implements AutoCloseable {

    /** What becomes of a request. */
    public enum Fate {
        /** It is answered by the server. */
        PASSES,
        /** It is answered with 503 SlowDown, and does not reach the server. */
        SLOW_DOWN,
        /** Its connection breaks before it reaches the server. */
        IS_LOST,
        /** The server does what it says, and the answer does not come. */
        ANSWER_IS_LOST,
        /** The connection breaks in the middle of the answer's body. */
        ANSWER_IS_CUT,
        /** No answer comes for as long as the client waits. */
        ANSWER_IS_HELD,
        /** It is answered with 200 and an ETag, and does not reach the server. */
        IS_SWALLOWED
    }

    /** Decides about requests. Thread-safe. */
    public interface Fault {
        Fate of(Request request);
    }

    /**
     * What a client wants.
     *
     * @param path with the query
     * @param head everything before the body
     * @param body as the server gets it
     */
    public record Request(String method, String path, String head, byte[] body) {

        /** A header of the request. */
        public Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .findFirst();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static final String SLOW_DOWN_BODY =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code>"
                    + "<Message>Please reduce your request rate.</Message></Error>";

    private final ServerSocket server;
    private final int target;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Fault fault = request -> Fate.PASSES;

    /**
     * @param target port of the server
     */
    public S3Faults(int target) throws IOException {
        this(target, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /**
     * @param server accepts the clients, with TLS for example
     */
    public S3Faults(int target, ServerSocket server) {
        this.target = target;
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on, this decides. */
    public void when(Fault newFault) {
        fault = newFault;
    }

    /** All that came, in order of their arrival. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many requests began with this, such as {@code PUT /bucket/key}. */
    public long count(String start) {
        return requests.stream().filter(r -> r.toString().startsWith(start)).count();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed, or a client that has gone again.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            Request request = read(in, out);
            if (request != null) {
                requests.add(request);
                answer(request, fault.of(request), in, out);
            }
        } catch (IOException e) {
            // The client, or the server, is gone.
        }
    }

    private void answer(Request request, Fate fate, InputStream in, OutputStream out)
            throws IOException {
        switch (fate) {
            case PASSES -> out.write(forward(request));
            case SLOW_DOWN -> out.write(response("503 Slow Down", SLOW_DOWN_BODY));
            case IS_LOST -> {}
            case ANSWER_IS_LOST -> forward(request);
            case ANSWER_IS_CUT -> {
                byte[] answer = forward(request);
                int bodyStart = new String(answer, ISO_8859_1).indexOf("\r\n\r\n") + 4;
                out.write(answer, 0, bodyStart + (answer.length - bodyStart) / 2);
            }
            case ANSWER_IS_HELD -> {
                forward(request);
                in.read();
            }
            case IS_SWALLOWED -> out.write(response("200 OK", ""));
        }
        out.flush();
    }

    private static byte[] response(String status, String body) {
        return ("HTTP/1.1 "
                        + status
                        + "\r\n"
                        + "ETag: \"0\"\r\n"
                        + "Content-Type: application/xml\r\n"
                        + "Connection: close\r\n"
                        + "Content-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(ISO_8859_1);
    }

    /** A request; null if the client has nothing more to say. */
    private static Request read(InputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int end = 0;
        while (end < 4) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            bytes.write(b);
            end = b == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : b == '\r' ? 1 : 0;
        }
        String head = bytes.toString(ISO_8859_1);
        String[] first = head.substring(0, head.indexOf('\r')).split(" ");
        Request request = new Request(first[0], first[1], head, new byte[0]);
        if (request.header("Expect").isPresent()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            out.flush();
        }
        int length = request.header("Content-Length").map(Integer::parseInt).orElse(0);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return new Request(first[0], first[1], head, body);
    }

    /** The server's answer, to its last byte. */
    private byte[] forward(Request request) throws IOException {
        StringBuilder head = new StringBuilder();
        String[] lines = request.head.strip().split("\r\n");
        for (String line : lines) {
            String name = line.toLowerCase(Locale.ROOT);
            if (!name.startsWith("connection:") && !name.startsWith("expect:")) {
                head.append(line).append("\r\n");
            }
        }
        head.append("Connection: close\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), target)) {
            OutputStream out = socket.getOutputStream();
            out.write(head.toString().getBytes(ISO_8859_1));
            out.write(request.body);
            out.flush();
            return socket.getInputStream().readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
