package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.model.TenantId;
import io.tempo.core.traceql.TraceQl;

import java.util.List;
import java.util.Optional;

/**
 * {@code /api/query/explain}: does what a search or a metrics query would do, and answers what was
 * looked at for it, what was left out, and why. A metrics query is one over intervals, or with
 * {@code instant=true} over the whole time.
 */
final class ExplainApi {

    private final SearchApi search;
    private final MetricsApi metrics;
    private final QueryFrontendConfig config;

    ExplainApi(SearchApi search, MetricsApi metrics, QueryFrontendConfig config) {
        this.search = search;
        this.metrics = metrics;
        this.config = config;
    }

    HttpResponse explain(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        return explained(new Parameters(ctx.queryParams()), Caller.of(ctx, tenants))
                .report(ResponseFormat.of(request.headers()));
    }

    private Explained<?> explained(Parameters parameters, Caller caller)
            throws ApiException, InterruptedException {
        boolean instant = parameters.bool("instant", false);
        if (!isMetrics(parameters)) {
            return search.explained(parameters, caller);
        }
        return instant
                ? metrics.explainedInstant(parameters, caller)
                : metrics.explainedRange(parameters, caller);
    }

    private boolean isMetrics(Parameters parameters) throws ApiException {
        Optional<String> query = parameters.text("q");
        if (query.isEmpty()) {
            return false;
        }
        SearchParameters.checkSize(query.get(), config);
        return TraceQl.parse(query.get()).isMetrics();
    }
}
