package io.tempo.distributor;

import com.linecorp.armeria.common.RequestHeaders;

import io.grpc.Status;
import io.tempo.core.model.TenantId;
import io.tempo.core.server.RequestException;

import java.util.List;

/**
 * Whose spans a request carries: with multitenancy the one tenant that its {@code x-scope-orgid}
 * names, else always {@code single-tenant}.
 */
final class TenantResolver {

    private static final String HEADER = "x-scope-orgid";

    private final boolean multitenancy;

    TenantResolver(boolean multitenancy) {
        this.multitenancy = multitenancy;
    }

    /**
     * The tenant of a request.
     *
     * @throws RequestException UNAVAILABLE (a collector tries again) if there is not exactly one
     *     header; INVALID_ARGUMENT if what it holds is not one tenant id
     */
    TenantId resolve(RequestHeaders headers) throws RequestException {
        if (!multitenancy) {
            return TenantId.SINGLE_TENANT;
        }
        List<String> values = headers.getAll(HEADER);
        if (values.size() != 1) {
            throw new RequestException(Status.Code.UNAVAILABLE, TenantId.MISSING);
        }
        try {
            return TenantId.parse(values.getFirst());
        } catch (IllegalArgumentException e) {
            throw new RequestException(Status.Code.INVALID_ARGUMENT, e.getMessage());
        }
    }
}
