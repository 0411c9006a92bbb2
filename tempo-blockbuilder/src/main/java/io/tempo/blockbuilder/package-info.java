/** Turns ranges of the span log into blocks, and keeps the blocks in order: compaction, retention, redaction. */
package io.tempo.blockbuilder;
