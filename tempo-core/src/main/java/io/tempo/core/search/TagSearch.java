package io.tempo.core.search;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.Intrinsic;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.Position;
import io.tempo.core.traceql.Scope;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.Static;
import io.tempo.core.traceql.Status;
import io.tempo.core.traceql.engine.Bits;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.QueryPlan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The search that is older than TraceQL: {@code tags}, {@code minDuration} and {@code maxDuration}.
 * All conditions have to hold for a trace. Well-known keys may hold anywhere in it, the names among
 * them as part of the value; all other keys have to have exactly the value given, as a string, on
 * one resource or on spans of it. Thread-safe.
 *
 * <p>Source: observed behaviour of Tempo's {@code /api/search} ({@code http-api.md} 5.3).
 */
public final class TagSearch implements TraceSearch {

    private static final Map<String, Intrinsic> INTRINSICS =
            Map.of(
                    "name", Intrinsic.NAME,
                    "root.name", Intrinsic.ROOT_NAME,
                    "root.service.name", Intrinsic.ROOT_SERVICE_NAME);

    /** Attributes that are searched for a part of their value. */
    private static final Set<String> BY_PART =
            Set.of(
                    "service.name",
                    "k8s.cluster.name",
                    "k8s.namespace.name",
                    "k8s.pod.name",
                    "k8s.container.name",
                    "http.request.method",
                    "url.path",
                    "url.route",
                    "server.address",
                    "http.method",
                    "http.url",
                    "http.route");

    /** Attributes whose value may be a number. */
    private static final Set<String> BY_NUMBER =
            Set.of("http.response.status_code", "server.port", "http.status_code");

    private final long minDurationNanos;
    private final long maxDurationNanos;

    /** Each has to hold for some span of the trace; the window alone where there is no tag. */
    private final List<QueryPlan> anywhere = new ArrayList<>();

    /** All have to hold for spans of one resource of the trace. */
    private final List<QueryPlan> onOneResource = new ArrayList<>();

    /**
     * @param tags key and value of each condition
     * @param minDurationNanos shortest duration of a trace, 0 for any
     * @param maxDurationNanos longest duration of a trace, 0 for any
     */
    public TagSearch(Map<String, String> tags, long minDurationNanos, long maxDurationNanos) {
        this.minDurationNanos = minDurationNanos;
        this.maxDurationNanos = maxDurationNanos;
        tags.forEach(this::addCondition);
        if (anywhere.isEmpty() && onOneResource.isEmpty()) {
            anywhere.add(plan(new Literal(Static.TRUE, Position.NONE)));
        }
    }

    private void addCondition(String key, String value) {
        Intrinsic intrinsic = INTRINSICS.get(key);
        if (intrinsic != null) {
            anywhere.add(plan(contains(new IntrinsicField(intrinsic, Position.NONE), value)));
        } else if (key.equals("status.code")) {
            Status wanted = Status.UNSET;
            for (Status status : Status.values()) {
                if (status.word().equals(value)) {
                    wanted = status;
                }
            }
            anywhere.add(
                    plan(
                            compare(
                                    Operator.EQUAL,
                                    new IntrinsicField(Intrinsic.STATUS, Position.NONE),
                                    new Static.StatusValue(wanted))));
        } else if (BY_PART.contains(key)) {
            anywhere.add(
                    plan(
                            or(
                                    contains(attribute(Scope.SPAN, key), value),
                                    contains(attribute(Scope.RESOURCE, key), value))));
        } else if (BY_NUMBER.contains(key) && isNumber(value)) {
            Static number = new Static.IntValue(Long.parseLong(value));
            anywhere.add(plan(or(equal(key, number), equal(key, new Static.StringValue(value)))));
        } else {
            onOneResource.add(plan(equal(key, new Static.StringValue(value))));
        }
    }

    private static boolean isNumber(String value) {
        return value.matches("-?[0-9]{1,18}");
    }

    private static FieldExpression equal(String key, Static value) {
        return or(
                compare(Operator.EQUAL, attribute(Scope.SPAN, key), value),
                compare(Operator.EQUAL, attribute(Scope.RESOURCE, key), value));
    }

    private static FieldExpression contains(Field field, String part) {
        StringBuilder pattern = new StringBuilder(".*");
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
                pattern.append('\\');
            }
            pattern.append(c);
        }
        return compare(
                Operator.REGEX, field, new Static.StringValue(pattern.append(".*").toString()));
    }

    private static Field attribute(Scope scope, String key) {
        return new Attribute(scope, false, key, Position.NONE);
    }

    private static FieldExpression compare(Operator operator, Field field, Static value) {
        return new BinaryOperation(
                operator, field, new Literal(value, Position.NONE), Position.NONE);
    }

    private static FieldExpression or(FieldExpression a, FieldExpression b) {
        return new BinaryOperation(Operator.OR, a, b, Position.NONE);
    }

    private static QueryPlan plan(FieldExpression expression) {
        return QueryPlan.of(
                new Pipeline(List.of(new SpansetFilter(expression, Position.NONE)), Position.NONE),
                Dialect.CONTRACT);
    }

    @Override
    public void evaluate(
            TraceTable table, SearchRequest request, TopTraces result, SearchStats stats) {
        List<Bits> some = new ArrayList<>();
        boolean possible = matching(anywhere, table, request, some);
        List<Bits> together = new ArrayList<>();
        possible = possible && matching(onOneResource, table, request, together);
        if (possible) {
            Candidates candidates = new Candidates(table, result);
            for (int t = 0; t < table.traceCount(); t++) {
                if (hasDuration(table, t)
                        && hasEach(table, t, some)
                        && hasTogether(table, t, together)) {
                    candidates.add(t);
                }
            }
            candidates.offer(false, t -> List.of());
        }
        stats.add(table.traceCount(), possible ? table.spanCount() : 0, table.bytesRead());
    }

    /** Adds the spans that each plan finds; stops with false at the first that finds none. */
    private static boolean matching(
            List<QueryPlan> plans, TraceTable table, SearchRequest request, List<Bits> out) {
        for (QueryPlan plan : plans) {
            Bits spans =
                    plan.evaluate(
                                    table,
                                    request.startNanos(),
                                    request.endNanos(),
                                    request.cancelled())
                            .candidates();
            if (spans.isEmpty()) {
                return false;
            }
            out.add(spans);
        }
        return true;
    }

    private boolean hasDuration(TraceTable table, int trace) {
        if (minDurationNanos == 0 && maxDurationNanos == 0) {
            return true;
        }
        long duration = table.numbers(NumberField.TRACE_DURATION)[trace];
        return Long.compareUnsigned(duration, minDurationNanos) >= 0
                && (maxDurationNanos == 0 || Long.compareUnsigned(duration, maxDurationNanos) <= 0);
    }

    private static boolean hasEach(TraceTable table, int trace, List<Bits> conditions) {
        int[] start = table.traceSpanStart();
        for (Bits spans : conditions) {
            if (!spans.any(start[trace], start[trace + 1])) {
                return false;
            }
        }
        return true;
    }

    /** Spans of one resource lie together. */
    private static boolean hasTogether(TraceTable table, int trace, List<Bits> conditions) {
        if (conditions.isEmpty()) {
            return true;
        }
        int[] resource = table.spanResource();
        int end = table.traceSpanStart()[trace + 1];
        int from = table.traceSpanStart()[trace];
        while (from < end) {
            int to = from + 1;
            while (to < end && resource[to] == resource[from]) {
                to++;
            }
            boolean all = true;
            for (int i = 0; i < conditions.size() && all; i++) {
                all = conditions.get(i).any(from, to);
            }
            if (all) {
                return true;
            }
            from = to;
        }
        return false;
    }
}
