package io.tempo.querier;

import java.util.List;

/**
 * What was done for an answer.
 *
 * @param pieces live parts and row groups that the question was cut into
 * @param completedPieces those that were looked at, or did not have to be
 * @param blocks blocks among the sources
 * @param blockBytes size of those blocks
 * @param inspectedBytes bytes read from blocks
 * @param unreadable what is wrong with pieces that could not be read; the answer is partial if
 *     there are any
 */
public record QueryWork(
        int pieces,
        int completedPieces,
        int blocks,
        long blockBytes,
        long inspectedTraces,
        long inspectedSpans,
        long inspectedBytes,
        List<String> unreadable) {}
