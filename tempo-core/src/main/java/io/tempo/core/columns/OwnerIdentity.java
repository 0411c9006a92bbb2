package io.tempo.core.columns;

import io.tempo.core.model.SeededHash;
import io.tempo.core.model.ValueType;

import java.util.Arrays;

/**
 * Tells which resources, or which scopes, are equal in content: the same attributes in any order,
 * and the same name and version where owners have one. An owner is looked at when it is first asked
 * for. Not thread-safe.
 */
final class OwnerIdentity {

    private final AttributeColumns attributes;
    private final long[] elements;
    private final int[] name;
    private final int[] version;
    private final AttributeOrder order;

    /** The first owner asked for that is equal to this one; -1 before this one is asked for. */
    private final int[] same;

    /** Where an owner's sorted entries lie in {@link #sorted}. */
    private final int[] sortedStart;

    private int[] sorted = new int[64];
    private int sortedCount;

    /** Open addressing: owner + 1. */
    private int[] table = new int[64];

    private int[] hashes;
    private int distinct;

    private OwnerIdentity(
            SpanColumns c, AttributeColumns attributes, int owners, int[] name, int[] version) {
        this.attributes = attributes;
        this.elements = c.elements;
        this.name = name;
        this.version = version;
        this.order = new AttributeOrder(c.strings, attributes);
        this.same = new int[owners];
        Arrays.fill(same, -1);
        this.sortedStart = new int[owners];
        this.hashes = new int[owners];
    }

    static OwnerIdentity ofResources(SpanColumns c) {
        return new OwnerIdentity(c, c.resourceAttributes, c.resourceCount, null, null);
    }

    static OwnerIdentity ofScopes(SpanColumns c) {
        return new OwnerIdentity(c, c.scopeAttributes, c.scopeCount, c.scopeName, c.scopeVersion);
    }

    /** The owner that stands for all those equal to this one. */
    int of(int owner) {
        int known = same[owner];
        return known >= 0 ? known : find(owner);
    }

    private int find(int owner) {
        int count = attributes.start()[owner + 1] - attributes.start()[owner];
        if (sortedCount + count > sorted.length) {
            sorted = Arrays.copyOf(sorted, Math.max(sorted.length * 2, sortedCount + count));
        }
        order.sort(owner, sorted, sortedCount);
        sortedStart[owner] = sortedCount;
        int hash = hash(owner, sortedCount, count);
        hashes[owner] = hash;
        int mask = table.length - 1;
        int slot = hash & mask;
        while (table[slot] != 0) {
            int other = table[slot] - 1;
            if (hashes[other] == hash && equal(owner, other, count)) {
                same[owner] = other;
                return other;
            }
            slot = slot + 1 & mask;
        }
        table[slot] = owner + 1;
        sortedCount += count;
        same[owner] = owner;
        if (++distinct * 2 > table.length) {
            grow();
        }
        return owner;
    }

    private void grow() {
        int[] old = table;
        table = new int[old.length * 2];
        int mask = table.length - 1;
        for (int entry : old) {
            if (entry != 0) {
                int slot = hashes[entry - 1] & mask;
                while (table[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                table[slot] = entry;
            }
        }
    }

    private int hash(int owner, int from, int count) {
        long h = count;
        if (name != null) {
            h = SeededHash.mix(SeededHash.mix(h, name[owner]), version[owner]);
        }
        for (int i = from; i < from + count; i++) {
            int entry = sorted[i];
            byte type = attributes.type()[entry];
            h = SeededHash.mix(SeededHash.mix(h, attributes.key()[entry]), type);
            long value = attributes.value()[entry];
            if (ValueType.isArray(type)) {
                int start = ValueType.arrayStart(value);
                int end = start + ValueType.arrayCount(value);
                for (int e = start; e < end; e++) {
                    h = SeededHash.mix(h, elements[e]);
                }
            } else {
                h = SeededHash.mix(h, value);
            }
        }
        return SeededHash.finish(h);
    }

    private boolean equal(int a, int b, int countA) {
        int countB = attributes.start()[b + 1] - attributes.start()[b];
        if (countA != countB || name != null && (name[a] != name[b] || version[a] != version[b])) {
            return false;
        }
        for (int i = 0; i < countA; i++) {
            int entryA = sorted[sortedStart[a] + i];
            int entryB = sorted[sortedStart[b] + i];
            if (attributes.key()[entryA] != attributes.key()[entryB]
                    || attributes.type()[entryA] != attributes.type()[entryB]
                    || !equalValues(
                            attributes.type()[entryA],
                            attributes.value()[entryA],
                            attributes.value()[entryB])) {
                return false;
            }
        }
        return true;
    }

    private boolean equalValues(byte type, long a, long b) {
        if (!ValueType.isArray(type)) {
            return type == ValueType.EMPTY_ARRAY || a == b;
        }
        int startA = ValueType.arrayStart(a);
        int startB = ValueType.arrayStart(b);
        return Arrays.equals(
                elements,
                startA,
                startA + ValueType.arrayCount(a),
                elements,
                startB,
                startB + ValueType.arrayCount(b));
    }
}
