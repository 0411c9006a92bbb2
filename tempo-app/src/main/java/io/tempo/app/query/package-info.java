/**
 * The {@code query} command: asks a running server over its HTTP API and shows the answers as text
 * that fits a terminal. Knows the API's documented answers only, nothing of the server's classes.
 */
package io.tempo.app.query;
