package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TenantId;
import io.tempo.core.search.TagNames;
import io.tempo.core.search.TagValues;
import io.tempo.core.search.TypedValue;
import io.tempo.core.tempopb.MetadataMetrics;
import io.tempo.core.tempopb.SearchTagValuesResponse;
import io.tempo.core.tempopb.SearchTagValuesV2Response;
import io.tempo.core.tempopb.SearchTagsResponse;
import io.tempo.core.tempopb.SearchTagsV2Response;
import io.tempo.core.tempopb.SearchTagsV2Scope;
import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.TagQuery;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.TraceQlException;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.QueryPlan;
import io.tempo.querier.Querier;
import io.tempo.querier.QueryWork;
import io.tempo.querier.TagQuestion;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Names and values of tags: {@code /api/search/tag…} and {@code /api/v2/search/tag…}. */
final class TagApi {

    private static final String INTRINSIC = "intrinsic";
    private static final String NONE = "none";

    private final Querier querier;
    private final QueryFrontendConfig config;
    private final Function<TenantId, QueryLimits> limits;
    private final Clock clock;

    TagApi(
            Querier querier,
            QueryFrontendConfig config,
            Function<TenantId, QueryLimits> limits,
            Clock clock) {
        this.querier = querier;
        this.config = config;
        this.limits = limits;
        this.clock = clock;
    }

    /** Names, in one list. */
    HttpResponse namesV1(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Parameters parameters = new Parameters(ctx.queryParams());
        String scope = scope(parameters);
        Set<String> names = new TreeSet<>();
        MetadataMetrics metrics = MetadataMetrics.getDefaultInstance();
        List<String> unreadable = List.of();
        if (scope.equals(INTRINSIC)) {
            names.addAll(TagNames.INTRINSICS);
        } else {
            Names found = names(ctx, tenants, parameters, scope, Optional.empty());
            found.names().values().forEach(names::addAll);
            metrics = metrics(found.work());
            unreadable = found.work().unreadable();
        }
        int limit = limit(parameters);
        return ResponseFormat.of(request.headers())
                .response(
                        SearchTagsResponse.newBuilder()
                                .addAllTagNames(
                                        names.stream()
                                                .limit(limit == 0 ? Long.MAX_VALUE : limit)
                                                .toList())
                                .setMetrics(metrics)
                                .build(),
                        unreadable);
    }

    /** Names by scope. */
    HttpResponse namesV2(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Parameters parameters = new Parameters(ctx.queryParams());
        String scope = scope(parameters);
        SearchTagsV2Response.Builder response = SearchTagsV2Response.newBuilder();
        List<String> unreadable = List.of();
        if (scope.equals(INTRINSIC)) {
            response.setMetrics(MetadataMetrics.getDefaultInstance());
        } else {
            Names found = names(ctx, tenants, parameters, scope, filter(parameters, tenants));
            found.names()
                    .forEach(
                            (s, names) -> {
                                if (!names.isEmpty()) {
                                    response.addScopes(
                                            SearchTagsV2Scope.newBuilder()
                                                    .setName(name(s))
                                                    .addAllTags(names));
                                }
                            });
            response.setMetrics(metrics(found.work()));
            unreadable = found.work().unreadable();
        }
        if (scope.equals(INTRINSIC) || scope.equals(NONE)) {
            response.addScopes(
                    SearchTagsV2Scope.newBuilder()
                            .setName(INTRINSIC)
                            .addAllTags(TagNames.INTRINSICS));
        }
        return ResponseFormat.of(request.headers()).response(response.build(), unreadable);
    }

    private record Names(Map<AttributeScope, List<String>> names, QueryWork work) {}

    private Names names(
            ServiceRequestContext ctx,
            List<TenantId> tenants,
            Parameters parameters,
            String scope,
            Optional<QueryPlan> filter)
            throws ApiException, InterruptedException {
        EnumSet<AttributeScope> scopes =
                scope.equals(NONE)
                        ? EnumSet.allOf(AttributeScope.class)
                        : EnumSet.of(AttributeScope.valueOf(scope.toUpperCase(Locale.ROOT)));
        TagNames names =
                new TagNames(scopes, filter.orElse(null), limit(parameters), maxBytes(tenants));
        QueryWork work =
                querier.collect(
                        tenants, question(ctx, parameters, tenants, names::collect, names::isFull));
        return new Names(names.names(), work);
    }

    /** Values as text, of spans and resources together. */
    HttpResponse valuesV1(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Parameters parameters = new Parameters(ctx.queryParams());
        TagValues values =
                new TagValues(
                        TagValues.unscopedField(tagName(ctx)),
                        null,
                        valueLimit(parameters),
                        maxBytes(tenants));
        QueryWork work =
                querier.collect(
                        tenants,
                        question(ctx, parameters, tenants, values::collect, values::isFull));
        return ResponseFormat.of(request.headers())
                .response(
                        SearchTagValuesResponse.newBuilder()
                                .addAllTagValues(values.texts())
                                .setMetrics(metrics(work))
                                .build(),
                        work.unreadable());
    }

    /** Values with their types. */
    HttpResponse valuesV2(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Parameters parameters = new Parameters(ctx.queryParams());
        String tag = tagName(ctx);
        FieldExpression.Field field;
        try {
            field = TraceQl.parseAttribute(tag);
        } catch (TraceQlException e) {
            throw ApiException.badRequest(
                    "please provide a valid tagName: failed to parse identifier "
                            + Parameters.quoted(tag)
                            + ": "
                            + e.getMessage());
        }
        TagValues values =
                new TagValues(
                        field,
                        filter(parameters, tenants).orElse(null),
                        valueLimit(parameters),
                        maxBytes(tenants));
        QueryWork work =
                querier.collect(
                        tenants,
                        question(ctx, parameters, tenants, values::collect, values::isFull));
        SearchTagValuesV2Response.Builder response = SearchTagValuesV2Response.newBuilder();
        for (TypedValue value : values.values()) {
            response.addTagValues(value.toProto());
        }
        return ResponseFormat.of(request.headers())
                .response(response.setMetrics(metrics(work)).build(), work.unreadable());
    }

    private TagQuestion question(
            ServiceRequestContext ctx,
            Parameters parameters,
            List<TenantId> tenants,
            TagQuestion.Collector collector,
            BooleanSupplier full)
            throws ApiException {
        QueryFrontendConfig.Search search = config.search();
        var longest = limits.apply(tenants.getFirst()).maxSearchDuration();
        TimeWindow window =
                TimeWindow.parse(
                        parameters,
                        clock.instant(),
                        search.queryBackendAfter(),
                        config.queryEndCutoff(),
                        longest.isZero() ? search.maxDuration() : longest);
        return new TagQuestion(
                collector, full, window.startNanos(), window.endNanos(), ctx::isCancelled);
    }

    private Optional<QueryPlan> filter(Parameters parameters, List<TenantId> tenants)
            throws ApiException {
        Optional<String> text = parameters.text("q");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        SearchParameters.checkSize(text.get(), config);
        try {
            return TagQuery.parse(text.get(), limits.apply(tenants.getFirst()).maxConditionGroups())
                    .filter()
                    .map(
                            filter ->
                                    QueryPlan.of(
                                            new Pipeline(List.of(filter), filter.at()),
                                            Dialect.REFERENCE));
        } catch (TagQuery.TooManyGroupsException e) {
            throw ApiException.badRequest(e.getMessage());
        }
    }

    /**
     * The scope asked for: {@code none} for all of them, {@code intrinsic}, or that of attributes.
     */
    private static String scope(Parameters parameters) throws ApiException {
        String scope = parameters.text("scope").orElse(NONE);
        return switch (scope) {
            case NONE, INTRINSIC, "resource", "span", "event", "link", "instrumentation" -> scope;
            default ->
                    throw ApiException.badRequest(
                            "invalid scope: "
                                    + Parameters.quoted(scope)
                                    + ", expected resource, span, event, link, instrumentation,"
                                    + " intrinsic or none");
        };
    }

    private static String name(AttributeScope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    private static String tagName(ServiceRequestContext ctx) {
        return ctx.pathParam("tagName");
    }

    /** Of tag names; what cannot be read counts as none, as it does for editors that send it. */
    private static int limit(Parameters parameters) {
        try {
            return valueLimit(parameters);
        } catch (ApiException malformed) {
            return 0;
        }
    }

    private static int valueLimit(Parameters parameters) throws ApiException {
        return (int) Math.min(Integer.MAX_VALUE, parameters.number("limit", 0xFFFFFFFFL, 0));
    }

    private long maxBytes(List<TenantId> tenants) {
        return limits.apply(tenants.getFirst()).maxBytesPerTagValues();
    }

    private static MetadataMetrics metrics(QueryWork work) {
        return MetadataMetrics.newBuilder()
                .setInspectedBytes(work.inspectedBytes())
                .setTotalJobs(work.pieces())
                .setCompletedJobs(work.completedPieces())
                .setTotalBlocks(work.blocks())
                .setTotalBlockBytes(work.blockBytes())
                .build();
    }
}
