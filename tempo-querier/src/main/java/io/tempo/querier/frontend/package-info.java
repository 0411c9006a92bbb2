/**
 * The public query API: reads parameters, checks them against limits, asks the querier, and writes
 * answers in the forms that clients of Tempo read. It knows HTTP; the querier behind it does not.
 */
package io.tempo.querier.frontend;
