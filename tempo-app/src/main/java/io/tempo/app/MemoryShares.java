package io.tempo.app;

/**
 * How the heap is shared out. What is left, about a third, is for queries' columns, for encoding
 * blocks, and for the collector to breathe.
 *
 * @param requestBodyBytes bodies of requests that are being read or stored
 * @param liveColumnsBytes spans in memory that are not in a block yet
 * @param readerCacheBytes footers and page indexes of blocks
 * @param bloomCacheBytes bloom filters and indexes of blocks
 * @param answerBytes answers to queries, in the making
 */
record MemoryShares(
        long requestBodyBytes,
        long liveColumnsBytes,
        long readerCacheBytes,
        long bloomCacheBytes,
        long answerBytes) {

    static MemoryShares ofHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        return new MemoryShares(heap / 8, heap * 3 / 8, heap / 16, heap / 16, heap / 8);
    }
}
