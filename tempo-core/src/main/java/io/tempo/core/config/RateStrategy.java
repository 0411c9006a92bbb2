package io.tempo.core.config;

/** Whether an ingestion rate is each distributor's own or shared by all of them. */
public enum RateStrategy {
    LOCAL,
    GLOBAL
}
