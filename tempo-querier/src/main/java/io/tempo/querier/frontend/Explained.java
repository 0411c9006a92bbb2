package io.tempo.querier.frontend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;

/**
 * An answer, and how it came about.
 *
 * @param <M> the message
 * @param report see {@link ReportJson}
 */
record Explained<M extends Message>(Reply<M> reply, ObjectNode report) {

    /** The parameter that asks for a report with the answer. */
    static final String PARAMETER = "explain";

    /** The answer's JSON with the report as one more field, {@code explain}. */
    HttpResponse response(ResponseFormat format) throws ApiException {
        if (format != ResponseFormat.JSON) {
            throw ApiException.badRequest(
                    "explain=1 is answered in JSON only: ask without Accept:"
                            + " application/protobuf");
        }
        String json = ProtoJson.print(reply.message());
        String fields = json.substring(0, json.length() - 1);
        return format.response(
                HttpData.ofUtf8(
                        fields + (fields.length() > 1 ? "," : "") + "\"explain\":" + report + '}'),
                reply.unreadable());
    }

    /** The report alone. */
    HttpResponse report(ResponseFormat format) throws ApiException {
        if (format != ResponseFormat.JSON) {
            throw ApiException.badRequest("this endpoint answers in JSON only");
        }
        return format.response(HttpData.ofUtf8(report.toString()), reply.unreadable());
    }
}
