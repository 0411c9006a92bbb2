/**
 * What differs between two traces: their spans matched by their place in the tree, and the
 * differences as JSON. In come traces, out comes JSON; nothing here reads data or knows of
 * requests.
 */
package io.tempo.querier.frontend.diff;
