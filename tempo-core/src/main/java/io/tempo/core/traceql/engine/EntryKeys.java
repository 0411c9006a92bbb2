package io.tempo.core.traceql.engine;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.TraceTable.AttributeEntries;
import io.tempo.core.model.SeededHash;
import io.tempo.core.model.ValueType;

import java.util.Arrays;

/**
 * Small numbers, from 1 on, that stand for the values of one attribute after another: equal ones
 * for equal values, unless these hardly repeat. As in {@link SpanKeys}, an array of several
 * elements is the text {@code nil}, and what no query sees into is nil.
 *
 * <p>Open addressing over hashes; texts are compared where they lie, and nothing is allocated per
 * value. Where a list of texts is shorter than the rows that use it, as that of a dictionary, each
 * of them is hashed once. Where of 4096 rows, taken evenly, all have different texts, as ids do,
 * each row has a key of its own: a text that one in 200 rows has is taken for such with a
 * probability below 1 in 20 million. For one thread.
 */
public final class EntryKeys {

    private static final int MIN_CAPACITY = 1 << 10;

    /** Rows that are looked at to find out whether texts repeat. */
    private static final int PROBES = 4096;

    private AttributeEntries entries;

    /** Types and bits of a row, as {@link #resolve} left them. */
    private byte type;

    private long bits;

    /** By key. Of a text, the bits are its id in the entries' texts. */
    private byte[] types = new byte[64];

    private long[] values = new long[64];
    private int[] hashes = new int[64];
    private int size = 1;

    /** Low half: key, 0 = free. High half: hash. */
    private long[] table = new long[MIN_CAPACITY];

    /** Keys of texts by id, 0 where not asked for yet; used where {@link #byId}. */
    private int[] textKeys = new int[0];

    private boolean byId;

    /** Whether each row has a key of its own. */
    private boolean byRow;

    /** Keeps the compiler from dropping loads that are made ahead of time. */
    private long lastTouched;

    /** Begins with the values of an attribute; all keys before are void. */
    public void begin(AttributeEntries attribute) {
        clear();
        entries = attribute;
        int texts = attribute.strings().size();
        byId = texts < attribute.count();
        if (byId && textKeys.length < texts) {
            textKeys = new int[Math.max(texts, 2 * textKeys.length)];
        }
        byRow = !byId && isVaried();
    }

    /** Whether of some rows, taken evenly, all have texts, and different ones. */
    private boolean isVaried() {
        if (entries.count() <= 2 * PROBES) {
            return false;
        }
        int[] row = new int[1];
        int[] key = new int[1];
        int step = entries.count() / PROBES;
        boolean varied = true;
        for (int i = 0; i < PROBES && varied; i++) {
            row[0] = i * step;
            load(row, 1, key);
            varied = key[0] == i + 1 && types[key[0]] == Type.STRING;
        }
        clear();
        return varied;
    }

    private void clear() {
        byRow = false;
        if (byId) {
            Arrays.fill(textKeys, 0, entries.strings().size(), 0);
        }
        if (size < table.length / 16) {
            int mask = table.length - 1;
            for (int key = 1; key < size; key++) {
                int slot = hashes[key] & mask;
                while (table[slot] != 0) {
                    table[slot] = 0;
                    slot = slot + 1 & mask;
                }
            }
        } else {
            Arrays.fill(table, 0);
        }
        size = 1;
    }

    /**
     * Gives the keys of some rows.
     *
     * @param rows rows of the entries
     * @param count how many of {@code rows}
     * @param keys where they go
     */
    public void load(int[] rows, int count, int[] keys) {
        if (byRow) {
            for (int i = 0; i < count; i++) {
                keys[i] = rows[i] + 1;
            }
            return;
        }
        byte[] rowTypes = entries.types();
        boolean texts = !byId;
        for (int i = 0; texts && i < count; i++) {
            texts = rowTypes[rows[i]] == ValueType.STRING;
        }
        if (texts) {
            loadTexts(rows, count, keys);
            return;
        }
        for (int i = 0; i < count; i++) {
            resolve(rowTypes[rows[i]], entries.values()[rows[i]]);
            keys[i] = type == Type.STRING ? textKey((int) bits) : key(numberHash());
        }
    }

    /**
     * Texts one by one. Their places in the table, which may be too large for the processor's
     * caches, are loaded together.
     */
    private void loadTexts(int[] rows, int count, int[] keys) {
        ByteStrings strings = entries.strings();
        long[] ids = entries.values();
        int mask = table.length - 1;
        long touched = 0;
        for (int i = 0; i < count; i++) {
            int id = (int) ids[rows[i]];
            int hash = SeededHash.of(strings.bytes(), strings.offset(id), strings.length(id));
            touched ^= table[hash & mask];
            keys[i] = hash;
        }
        lastTouched = touched;
        type = Type.STRING;
        for (int i = 0; i < count; i++) {
            bits = ids[rows[i]];
            keys[i] = key(keys[i]);
        }
    }

    /** Makes of a column's value what a query sees. */
    private void resolve(byte columnType, long value) {
        byte valueType = columnType;
        bits = value;
        if (ValueType.isArray(valueType) && ValueType.arrayCount(value) == 1) {
            bits = entries.elements()[ValueType.arrayStart(value)];
            valueType = ValueType.elementType(valueType);
        }
        type = Type.ofColumn(valueType);
        if (Type.isArray(type) || type == Type.OPAQUE) {
            bits = 0;
        }
    }

    private int numberHash() {
        return SeededHash.of(bits, type);
    }

    private int textKey(int id) {
        ByteStrings strings = entries.strings();
        if (byId && textKeys[id] != 0) {
            return textKeys[id];
        }
        int key = key(SeededHash.of(strings.bytes(), strings.offset(id), strings.length(id)));
        if (byId) {
            textKeys[id] = key;
        }
        return key;
    }

    /** The key of the resolved value. */
    private int key(int hash) {
        int mask = table.length - 1;
        int slot = hash & mask;
        while (true) {
            long entry = table[slot];
            if (entry == 0) {
                return add(hash, slot);
            }
            if ((int) (entry >>> 32) == hash && isAt((int) entry)) {
                return (int) entry;
            }
            slot = slot + 1 & mask;
        }
    }

    private boolean isAt(int key) {
        if (types[key] != type) {
            return false;
        }
        if (type != Type.STRING) {
            return values[key] == bits;
        }
        ByteStrings strings = entries.strings();
        int id = (int) bits;
        return strings.equals(
                (int) values[key], strings.bytes(), strings.offset(id), strings.length(id));
    }

    private int add(int hash, int slot) {
        int key = size++;
        if (key == types.length) {
            types = Arrays.copyOf(types, 2 * key);
            values = Arrays.copyOf(values, 2 * key);
            hashes = Arrays.copyOf(hashes, 2 * key);
        }
        types[key] = type;
        values[key] = bits;
        hashes[key] = hash;
        table[slot] = (long) hash << 32 | key;
        if (2 * size > table.length) {
            rehash();
        }
        return key;
    }

    private void rehash() {
        table = new long[2 * table.length];
        int mask = table.length - 1;
        for (int key = 1; key < size; key++) {
            int slot = hashes[key] & mask;
            while (table[slot] != 0) {
                slot = slot + 1 & mask;
            }
            table[slot] = (long) hashes[key] << 32 | key;
        }
    }

    /** More than every key so far. */
    public int bound() {
        return byRow ? entries.count() + 1 : size;
    }

    /** The value that a key stands for. */
    public Value value(int key) {
        if (byRow) {
            resolve(entries.types()[key - 1], entries.values()[key - 1]);
            return value(type, bits);
        }
        return value(types[key], values[key]);
    }

    private Value value(byte valueType, long value) {
        if (valueType == Type.OPAQUE) {
            return Value.NIL;
        }
        if (Type.isArray(valueType)) {
            return Value.ofText("nil");
        }
        return valueType == Type.STRING
                ? Value.ofText(entries.strings().text((int) value))
                : Value.of(valueType, value);
    }
}
