/** Derives metrics from spans: span metrics, service graphs, host information, and their remote write. */
package io.tempo.metricsgen;
