package io.tempo.app.query;

/**
 * A range in unix seconds.
 *
 * @param startSeconds first second
 * @param endSeconds last second; later than the first
 */
record TimeRange(long startSeconds, long endSeconds) {}
