package io.tempo.app;

import io.tempo.core.block.DedicatedColumn;
import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.config.Config;
import io.tempo.core.config.DedicatedColumnConfig;
import io.tempo.core.model.TenantId;
import io.tempo.core.overrides.Overrides;
import io.tempo.distributor.IngestionLimits;
import io.tempo.livestore.TenantPolicy;
import io.tempo.querier.frontend.QueryLimits;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a tenant may do, in the words of each component: its overrides, and what is configured for
 * all where they say nothing.
 */
record TenantSettings(Config config, Overrides overrides) implements TenantPolicy {

    IngestionLimits ingestionLimits(TenantId tenant) {
        var ingestion = overrides.forTenant(tenant).ingestion();
        return new IngestionLimits(
                ingestion.rateLimitBytes(),
                ingestion.burstSizeBytes(),
                ingestion.retryInfoEnabled());
    }

    QueryLimits queryLimits(TenantId tenant) {
        var limits = overrides.forTenant(tenant);
        return new QueryLimits(
                limits.read().maxSearchDuration(),
                limits.read().maxMetricsDuration(),
                limits.global().maxBytesPerTrace(),
                limits.read().maxBytesPerTagValuesQuery(),
                limits.read().maxConditionGroupsPerTagQuery(),
                limits.read().leftPadTraceIds());
    }

    @Override
    public TenantPolicy.Limits limits(TenantId tenant) {
        var limits = overrides.forTenant(tenant);
        int attributeBytes = limits.ingestion().maxAttributeBytes();
        return new TenantPolicy.Limits(
                limits.global().maxBytesPerTrace(),
                limits.ingestion().maxTracesPerUser(),
                attributeBytes > 0 ? attributeBytes : config.distributor().maxAttributeBytes());
    }

    @Override
    public List<DedicatedColumn> dedicatedColumns(TenantId tenant) {
        List<DedicatedColumnConfig> own =
                overrides.forTenant(tenant).storage().parquetDedicatedColumns();
        List<DedicatedColumnConfig> configured =
                own.isEmpty() ? config.storage().trace().block().parquetDedicatedColumns() : own;
        return configured.isEmpty()
                ? DedicatedColumns.DEFAULTS
                : configured.stream().map(TenantSettings::column).toList();
    }

    private static DedicatedColumn column(DedicatedColumnConfig column) {
        Set<DedicatedColumn.Option> options = new LinkedHashSet<>();
        column.options().forEach(o -> options.add(DedicatedColumns.option(o)));
        return new DedicatedColumn(
                DedicatedColumns.scope(column.scope()),
                column.name(),
                DedicatedColumns.type(column.type()),
                options);
    }
}
