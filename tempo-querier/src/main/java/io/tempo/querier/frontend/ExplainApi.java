package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.model.TenantId;

import java.util.List;

/**
 * {@code /api/query/explain}: does what a search would do, and answers what was looked at for it,
 * what was left out, and why.
 */
final class ExplainApi {

    private final SearchApi search;

    ExplainApi(SearchApi search) {
        this.search = search;
    }

    HttpResponse explain(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Parameters parameters = new Parameters(ctx.queryParams());
        return search.explained(parameters, Caller.of(ctx, tenants))
                .report(ResponseFormat.of(request.headers()));
    }
}
