/**
 * The {@code loadgen} command: sends spans of a known shape as fast as asked, and says how fast
 * they were taken.
 */
package io.tempo.app.loadgen;
