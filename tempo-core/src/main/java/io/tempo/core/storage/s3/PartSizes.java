package io.tempo.core.storage.s3;

/**
 * How an object is cut into parts: S3 takes 10,000, of 5 MiB to 5 GiB each, only the last one may
 * be smaller.
 *
 * @param first bytes of the first parts
 */
record PartSizes(int first) {

    private static final int DEFAULT = 16 << 20;
    private static final int LARGEST = 512 << 20;
    private static final int MAX_PARTS = 10_000;
    private static final int PARTS_OF_A_SIZE = 1500;

    /**
     * @param configured 0 for the default
     */
    static PartSizes of(long configured) {
        return new PartSizes(configured == 0 ? DEFAULT : (int) Math.min(configured, LARGEST));
    }

    /** Of an object whose size is known, for all parts but the last. */
    long forObject(long size) {
        return Math.max(first, Math.ceilDiv(size, (long) MAX_PARTS));
    }

    /**
     * Of an object whose size is not known: the parts double now and then, so that 10,000 of them
     * are enough for 1.9 TiB if the first ones have the default size, and for 0.7 TiB if they have
     * the smallest; the largest block has 0.1.
     *
     * @param number from 1
     */
    int forPart(int number) {
        int doublings = (number - 1) / PARTS_OF_A_SIZE;
        return (int) Math.min(LARGEST, (long) first << doublings);
    }
}
