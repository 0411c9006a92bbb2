package io.tempo.querier.job;

import io.tempo.core.model.TenantId;

/**
 * A part of a query that one querier does at one go.
 *
 * @param task what is asked
 * @param scope which data it is asked of
 */
public record Job(TenantId tenant, Task task, Scope scope) {}
