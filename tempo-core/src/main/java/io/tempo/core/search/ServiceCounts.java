package io.tempo.core.search;

/** How many spans of a trace a service has, and how many of them failed. */
public record ServiceCounts(int spans, int errors) {

    /** The larger of each; parts of one trace are not disjoint, so counts do not add up. */
    ServiceCounts max(ServiceCounts other) {
        return new ServiceCounts(Math.max(spans, other.spans), Math.max(errors, other.errors));
    }
}
