package io.tempo.core.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class PartSizesProperties {

    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final long TIB = 1024 * GIB;

    @Property
    void anObjectOfKnownSizeHasPartsThatS3Takes(
            @ForAll @LongRange(min = 1, max = 5 * TIB) long size,
            @ForAll @LongRange(min = 5 * MIB, max = 6 * GIB) long configured) {
        long part = PartSizes.of(configured).forObject(size);
        assertThat(part).isBetween(5 * MIB, 5 * GIB);
        assertThat(Math.ceilDiv(size, part)).isLessThanOrEqualTo(10_000);
    }

    @Property
    void partsOfUnknownNumberGrowAndStaySmallEnough(
            @ForAll @IntRange(min = 2, max = 10_000) int n) {
        PartSizes sizes = PartSizes.of(5 * MIB);
        assertThat(sizes.forPart(n))
                .isGreaterThanOrEqualTo(sizes.forPart(n - 1))
                .isLessThanOrEqualTo((int) (512 * MIB));
    }

    @Example
    void tenThousandPartsAreEnough() {
        assertThat(PartSizes.of(0).forPart(1)).isEqualTo(16 << 20);
        assertThat(largestObject(PartSizes.of(0))).isGreaterThan(1900 * GIB);
        assertThat(largestObject(PartSizes.of(5 * MIB))).isGreaterThan(700 * GIB);
    }

    private static long largestObject(PartSizes sizes) {
        long total = 0;
        for (int n = 1; n <= 10_000; n++) {
            total += sizes.forPart(n);
        }
        return total;
    }
}
