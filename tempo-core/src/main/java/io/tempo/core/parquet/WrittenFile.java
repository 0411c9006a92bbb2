package io.tempo.core.parquet;

/**
 * What became of a file that was written.
 *
 * @param size its length in bytes
 * @param footerSize length of the footer's Thrift structure, without the eight bytes after it
 * @param rowGroups how many row groups it has
 */
public record WrittenFile(long size, int footerSize, int rowGroups) {}
