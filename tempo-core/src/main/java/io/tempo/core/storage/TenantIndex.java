package io.tempo.core.storage;

import java.time.Instant;

/**
 * A tenant's list of blocks as one process wrote it for the others.
 *
 * @param createdAt when it was written
 */
public record TenantIndex(Instant createdAt, TenantBlocks blocks) {}
