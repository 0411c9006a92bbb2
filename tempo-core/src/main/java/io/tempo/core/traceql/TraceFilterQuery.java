package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;

import java.util.List;

/** Queries that pick spans of a trace one by one: a single spanset filter. */
public final class TraceFilterQuery {

    private TraceFilterQuery() {}

    /**
     * Parses a filter and checks that it needs nothing but the span itself, its resource, scope,
     * events and links.
     *
     * @throws IllegalArgumentException whose message is meant for the client
     */
    public static SpansetFilter parse(String text) {
        Query query;
        try {
            query = TraceQl.parseAndValidate(text);
        } catch (TraceQlException e) {
            throw new IllegalArgumentException(
                    "failed to parse TraceQL spanset filter: " + e.getMessage(), e);
        }
        if (query.isMetrics()) {
            throw invalid("only a single TraceQL filter is supported: got a metrics query");
        }
        if (!(query.body() instanceof Pipeline(List<Stage> stages, _)
                && stages.size() == 1
                && stages.getFirst() instanceof SpansetFilter filter)) {
            throw invalid(
                    "only a single TraceQL filter is supported: got a structural or aggregate"
                            + " query");
        }
        check(filter.expression());
        return filter;
    }

    private static void check(FieldExpression expression) {
        switch (expression) {
            case BinaryOperation operation -> {
                check(operation.left());
                check(operation.right());
            }
            case UnaryOperation operation -> check(operation.operand());
            case Exists exists -> check(exists.operand());
            case NotExists notExists -> check(notExists.operand());
            case IntrinsicField(Intrinsic intrinsic, _) -> {
                if (needsTrace(intrinsic)) {
                    throw invalid(
                            "intrinsic is not supported by this filter: \""
                                    + intrinsic.text()
                                    + "\"");
                }
            }
            case Literal _, FieldExpression.Attribute _ -> {}
        }
    }

    private static boolean needsTrace(Intrinsic intrinsic) {
        return switch (intrinsic) {
            case TRACE_DURATION,
                    ROOT_NAME,
                    ROOT_SERVICE_NAME,
                    TRACE_ID,
                    SPAN_CHILD_COUNT,
                    NESTED_SET_LEFT,
                    NESTED_SET_RIGHT,
                    NESTED_SET_PARENT,
                    PARENT ->
                    true;
            case NAME,
                    DURATION,
                    STATUS,
                    STATUS_MESSAGE,
                    KIND,
                    SPAN_ID,
                    SPAN_PARENT_ID,
                    EVENT_NAME,
                    EVENT_TIME_SINCE_START,
                    LINK_TRACE_ID,
                    LINK_SPAN_ID,
                    INSTRUMENTATION_NAME,
                    INSTRUMENTATION_VERSION ->
                    false;
        };
    }

    private static IllegalArgumentException invalid(String message) {
        return new IllegalArgumentException("invalid TraceQL filter: " + message);
    }
}
