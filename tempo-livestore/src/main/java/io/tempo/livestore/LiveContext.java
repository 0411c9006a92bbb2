package io.tempo.livestore;

import io.tempo.livestore.wal.WalFile;

import java.time.Clock;

/**
 * What the parts of a live store share.
 *
 * @param walFiles how files of the log are made
 */
record LiveContext(
        LiveStoreSettings settings,
        TenantPolicy policy,
        Clock clock,
        LiveStoreMetrics metrics,
        MemoryAccount memory,
        DiskGuard disk,
        WalFile.Factory walFiles) {}
