package io.tempo.distributor;

/**
 * What a tenant may send.
 *
 * @param rateBytes bytes a second
 * @param burstBytes most bytes at once
 * @param retryInfo whether a refusal tells the client when to try again
 */
public record IngestionLimits(long rateBytes, long burstBytes, boolean retryInfo) {}
