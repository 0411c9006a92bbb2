package io.tempo.querier.frontend;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;

import java.util.List;

/** The forms that an answer can have. */
enum ResponseFormat {
    JSON(MediaType.create("application", "json")),
    PROTOBUF(MediaType.create("application", "protobuf"));

    /** Says what an answer is without: blocks that could not be read, spans over a limit. */
    static final String PARTIAL_HEADER = "x-tempo-partial";

    private final MediaType type;

    ResponseFormat(MediaType type) {
        this.type = type;
    }

    /** What a request asks for: protobuf if its Accept names it anywhere, else JSON. */
    static ResponseFormat of(RequestHeaders headers) {
        return headers.get(HttpHeaderNames.ACCEPT, "").contains("application/protobuf")
                ? PROTOBUF
                : JSON;
    }

    /** An answer, and what is wrong with the data that it is without. */
    HttpResponse response(Reply<? extends Message> reply) {
        return response(reply.message(), reply.unreadable());
    }

    HttpResponse response(Message message) {
        return response(message, List.of());
    }

    /** An answer, and what is wrong with the blocks that it is without. */
    HttpResponse response(Message message, List<String> unreadable) {
        return response(
                this == PROTOBUF ? HttpData.wrap(message.toByteArray()) : json(message),
                unreadable);
    }

    static HttpData json(Message message) {
        return HttpData.ofUtf8(ProtoJson.print(message));
    }

    HttpResponse response(HttpData body, List<String> unreadable) {
        return response(type, body, unreadable);
    }

    /** An answer of some type, and what it is without. */
    static HttpResponse response(MediaType type, HttpData body, List<String> unreadable) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.OK).contentType(type);
        if (!unreadable.isEmpty()) {
            headers.set(PARTIAL_HEADER, headerText(unreadable));
        }
        return HttpResponse.of(headers.build(), body);
    }

    private static String headerText(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String next = (text.isEmpty() ? "" : "; ") + line;
            if (text.length() + next.length() > 1000) {
                text.append("; …");
                break;
            }
            text.append(next);
        }
        return text.toString().replaceAll("[^\\x20-\\x7E]", "?");
    }
}
