/**
 * The nouns that every part of the system shares: ids, tenants, attribute scopes and value types.
 * Nothing here reads, writes or talks to anything.
 */
package io.tempo.core.model;
