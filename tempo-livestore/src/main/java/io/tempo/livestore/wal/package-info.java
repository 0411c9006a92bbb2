/**
 * The write-ahead log: append-only files, one for each block that is going to be. What is in it is
 * safe from the end of the process when an append returns, and from a power cut when a sync does.
 *
 * <p>Format of a file {@code <block id>+<tenant>.wal}, all numbers big-endian:
 *
 * <pre>
 * header  "TEMPOWAL", version (u16), length of the tenant (u16), block id (16), time of creation (i64,
 *         unix ms), tenant, CRC32C of all before (u32)
 * record  marker (8: the file's own, made from the block id), type (u8), 0 (3 bytes), length of the
 *         details (u32), length of the body (u32), CRC32C of the body (u32), CRC32C of the 16 bytes
 *         before and the details (u32), details, body
 * </pre>
 *
 * <p>A record that is damaged is skipped: by its lengths if those can be trusted, otherwise by
 * looking for the next marker. Nothing here knows what is in the bodies.
 */
package io.tempo.livestore.wal;
