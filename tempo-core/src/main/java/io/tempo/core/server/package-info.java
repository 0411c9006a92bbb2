/**
 * What every listening process shares: reading request bodies within a memory budget, tenancy,
 * errors on the wire, readiness, status pages and metrics. It knows HTTP and gRPC framing, and none
 * of the components behind them.
 */
package io.tempo.core.server;
