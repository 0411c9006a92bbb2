package io.tempo.core.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.parquet.ColumnCache.Kind;

import java.util.function.ToDoubleFunction;

/**
 * What is measured of caches: {@code tempodb_cache_requests_total} by role and outcome, {@code
 * tempodb_cache_evictions_total} by role, and their size and its limit in bytes. Caches that share
 * one limit have a role of their own for the requests, and one together for the size.
 */
final class CacheMetrics {

    /** Of the size of all that is in a {@link ColumnCache}. */
    private static final String COLUMNS = "parquet-columns";

    private final MeterRegistry registry;

    CacheMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Measures a cache that records statistics and is limited by weight, in bytes. */
    void bind(String role, Cache<?, ?> cache) {
        requests(role, "hit", cache, c -> c.stats().hitCount());
        requests(role, "miss", cache, c -> c.stats().missCount());
        evictions(role, cache, c -> c.stats().evictionCount());
        Policy.Eviction<?, ?> eviction = cache.policy().eviction().orElseThrow();
        size(role, eviction, e -> e.weightedSize().orElse(0), Policy.Eviction::getMaximum);
    }

    void bind(ColumnCache columns) {
        for (Kind kind : Kind.values()) {
            requests(kind.role(), "hit", columns, c -> c.hits(kind));
            requests(kind.role(), "miss", columns, c -> c.misses(kind));
            evictions(kind.role(), columns, c -> c.evictions(kind));
        }
        size(COLUMNS, columns, ColumnCache::bytes, ColumnCache::maxBytes);
    }

    private <T> void requests(String role, String outcome, T cache, ToDoubleFunction<T> count) {
        FunctionCounter.builder("tempodb_cache_requests", cache, count)
                .tag("role", role)
                .tag("outcome", outcome)
                .register(registry);
    }

    private <T> void evictions(String role, T cache, ToDoubleFunction<T> count) {
        FunctionCounter.builder("tempodb_cache_evictions", cache, count)
                .tag("role", role)
                .register(registry);
    }

    private <T> void size(
            String role, T cache, ToDoubleFunction<T> bytes, ToDoubleFunction<T> maxBytes) {
        Gauge.builder("tempodb_cache_bytes", cache, bytes).tag("role", role).register(registry);
        Gauge.builder("tempodb_cache_max_bytes", cache, maxBytes)
                .tag("role", role)
                .register(registry);
    }
}
