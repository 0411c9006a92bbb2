/**
 * What each tenant may do: the defaults of the configuration, and a file about single tenants that
 * is read again and again. Nothing here enforces a limit.
 */
package io.tempo.core.overrides;
