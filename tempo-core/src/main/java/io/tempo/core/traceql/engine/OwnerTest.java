package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.model.ValueType;

import java.util.function.IntPredicate;

/**
 * A test of the owners of one column: spans, resources, events, …. Each kind has its loop for
 * itself, so that the test is compiled into it.
 */
abstract class OwnerTest {

    abstract boolean test(int owner);

    /** Clears the bits of owners that fail. */
    abstract void retain(Bits owners);

    /** Holds for every owner, or for none. */
    static final class Constant extends OwnerTest {
        private final boolean holds;

        Constant(boolean holds) {
            this.holds = holds;
        }

        @Override
        boolean test(int owner) {
            return holds;
        }

        @Override
        void retain(Bits owners) {
            if (!holds) {
                owners.clearAll();
            }
        }
    }

    /** Numbers in a range. */
    static final class Numbers extends OwnerTest {
        private final long[] column;
        private final NumberTest test;

        Numbers(long[] column, NumberTest test) {
            this.column = column;
            this.test = test;
        }

        @Override
        boolean test(int owner) {
            return test.test(column[owner]);
        }

        @Override
        void retain(Bits owners) {
            if (test.exact()) {
                retainExact(owners);
                return;
            }
            long[] words = owners.words;
            for (int w = 0; w < words.length; w++) {
                long kept = words[w];
                for (long rest = kept; rest != 0; rest &= rest - 1) {
                    int owner = (w << 6) + Long.numberOfTrailingZeros(rest);
                    if (!test.test((double) column[owner])) {
                        kept &= ~(rest & -rest);
                    }
                }
                words[w] = kept;
            }
        }

        private void retainExact(Bits owners) {
            long low = test.low();
            long high = test.high();
            boolean inside = !test.negated();
            long[] words = owners.words;
            int full = owners.size() >>> 6;
            for (int w = 0; w < words.length; w++) {
                long kept = words[w];
                if (kept == -1L && w < full) {
                    long word = 0;
                    int base = w << 6;
                    for (int i = 0; i < 64; i++) {
                        long v = column[base + i];
                        word |= (v >= low & v <= high) == inside ? 1L << i : 0;
                    }
                    words[w] = word;
                    continue;
                }
                for (long rest = kept; rest != 0; rest &= rest - 1) {
                    long v = column[(w << 6) + Long.numberOfTrailingZeros(rest)];
                    if ((v >= low & v <= high) != inside) {
                        kept &= ~(rest & -rest);
                    }
                }
                words[w] = kept;
            }
        }
    }

    /** Text of a column in which every owner has one. */
    static final class Text extends OwnerTest {
        private final int[] ids;
        private final TextMemo memo;

        Text(int[] ids, TextMemo memo) {
            this.ids = ids;
            this.memo = memo;
        }

        @Override
        boolean test(int owner) {
            return memo.test(ids[owner]);
        }

        @Override
        void retain(Bits owners) {
            long[] words = owners.words;
            for (int w = 0; w < words.length; w++) {
                long kept = words[w];
                for (long rest = kept; rest != 0; rest &= rest - 1) {
                    if (!memo.test(ids[(w << 6) + Long.numberOfTrailingZeros(rest)])) {
                        kept &= ~(rest & -rest);
                    }
                }
                words[w] = kept;
            }
        }
    }

    /** Attribute values against a literal. */
    static final class Attributes extends OwnerTest {
        private final byte[] types;
        private final long[] values;
        private final ValueTest test;

        Attributes(AttributeColumn column, ValueTest test) {
            this.types = column.types();
            this.values = column.values();
            this.test = test;
        }

        @Override
        boolean test(int owner) {
            return test.test(types[owner], values[owner]);
        }

        @Override
        void retain(Bits owners) {
            long[] words = owners.words;
            for (int w = 0; w < words.length; w++) {
                long kept = words[w];
                for (long rest = kept; rest != 0; rest &= rest - 1) {
                    int owner = (w << 6) + Long.numberOfTrailingZeros(rest);
                    byte type = types[owner];
                    if (type == ValueType.NIL || !test.test(type, values[owner])) {
                        kept &= ~(rest & -rest);
                    }
                }
                words[w] = kept;
            }
        }
    }

    /** Owners that have the key at all, or that lack it. */
    static final class Presence extends OwnerTest {
        private final byte[] types;
        private final boolean present;

        Presence(AttributeColumn column, boolean present) {
            this.types = column.types();
            this.present = present;
        }

        @Override
        boolean test(int owner) {
            byte type = types[owner];
            return present
                    ? type != ValueType.NIL
                            && type != ValueType.EMPTY_ARRAY
                            && type != ValueType.OTHER
                    : type == ValueType.NIL;
        }

        @Override
        void retain(Bits owners) {
            for (int o = owners.next(0); o < owners.size(); o = owners.next(o + 1)) {
                if (!test(o)) {
                    owners.clear(o);
                }
            }
        }
    }

    /** Any other test, one owner at a time. */
    static final class Single extends OwnerTest {
        private final IntPredicate test;

        Single(IntPredicate test) {
            this.test = test;
        }

        @Override
        boolean test(int owner) {
            return test.test(owner);
        }

        @Override
        void retain(Bits owners) {
            for (int o = owners.next(0); o < owners.size(); o = owners.next(o + 1)) {
                if (!test.test(o)) {
                    owners.clear(o);
                }
            }
        }
    }
}
