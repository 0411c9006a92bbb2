package io.tempo.core.block;

/**
 * The attributes of a generic list, ordered by their keys and within one by their owners. Costs two
 * passes over the list and 8 bytes an attribute. Immutable.
 */
final class AttributesByKey {

    /** First place of each key, and one more. */
    private final int[] first;

    /** The attribute in each place, and its owner. */
    private final int[] attributes;

    private final int[] owners;

    /** The entry of each attribute among those of the leaf of keys; null if each has its number. */
    private final int[] entries;

    AttributesByKey(GenericAttributes list, int ownerLevel) {
        int[] keyIds = list.keyIds;
        int[] start = list.start;
        int count = list.count;
        first = new int[list.keys.size() + 1];
        for (int a = 0; a < count; a++) {
            first[keyIds[a] + 1]++;
        }
        for (int key = 1; key < first.length; key++) {
            first[key] += first[key - 1];
        }
        int[] next = first.clone();
        attributes = new int[count];
        owners = new int[count];
        for (int owner = 0; owner + 1 < start.length; owner++) {
            for (int a = start[owner]; a < start[owner + 1]; a++) {
                int place = next[keyIds[a]]++;
                attributes[place] = a;
                owners[place] = owner;
            }
        }
        entries = list.keyDefinition == null ? null : entries(list, ownerLevel + 1);
    }

    private static int[] entries(GenericAttributes list, int present) {
        int[] entries = new int[list.count];
        int attribute = 0;
        for (int entry = 0; attribute < entries.length; entry++) {
            entries[attribute] = entry;
            attribute += list.keyDefinition[entry] == present ? 1 : 0;
        }
        return entries;
    }

    /** The first place of a key; the end of the one before. */
    int first(int keyId) {
        return first[keyId];
    }

    /** How many attributes have a key. */
    int count(int keyId) {
        return first[keyId + 1] - first[keyId];
    }

    int attribute(int place) {
        return attributes[place];
    }

    int owner(int place) {
        return owners[place];
    }

    int entry(int place) {
        int attribute = attributes[place];
        return entries == null ? attribute : entries[attribute];
    }
}
