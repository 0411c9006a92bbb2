/**
 * JMH benchmarks of the data's way: scanning, columns, blocks, searches. Each checks its output
 * before it is timed. Run with {@code java -jar benchmarks/target/benchmarks.jar [pattern]}; never
 * part of the tests. Programs that are run by their class measure queries ({@code QueryBenchmark})
 * and traces by id ({@code TraceByIdBenchmark}) over a directory of blocks ({@code StoredBlocks}).
 */
package io.tempo.benchmarks;
