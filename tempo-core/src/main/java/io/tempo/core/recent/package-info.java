/**
 * How queries see recent data: what has been received and is not yet, or not only, in object
 * storage. The live store provides it, the querier asks; neither knows the other.
 */
package io.tempo.core.recent;
