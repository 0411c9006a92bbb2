/** Values of spans as plain JSON: for people and language models, not for clients of the API. */
package io.tempo.querier.json;
