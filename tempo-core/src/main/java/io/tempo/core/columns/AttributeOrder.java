package io.tempo.core.columns;

/**
 * Puts the attributes of one owner into ascending order of their keys' bytes; entries with the same
 * key keep their order. Holds scratch space: not thread-safe.
 */
public final class AttributeOrder {

    private final ByteStrings strings;
    private final AttributeColumns attributes;
    private final IntSort sort = new IntSort(this::compare);

    public AttributeOrder(ByteStrings strings, AttributeColumns attributes) {
        this.strings = strings;
        this.attributes = attributes;
    }

    /**
     * Writes the entry numbers of an owner, sorted.
     *
     * @param into where to, from {@code at}; it has room for all of them
     * @return how many there are
     */
    public int sort(int owner, int[] into, int at) {
        int from = attributes.start()[owner];
        int count = attributes.start()[owner + 1] - from;
        for (int i = 0; i < count; i++) {
            into[at + i] = from + i;
        }
        sort.sort(into, at, at + count);
        return count;
    }

    private int compare(int entryA, int entryB) {
        int a = attributes.key()[entryA];
        int b = attributes.key()[entryB];
        return a == b ? 0 : strings.compare(a, b);
    }
}
