/**
 * JMH benchmarks of the data's way: scanning, columns, blocks, searches. Each checks its output
 * before it is timed. Run with {@code java -jar benchmarks/target/benchmarks.jar [pattern]}; never
 * part of the tests.
 */
package io.tempo.benchmarks;
