package io.tempo.core.storage;

import java.time.Instant;

/**
 * What a listing says of an object.
 *
 * @param size in bytes
 * @param modified when the content was written; a rename may or may not change it
 */
public record ObjectInfo(String key, long size, Instant modified) {}
