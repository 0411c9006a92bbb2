/**
 * The way of spans from a distributor to those who store them: the seam {@link
 * io.tempo.core.ingest.SpanSink}, in process or over a log.
 */
package io.tempo.core.ingest;
