/**
 * Where the distributor leaves what it has accepted: {@link io.tempo.core.ingest.SpanSink} and what
 * stands behind it.
 */
package io.tempo.core.ingest;
