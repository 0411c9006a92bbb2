/**
 * Answers queries from recent data and blocks together. What a query needs is in its arguments;
 * nothing here knows HTTP.
 */
package io.tempo.querier;
