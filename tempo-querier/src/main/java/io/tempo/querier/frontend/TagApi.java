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
import io.tempo.core.traceql.TagQuery;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.TraceQlException;
import io.tempo.querier.job.SpanFilter;
import io.tempo.querier.job.TagNamesTask;
import io.tempo.querier.job.TagValuesTask;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Names and values of tags: {@code /api/search/tag…} and {@code /api/v2/search/tag…}. */
final class TagApi {

    private static final String INTRINSIC = "intrinsic";
    private static final String NONE = "none";

    private final QueryFrontend frontend;
    private final QueryFrontendConfig config;
    private final Function<TenantId, QueryLimits> limits;
    private final Clock clock;

    TagApi(
            QueryFrontend frontend,
            QueryFrontendConfig config,
            Function<TenantId, QueryLimits> limits,
            Clock clock) {
        this.frontend = frontend;
        this.config = config;
        this.limits = limits;
        this.clock = clock;
    }

    // ---- names ----

    HttpResponse namesV1(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        return ResponseFormat.of(request.headers())
                .response(
                        namesV1(
                                new Parameters(ctx.queryParams()),
                                Caller.of(ctx, tenants),
                                PartialAnswers.unwanted()));
    }

    HttpResponse namesV2(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        return ResponseFormat.of(request.headers())
                .response(
                        namesV2(
                                new Parameters(ctx.queryParams()),
                                Caller.of(ctx, tenants),
                                PartialAnswers.unwanted()));
    }

    /** Names, in one list. */
    Reply<SearchTagsResponse> namesV1(
            Parameters parameters, Caller caller, PartialAnswers<SearchTagsResponse> partial)
            throws ApiException, InterruptedException {
        String scope = scope(parameters);
        int limit = limit(parameters);
        if (scope.equals(INTRINSIC)) {
            return new Reply<>(namesV1(Map.of(), TagNames.INTRINSICS, limit).build(), List.of());
        }
        Function<QueryFrontend.TagAnswer<TagNames>, SearchTagsResponse> message =
                found ->
                        namesV1(found.found().names(), List.of(), limit)
                                .setMetrics(metrics(found.work()))
                                .build();
        var answer =
                names(
                        parameters,
                        caller,
                        scope,
                        SpanFilter.ALL,
                        soFar -> partial.changed(() -> message.apply(soFar.get())));
        return new Reply<>(message.apply(answer), answer.work().unreadable());
    }

    private static SearchTagsResponse.Builder namesV1(
            Map<AttributeScope, List<String>> found, List<String> more, int limit) {
        Set<String> names = new TreeSet<>(more);
        found.values().forEach(names::addAll);
        return SearchTagsResponse.newBuilder()
                .addAllTagNames(names.stream().limit(limit == 0 ? Long.MAX_VALUE : limit).toList())
                .setMetrics(MetadataMetrics.getDefaultInstance());
    }

    /** Names by scope. */
    Reply<SearchTagsV2Response> namesV2(
            Parameters parameters, Caller caller, PartialAnswers<SearchTagsV2Response> partial)
            throws ApiException, InterruptedException {
        String scope = scope(parameters);
        if (scope.equals(INTRINSIC)) {
            return new Reply<>(namesV2(Map.of(), true).build(), List.of());
        }
        Function<QueryFrontend.TagAnswer<TagNames>, SearchTagsV2Response> message =
                found ->
                        namesV2(found.found().names(), scope.equals(NONE))
                                .setMetrics(metrics(found.work()))
                                .build();
        var answer =
                names(
                        parameters,
                        caller,
                        scope,
                        filter(parameters, caller),
                        soFar -> partial.changed(() -> message.apply(soFar.get())));
        return new Reply<>(message.apply(answer), answer.work().unreadable());
    }

    private static SearchTagsV2Response.Builder namesV2(
            Map<AttributeScope, List<String>> found, boolean intrinsics) {
        SearchTagsV2Response.Builder response =
                SearchTagsV2Response.newBuilder().setMetrics(MetadataMetrics.getDefaultInstance());
        found.forEach(
                (scope, names) -> {
                    if (!names.isEmpty()) {
                        response.addScopes(
                                SearchTagsV2Scope.newBuilder()
                                        .setName(scope.name().toLowerCase(Locale.ROOT))
                                        .addAllTags(names));
                    }
                });
        if (intrinsics) {
            response.addScopes(
                    SearchTagsV2Scope.newBuilder()
                            .setName(INTRINSIC)
                            .addAllTags(TagNames.INTRINSICS));
        }
        return response;
    }

    private QueryFrontend.TagAnswer<TagNames> names(
            Parameters parameters,
            Caller caller,
            String scope,
            SpanFilter filter,
            PartialAnswers<QueryFrontend.TagAnswer<TagNames>> partial)
            throws ApiException, InterruptedException {
        EnumSet<AttributeScope> scopes =
                scope.equals(NONE)
                        ? EnumSet.allOf(AttributeScope.class)
                        : EnumSet.of(AttributeScope.valueOf(scope.toUpperCase(Locale.ROOT)));
        TimeWindow window = window(parameters, caller);
        return frontend.tagNames(
                query(caller, "tag names " + scope + ' ' + filter.text()),
                new TagNamesTask(
                        scopes,
                        filter,
                        limit(parameters),
                        maxBytes(caller),
                        window.startNanos(),
                        window.endNanos()),
                partial);
    }

    // ---- values ----

    HttpResponse valuesV1(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        return ResponseFormat.of(request.headers())
                .response(
                        valuesV1(
                                ctx.pathParam("tagName"),
                                new Parameters(ctx.queryParams()),
                                Caller.of(ctx, tenants),
                                PartialAnswers.unwanted()));
    }

    HttpResponse valuesV2(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Reply<SearchTagValuesV2Response> reply =
                valuesV2(
                        ctx.pathParam("tagName"),
                        new Parameters(ctx.queryParams()),
                        Caller.of(ctx, tenants),
                        PartialAnswers.unwanted());
        return LlmFormat.isAskedFor(request.headers())
                ? LlmFormat.response(LlmFormat.tagValues(reply.message()), reply.unreadable())
                : ResponseFormat.of(request.headers()).response(reply);
    }

    /** Values as text, of spans and resources together. */
    Reply<SearchTagValuesResponse> valuesV1(
            String tag,
            Parameters parameters,
            Caller caller,
            PartialAnswers<SearchTagValuesResponse> partial)
            throws ApiException, InterruptedException {
        Function<QueryFrontend.TagAnswer<TagValues>, SearchTagValuesResponse> message =
                found ->
                        SearchTagValuesResponse.newBuilder()
                                .addAllTagValues(found.found().texts())
                                .setMetrics(metrics(found.work()))
                                .build();
        var answer =
                values(
                        parameters,
                        caller,
                        TagValues.unscopedField(tag),
                        SpanFilter.ALL,
                        soFar -> partial.changed(() -> message.apply(soFar.get())));
        return new Reply<>(message.apply(answer), answer.work().unreadable());
    }

    /** Values with their types. */
    Reply<SearchTagValuesV2Response> valuesV2(
            String tag,
            Parameters parameters,
            Caller caller,
            PartialAnswers<SearchTagValuesV2Response> partial)
            throws ApiException, InterruptedException {
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
        var answer =
                values(
                        parameters,
                        caller,
                        field,
                        filter(parameters, caller),
                        soFar -> partial.changed(() -> valuesV2(soFar.get())));
        return new Reply<>(valuesV2(answer), answer.work().unreadable());
    }

    private static SearchTagValuesV2Response valuesV2(QueryFrontend.TagAnswer<TagValues> found) {
        SearchTagValuesV2Response.Builder response = SearchTagValuesV2Response.newBuilder();
        for (TypedValue value : found.found().values()) {
            response.addTagValues(value.toProto());
        }
        return response.setMetrics(metrics(found.work())).build();
    }

    private QueryFrontend.TagAnswer<TagValues> values(
            Parameters parameters,
            Caller caller,
            FieldExpression.Field field,
            SpanFilter filter,
            PartialAnswers<QueryFrontend.TagAnswer<TagValues>> partial)
            throws ApiException, InterruptedException {
        int limit = valueLimit(parameters);
        TimeWindow window = window(parameters, caller);
        return frontend.tagValues(
                query(caller, "tag values " + field.text() + ' ' + filter.text()),
                new TagValuesTask(
                        field,
                        filter,
                        limit,
                        maxBytes(caller),
                        window.startNanos(),
                        window.endNanos()),
                partial);
    }

    // ---- what they share ----

    private QueryContext query(Caller caller, String text) {
        return new QueryContext(
                caller.tenants(),
                QueryContext.Operation.METADATA,
                text,
                caller.gone(),
                config.apiTimeout(),
                Explanation.NONE);
    }

    private TimeWindow window(Parameters parameters, Caller caller) throws ApiException {
        QueryFrontendConfig.Search search = config.search();
        var longest = limits.apply(caller.first()).maxSearchDuration();
        return TimeWindow.parse(
                parameters,
                clock.instant(),
                search.queryBackendAfter(),
                config.queryEndCutoff(),
                longest.isZero() ? search.maxDuration() : longest);
    }

    private SpanFilter filter(Parameters parameters, Caller caller) throws ApiException {
        Optional<String> text = parameters.text("q");
        if (text.isEmpty()) {
            return SpanFilter.ALL;
        }
        SearchParameters.checkSize(text.get(), config);
        try {
            return SpanFilter.of(text.get(), limits.apply(caller.first()).maxConditionGroups());
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

    private long maxBytes(Caller caller) {
        return limits.apply(caller.first()).maxBytesPerTagValues();
    }

    private static MetadataMetrics metrics(QueryWork work) {
        return MetadataMetrics.newBuilder()
                .setInspectedBytes(work.work().bytes())
                .setTotalJobs(work.jobs())
                .setCompletedJobs(work.completedJobs())
                .setTotalBlocks(work.blocks())
                .setTotalBlockBytes(work.blockBytes())
                .build();
    }
}
