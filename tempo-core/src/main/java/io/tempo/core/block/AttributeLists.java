package io.tempo.core.block;

import io.tempo.core.block.AttributeRoutes.Route;
import io.tempo.core.columns.AttributeColumns;
import io.tempo.core.columns.AttributeOrder;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.model.ValueType;

import java.util.Arrays;

/**
 * Sorts the attributes of a row group's owners of one scope into the generic list and the columns
 * of their own. Not thread-safe; used for one row group after the other.
 */
final class AttributeLists {

    private static final int TYPES = 16;

    private final AttributeColumns a;
    private final AttributeRoutes routes;

    /** Sorted entries of the owners seen so far; null where the order stays as received. */
    private final AttributeOrder order;

    private final int[] sortedStart;
    private int[] sorted = new int[64];
    private int sortedCount;

    // The row group's.
    private Levels levels;
    private Levels owners;
    private int[] generic = new int[64];
    private byte[] genericTypes = new byte[64];
    private int genericCount;
    private final int[] typeCounts = new int[TYPES];
    private final int[][] routed;
    private final boolean[] routedArrays;

    /**
     * @param ownerCount owners in the columns, if their attributes are to be sorted by key; else -1
     */
    AttributeLists(
            AttributeColumns attributes,
            AttributeRoutes routes,
            ByteStrings strings,
            int ownerCount) {
        this.a = attributes;
        this.routes = routes;
        this.routed = new int[routes.size()][];
        this.routedArrays = new boolean[routes.size()];
        this.order = ownerCount < 0 ? null : new AttributeOrder(strings, attributes);
        this.sortedStart = new int[Math.max(0, ownerCount)];
        Arrays.fill(sortedStart, -1);
    }

    /**
     * Takes the owners of a row group.
     *
     * @param ownerLevels levels of the owners' group
     * @param ordinals the owners that are there, in order, from {@code from}
     */
    void begin(Levels ownerLevels, int[] ordinals, int from) {
        owners = ownerLevels;
        genericCount = 0;
        Arrays.fill(typeCounts, 0);
        Arrays.fill(routed, null);
        Arrays.fill(routedArrays, false);
        int n = ownerLevels.count();
        int total = 0;
        for (int i = 0; i < n; i++) {
            int owner = ordinals[from + i];
            total += a.start()[owner + 1] - a.start()[owner];
        }
        if (generic.length < total) {
            generic = new int[total];
            genericTypes = new byte[total];
        }
        int[] counts = total == 0 ? null : new int[n];
        for (int i = 0; total > 0 && i < n; i++) {
            counts[i] = place(i, ordinals[from + i]);
        }
        levels = genericCount == 0 ? below(ownerLevels) : levels(ownerLevels, counts);
    }

    /** Lets go of what is kept of the row group. */
    void end() {
        levels = null;
        owners = null;
        Arrays.fill(routed, null);
    }

    /** Levels of the generic list's elements. */
    Levels levels() {
        return levels;
    }

    /** Levels of the owners. */
    Levels owners() {
        return owners;
    }

    /** The entry of each attribute of the generic lists, {@code levels().count()} of them. */
    int[] entries() {
        return generic;
    }

    /** The {@link ValueType} of each of them. */
    byte[] types() {
        return genericTypes;
    }

    /** How many attributes of the generic lists have a {@link ValueType}. */
    int typeCount(byte type) {
        return typeCounts[type];
    }

    /**
     * For each owner its entry in a column of its own, plus one; 0 for none. Null if all lack it.
     */
    int[] routed(int route) {
        return routed[route];
    }

    /** Whether some value in a column of its own is an array. */
    boolean hasArrays(int route) {
        return routedArrays[route];
    }

    private int place(int position, int owner) {
        int from = a.start()[owner];
        int to = a.start()[owner + 1];
        int before = genericCount;
        if (order != null) {
            int start = sortedStart(owner, to - from);
            for (int i = start; i < start + to - from; i++) {
                place(position, sorted[i], a.key()[sorted[i]]);
            }
        } else if (routes.isEmpty()) {
            for (int e = from; e < to; e++) {
                addGeneric(e);
            }
        } else {
            for (int e = from; e < to; e++) {
                place(position, e, a.key()[e]);
            }
        }
        return genericCount - before;
    }

    private void place(int position, int entry, int key) {
        byte type = a.type()[entry];
        for (int r = routes.of(key); r >= 0; ) {
            Route route = routes.get(r);
            if (route.accepts(type)) {
                if (route.leaf() >= 0) {
                    if (routed[r] == null) {
                        routed[r] = new int[owners.count()];
                    }
                    routed[r][position] = entry + 1;
                    routedArrays[r] |= ValueType.isArray(type);
                }
                return;
            }
            // The last value of a key is the one that a dedicated column speaks of.
            if (!route.fixed() && routed[r] != null) {
                routed[r][position] = 0;
            }
            r = route.next();
        }
        addGeneric(entry);
    }

    private void addGeneric(int entry) {
        byte type = a.type()[entry];
        generic[genericCount] = entry;
        genericTypes[genericCount++] = type;
        typeCounts[type]++;
    }

    private int sortedStart(int owner, int count) {
        int start = sortedStart[owner];
        if (start < 0) {
            start = sortedCount;
            if (sorted.length < start + count) {
                sorted = Arrays.copyOf(sorted, Math.max(sorted.length * 2, start + count));
            }
            sortedCount += order.sort(owner, sorted, start);
            sortedStart[owner] = start;
        }
        return start;
    }

    private Levels levels(Levels parent, int[] counts) {
        int entries = parent.entries() - parent.count() + genericCount;
        for (int count : counts) {
            if (count == 0) {
                entries++;
            }
        }
        byte[] repetition = new byte[entries];
        byte[] definition = new byte[entries];
        byte further = (byte) (parent.depth() + 1);
        byte present = (byte) (parent.present() + 1);
        int owner = 0;
        int out = 0;
        for (int e = 0; e < parent.entries(); e++) {
            repetition[out] = parent.repetition()[e];
            byte definitionLevel = parent.definition()[e];
            int count = definitionLevel == parent.present() ? counts[owner++] : 0;
            if (count == 0) {
                definition[out++] = definitionLevel;
            } else {
                definition[out++] = present;
                for (int i = 1; i < count; i++) {
                    repetition[out] = further;
                    definition[out++] = present;
                }
            }
        }
        return new Levels(entries, repetition, definition, further, present, genericCount);
    }

    /** Levels of a list that is empty everywhere. */
    static Levels below(Levels parent) {
        return new Levels(
                parent.entries(),
                parent.repetition(),
                parent.definition(),
                parent.depth() + 1,
                parent.present() + 1,
                0);
    }
}
