/**
 * Typed configuration: a YAML document, environment references and command-line flags become one
 * checked {@link io.tempo.core.config.Config} of records. What is wrong is told here, with its path
 * and line; what comes out is trusted.
 *
 * <p>Every key, its type, default and flag is one line of the resource {@code schema.conf}. Nothing
 * here opens a listener or a store.
 */
package io.tempo.core.config;
