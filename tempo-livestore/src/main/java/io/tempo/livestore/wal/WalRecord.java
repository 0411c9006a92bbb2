package io.tempo.livestore.wal;

/**
 * A record that was read.
 *
 * @param type as it was appended
 * @param details as they were appended
 * @param body as it was appended; null if the reader was told not to read it
 * @param offset where the record begins in its file
 */
public record WalRecord(byte type, byte[] details, byte[] body, long offset) {}
