/**
 * OpenTelemetry's trace messages on the wire. Requests come in as bytes, are checked once by {@link
 * io.tempo.core.otlp.OtlpScanner}, and leave as byte ranges grouped by trace or as columns; columns
 * leave again as OTLP.
 *
 * <p>Nothing here builds protobuf objects for a span that arrives; generated classes appear only
 * where whole traces are put together for an answer.
 */
package io.tempo.core.otlp;
