package io.tempo.core.traceql.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.TraceTable.AttributeEntries;
import io.tempo.core.model.ValueType;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

class EntryKeysTest {

    private final EntryKeys keys = new EntryKeys();

    /** How often each value occurs, as counted by keys. */
    private Map<Value, Integer> counts(AttributeEntries entries) {
        keys.begin(entries);
        int[] rows = new int[100];
        int[] out = new int[100];
        int[] frequency = new int[entries.count() + 2];
        for (int from = 0; from < entries.count(); from += rows.length) {
            int n = Math.min(rows.length, entries.count() - from);
            for (int i = 0; i < n; i++) {
                rows[i] = from + i;
            }
            keys.load(rows, n, out);
            for (int i = 0; i < n; i++) {
                assertThat(out[i]).isPositive().isLessThan(keys.bound());
                frequency[out[i]]++;
            }
        }
        Map<Value, Integer> counts = new HashMap<>();
        for (int key = 1; key < keys.bound(); key++) {
            assertThat(counts.put(keys.value(key), frequency[key])).isNull();
        }
        return counts;
    }

    /** Rows with a text each. */
    private static AttributeEntries texts(int count, IntFunction<String> text) {
        String[] texts = new String[count];
        int[] owners = new int[count];
        byte[] types = new byte[count];
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            texts[i] = text.apply(i);
            owners[i] = i;
            types[i] = ValueType.STRING;
            values[i] = i;
        }
        ByteStrings strings = ByteStrings.of(texts);
        return new AttributeEntries(count, owners, types, values, strings, new long[0]);
    }

    private static AttributeEntries of(
            byte[] types, long[] values, ByteStrings strings, long... elements) {
        return new AttributeEntries(
                types.length, new int[types.length], types, values, strings, elements);
    }

    @Test
    void equalValuesOfDifferentTypesHaveDifferentKeys() {
        byte[] types = {
            ValueType.STRING, ValueType.INT, ValueType.INT, ValueType.DOUBLE, ValueType.BOOL
        };
        long one = Double.doubleToRawLongBits(1);
        long[] values = {0, 1, 1, one, 1};
        assertThat(counts(of(types, values, ByteStrings.of("1"))))
                .containsOnly(
                        Map.entry(Value.ofText("1"), 1),
                        Map.entry(Value.of(Type.INT, 1), 2),
                        Map.entry(Value.of(Type.FLOAT, one), 1),
                        Map.entry(Value.of(Type.BOOL, 1), 1));
    }

    @Test
    void anArrayOfOneIsItsElementAndLongerOnesAreOneValue() {
        byte[] types = {
            ValueType.STRING_ARRAY, ValueType.STRING, ValueType.INT_ARRAY, ValueType.STRING_ARRAY
        };
        long[] values = {
            ValueType.array(0, 1), 1, ValueType.array(1, 2), ValueType.array(1, 1),
        };
        assertThat(counts(of(types, values, ByteStrings.of("a", "a"), 0, 1, 7)))
                .containsOnly(Map.entry(Value.ofText("a"), 3), Map.entry(Value.ofText("nil"), 1));
    }

    @Test
    void whatNoQuerySeesIsNil() {
        byte[] types = {ValueType.OTHER, ValueType.EMPTY_ARRAY, ValueType.OTHER};
        long[] values = {0, 0, 1};
        assertThat(counts(of(types, values, ByteStrings.of("x", "y"))))
                .containsOnly(Map.entry(Value.NIL, 3));
    }

    @Test
    void equalTextsHaveOneKeyWhetherTheListRepeatsThemOrNot() {
        Random random = new Random(3);
        for (int distinct : new int[] {1, 40, 5_000}) {
            AttributeEntries repeated = texts(20_000, i -> "t" + random.nextInt(distinct));
            Map<Value, Integer> expected = new HashMap<>();
            for (int i = 0; i < repeated.count(); i++) {
                expected.merge(Value.ofText(repeated.strings().text(i)), 1, Integer::sum);
            }
            assertThat(counts(repeated)).isEqualTo(expected);
            // the same texts, by a part of a longer list
            AttributeEntries part =
                    new AttributeEntries(
                            10_000,
                            repeated.owners(),
                            repeated.types(),
                            repeated.values(),
                            repeated.strings(),
                            repeated.elements());
            Map<Value, Integer> half = new HashMap<>();
            for (int i = 0; i < part.count(); i++) {
                half.merge(Value.ofText(part.strings().text(i)), 1, Integer::sum);
            }
            assertThat(counts(part)).isEqualTo(half);
        }
    }

    @Test
    void aFrequentTextAmongManyRareOnesIsCounted() {
        AttributeEntries mostlyIds =
                texts(50_000, i -> i % 50 == 0 ? "often" : Integer.toHexString(i));
        assertThat(counts(mostlyIds)).hasSize(49_001).containsEntry(Value.ofText("often"), 1000);
    }

    @Test
    void textsThatDoNotRepeatHaveAKeyEach() {
        assertThat(counts(texts(50_000, i -> "id" + i)))
                .hasSize(50_000)
                .containsEntry(Value.ofText("id49999"), 1);
    }
}
