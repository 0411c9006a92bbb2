package io.tempo.app;

/**
 * How the heap is shared out. What is left, a little less than a fifth, is for queries' columns,
 * for encoding blocks, and for the collector to breathe.
 *
 * @param requestBodyBytes bodies of requests that are being read or stored
 * @param liveColumnsBytes spans in memory that are not in a block yet
 * @param readerCacheBytes footers of blocks
 * @param bloomCacheBytes bloom filters of blocks
 * @param columnCacheBytes what is decoded of blocks: page indexes, dictionaries, which spans belong
 *     to which trace
 * @param answerBytes answers to queries, in the making
 */
record MemoryShares(
        long requestBodyBytes,
        long liveColumnsBytes,
        long readerCacheBytes,
        long bloomCacheBytes,
        long columnCacheBytes,
        long answerBytes) {

    static MemoryShares ofHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        return new MemoryShares(heap / 8, heap * 3 / 8, heap / 32, heap / 32, heap / 8, heap / 8);
    }
}
