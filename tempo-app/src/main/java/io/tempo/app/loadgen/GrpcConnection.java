package io.tempo.app.loadgen;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;

import io.tempo.app.loadgen.LoadGenerator.Answer;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletionException;

/** OTLP over gRPC on one HTTP/2 connection. */
final class GrpcConnection implements LoadGenerator.Connection {

    private static final int PREFIX = 5;

    private final ClientFactory factory = ClientFactory.builder().build();
    private final WebClient client;
    private final RequestHeaders headers;

    GrpcConnection(LoadGenerator.Settings settings) {
        client =
                WebClient.builder("h2c://" + settings.host() + ":" + settings.port())
                        .factory(factory)
                        .responseTimeoutMillis(60_000)
                        .build();
        var builder =
                RequestHeaders.builder(
                                HttpMethod.POST,
                                "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
                        .add("content-type", "application/grpc")
                        .add("te", "trailers");
        if (settings.tenant() != null) {
            builder.add("x-scope-orgid", settings.tenant());
        }
        headers = builder.build();
    }

    @Override
    public Answer send(byte[] request) throws IOException {
        byte[] frame = new byte[PREFIX + request.length];
        frame[1] = (byte) (request.length >>> 24);
        frame[2] = (byte) (request.length >>> 16);
        frame[3] = (byte) (request.length >>> 8);
        frame[4] = (byte) request.length;
        System.arraycopy(request, 0, frame, PREFIX, request.length);
        AggregatedHttpResponse response;
        try {
            response =
                    client.execute(HttpRequest.of(headers, HttpData.wrap(frame)))
                            .aggregate()
                            .join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
        HttpHeaders status =
                response.trailers().contains("grpc-status")
                        ? response.trailers()
                        : response.headers();
        if ("0".equals(status.get("grpc-status"))) {
            byte[] body = response.content().array();
            return Answer.taken(
                    Arrays.copyOfRange(body, Math.min(PREFIX, body.length), body.length));
        }
        return Answer.refused(
                response.status()
                        + ", grpc-status "
                        + status.get("grpc-status")
                        + ": "
                        + status.get("grpc-message"),
                retryAfterMillis(status.get("grpc-status-details-bin")));
    }

    private static long retryAfterMillis(String details) throws InvalidProtocolBufferException {
        if (details == null) {
            return -1;
        }
        var status = com.google.rpc.Status.parseFrom(Base64.getDecoder().decode(details));
        for (var detail : status.getDetailsList()) {
            if (detail.is(RetryInfo.class)) {
                return Durations.toMillis(detail.unpack(RetryInfo.class).getRetryDelay());
            }
        }
        return -1;
    }

    @Override
    public void close() {
        factory.close();
    }
}
