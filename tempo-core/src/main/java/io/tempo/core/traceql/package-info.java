/**
 * The TraceQL language: text in, a checked syntax tree out. {@link io.tempo.core.traceql.TraceQl}
 * is the door; the tree is made of sealed interfaces and records that know their place in the text.
 * Nothing here reads spans: evaluation lives elsewhere and never comes back in.
 */
package io.tempo.core.traceql;
