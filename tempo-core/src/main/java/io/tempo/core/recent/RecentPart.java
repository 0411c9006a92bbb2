package io.tempo.core.recent;

import java.util.UUID;

/** A piece of recent data: spans in memory, or a block on the local disk. */
public sealed interface RecentPart permits LivePart, BlockPart {

    /** The block that this part is, or is going to be. */
    UUID blockId();

    /** Start of the earliest span, in unix nanoseconds, or earlier. */
    long startNanos();

    /** End of the latest span, in unix nanoseconds, or later. */
    long endNanos();
}
