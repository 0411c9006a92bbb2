package io.tempo.core.traceql.engine;

import io.tempo.core.columns.ByteDictionary;
import io.tempo.core.model.SeededHash;

import java.util.Arrays;

/**
 * Gives each distinct value a key, counting from 1; 0 is nil. All arrays are one value, shown as
 * the text {@code nil}, as in the labels of the reference. For one thread.
 */
final class ValueKeys {

    private static final Value ARRAY = Value.ofText("nil");

    /** Type and bits by key; of a string, the bits are its id in the texts. */
    private byte[] types = new byte[16];

    private long[] bits = new long[16];
    private int size = 1;

    /** Keys by hash; 0 is free. */
    private int[] table = new int[32];

    /** Keys of small numbers, without hashing. */
    private final int[] small = new int[256];

    private ByteDictionary texts;

    /** One more than the largest key. */
    int size() {
        return size;
    }

    int of(Cell cell) {
        return cell.type == Type.STRING
                ? number(Type.STRING, text(cell.text, cell.offset, cell.length))
                : number(cell.type, cell.bits);
    }

    private int text(byte[] bytes, int offset, int length) {
        if (texts == null) {
            texts = new ByteDictionary();
        }
        return texts.intern(bytes, offset, length);
    }

    /** The key of a value that is no string. */
    int number(byte type, long value) {
        if (type == Type.NIL) {
            return 0;
        }
        long number = Type.isArray(type) || type == Type.OPAQUE ? 0 : value;
        if (number >= 0 && number < small.length) {
            int key = small[(int) number];
            if (key != 0 && types[key] == type) {
                return key;
            }
        }
        int mask = table.length - 1;
        int slot = SeededHash.of(number, type) & mask;
        while (table[slot] != 0) {
            int key = table[slot];
            if (bits[key] == number && types[key] == type) {
                return key;
            }
            slot = slot + 1 & mask;
        }
        return add(type, number, slot);
    }

    private int add(byte type, long number, int slot) {
        int key = size++;
        if (key == types.length) {
            types = Arrays.copyOf(types, key * 2);
            bits = Arrays.copyOf(bits, key * 2);
        }
        types[key] = type;
        bits[key] = number;
        table[slot] = key;
        if (number >= 0 && number < small.length) {
            small[(int) number] = key;
        }
        if (size * 2 > table.length) {
            rehash();
        }
        return key;
    }

    private void rehash() {
        table = new int[table.length * 2];
        int mask = table.length - 1;
        for (int key = 1; key < size; key++) {
            int slot = SeededHash.of(bits[key], types[key]) & mask;
            while (table[slot] != 0) {
                slot = slot + 1 & mask;
            }
            table[slot] = key;
        }
    }

    Value value(int key) {
        byte type = types[key];
        if (key == 0 || type == Type.OPAQUE) {
            return Value.NIL;
        }
        if (Type.isArray(type)) {
            return ARRAY;
        }
        return type == Type.STRING
                ? Value.ofText(texts.strings().text((int) bits[key]))
                : Value.of(type, bits[key]);
    }
}
