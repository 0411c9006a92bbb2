package io.tempo.core.server;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.Status;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletionStage;

/**
 * One unary gRPC method over the raw bytes of its message, for calls where building message objects
 * would cost more than the work itself. Does the framing of the gRPC-over-HTTP/2 protocol
 * (length-prefixed messages, grpc-encoding, status in the trailers, {@code google.rpc.Status}
 * details).
 */
public abstract class RawUnaryGrpcService implements HttpService {

    private static final Logger log = LoggerFactory.getLogger(RawUnaryGrpcService.class);
    private static final int PREFIX = 5;
    private static final MediaType GRPC = MediaType.create("application", "grpc");

    private final MemoryBudget budget;
    private final int maxMessageLength;

    /**
     * @param budget what message bytes are counted against
     * @param maxMessageLength most bytes of a message, packed or not
     */
    protected RawUnaryGrpcService(MemoryBudget budget, int maxMessageLength) {
        this.budget = budget;
        this.maxMessageLength = maxMessageLength;
    }

    /**
     * Answers a call. Called on the connection's event loop: must not block.
     *
     * @param message body whose first {@code message.length()} bytes are the message still in its
     *     frame; see {@link #unframe}. The callee closes it.
     * @return the encoded answer, or a failure with {@link RequestException}
     */
    protected abstract CompletionStage<byte[]> handle(
            ServiceRequestContext ctx, HttpRequest request, RequestBody message);

    /**
     * Takes the message out of its frame and unpacks it: then it is {@code bytes[0 .. length)}.
     *
     * @throws RequestException if the frame is not a whole unary message, or unpacks to more than
     *     the limit
     */
    protected final void unframe(HttpRequest request, RequestBody body) throws RequestException {
        byte[] bytes = body.bytes();
        if (body.length() < PREFIX) {
            throw new RequestException(
                    Status.Code.INTERNAL,
                    "a unary gRPC call carries one message: got "
                            + body.length()
                            + " bytes, no frame");
        }
        long length =
                (bytes[1] & 0xFFL) << 24
                        | (bytes[2] & 0xFF) << 16
                        | (bytes[3] & 0xFF) << 8
                        | (bytes[4] & 0xFF);
        if (length > maxMessageLength) {
            throw RequestException.tooLarge(
                    "grpc: received message larger than max ("
                            + length
                            + " vs. "
                            + maxMessageLength
                            + ")");
        }
        if (length != body.length() - PREFIX || bytes[0] < 0 || bytes[0] > 1) {
            throw new RequestException(
                    Status.Code.INTERNAL,
                    "the gRPC frame says "
                            + length
                            + " bytes and "
                            + (body.length() - PREFIX)
                            + " came");
        }
        boolean packed = bytes[0] == 1;
        System.arraycopy(bytes, PREFIX, bytes, 0, (int) length);
        body.replace(bytes, (int) length);
        if (packed) {
            String encoding = request.headers().get("grpc-encoding", "identity");
            if (!BodyDecoder.supports(encoding)) {
                throw new RequestException(
                        Status.Code.UNIMPLEMENTED, "unsupported grpc-encoding: " + encoding);
            }
            BodyDecoder.decode(body, encoding, maxMessageLength);
        }
    }

    @Override
    public final HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        if (request.method() != HttpMethod.POST) {
            return HttpResponse.of(HttpStatus.METHOD_NOT_ALLOWED);
        }
        MediaType type = request.contentType();
        if (type == null
                || !type.subtype().startsWith("grpc")
                || !type.is(MediaType.ANY_APPLICATION_TYPE)) {
            return HttpResponse.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
        }
        return HttpResponse.of(
                RequestBody.collect(ctx, request, budget, maxMessageLength + PREFIX)
                        .thenCompose(body -> handle(ctx, request, body))
                        .handle(
                                (answer, failure) ->
                                        failure == null ? success(answer) : failure(failure)));
    }

    private static HttpResponse success(byte[] answer) {
        byte[] frame = new byte[PREFIX + answer.length];
        frame[1] = (byte) (answer.length >>> 24);
        frame[2] = (byte) (answer.length >>> 16);
        frame[3] = (byte) (answer.length >>> 8);
        frame[4] = (byte) answer.length;
        System.arraycopy(answer, 0, frame, PREFIX, answer.length);
        return HttpResponse.of(
                ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, GRPC),
                HttpData.wrap(frame),
                HttpHeaders.of("grpc-status", "0"));
    }

    private static HttpResponse failure(Throwable failure) {
        RequestException refusal = RequestException.of(failure, log);
        var headers =
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(GRPC)
                        .add("grpc-status", Integer.toString(refusal.code().value()))
                        .add("grpc-message", percentEncode(refusal.getMessage()));
        if (refusal.retryAfter() != null) {
            headers.add(
                    "grpc-status-details-bin",
                    Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(status(refusal).toByteArray()));
        }
        return HttpResponse.of(headers.build());
    }

    /**
     * The {@code google.rpc.Status} of a refusal, with a {@code RetryInfo} where another try is
     * worth it.
     */
    public static com.google.rpc.Status status(RequestException refusal) {
        var status =
                com.google.rpc.Status.newBuilder()
                        .setCode(refusal.code().value())
                        .setMessage(refusal.getMessage());
        Duration delay = refusal.retryAfter();
        if (delay != null) {
            status.addDetails(
                    Any.pack(
                            RetryInfo.newBuilder()
                                    .setRetryDelay(
                                            com.google.protobuf.Duration.newBuilder()
                                                    .setSeconds(delay.toSeconds())
                                                    .setNanos(delay.toNanosPart()))
                                    .build()));
        }
        return status.build();
    }

    private static String percentEncode(String message) {
        StringBuilder out = new StringBuilder(message.length());
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0x20 && b < 0x7F && b != '%') {
                out.append((char) b);
            } else {
                out.append(String.format("%%%02X", b & 0xFF));
            }
        }
        return out.toString();
    }
}
