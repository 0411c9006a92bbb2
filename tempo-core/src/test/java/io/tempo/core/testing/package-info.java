/**
 * What tests of all modules share: makers of traces, faulty and in-memory stand-ins, and the
 * contracts that every implementation of a seam has to pass. Shipped as this module's test jar.
 */
package io.tempo.core.testing;
