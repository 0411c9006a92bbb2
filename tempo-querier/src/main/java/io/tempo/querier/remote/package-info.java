/**
 * Jobs over the network: queriers in processes of their own pull them from query-frontends over
 * gRPC.
 */
package io.tempo.querier.remote;
