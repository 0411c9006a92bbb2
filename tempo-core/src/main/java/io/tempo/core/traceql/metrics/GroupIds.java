package io.tempo.core.traceql.metrics;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.tempo.core.model.SeededHash;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.engine.SpanKeys;
import io.tempo.core.traceql.engine.TableEvaluation;
import io.tempo.core.traceql.engine.Value;

import java.util.Arrays;
import java.util.List;

/**
 * Numbers the combinations of values that spans of one table have in the grouping attributes, from
 * 0 in order of first sight. The first attribute's keys are looked up in an array, each further one
 * costs a probe of an open-addressing table. For one thread.
 */
final class GroupIds {

    private final SpanKeys[] columns;
    private final Step[] steps;

    /** Group and one more by key of the first attribute. */
    private int[] first = new int[0];

    private int[] keys = new int[SpanBatch.CAPACITY];

    GroupIds(TableEvaluation evaluation, List<Field> by) {
        columns = new SpanKeys[by.size()];
        steps = new Step[by.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = evaluation.keys(by.get(i));
            steps[i] = new Step();
        }
    }

    /** Numbers the groups of some spans. */
    void load(int[] spans, int count, int[] groups) {
        if (columns.length == 0) {
            Arrays.fill(groups, 0, count, 0);
            return;
        }
        columns[0].load(spans, count, keys);
        if (first.length < columns[0].bound()) {
            first = Arrays.copyOf(first, Math.max(columns[0].bound(), first.length * 2));
        }
        for (int i = 0; i < count; i++) {
            int group = first[keys[i]] - 1;
            if (group < 0) {
                group = steps[0].append(0, keys[i]);
                first[keys[i]] = group + 1;
            }
            groups[i] = group;
        }
        for (int c = 1; c < columns.length; c++) {
            columns[c].load(spans, count, keys);
            Step step = steps[c];
            for (int i = 0; i < count; i++) {
                groups[i] = step.find(groups[i], keys[i]);
            }
        }
    }

    /** How many groups there are; without attributes, one. */
    int size() {
        return columns.length == 0 ? 1 : steps[columns.length - 1].size;
    }

    /** What a group's spans have in common. */
    SeriesKey key(int group) {
        AnyValue[] values = new AnyValue[columns.length];
        int at = group;
        for (int c = columns.length - 1; c >= 0; c--) {
            Value value = columns[c].value(steps[c].keys[at]);
            values[c] = value.isNil() ? SeriesKey.NIL : value.toAnyValue();
            at = steps[c].before[at];
        }
        return SeriesKey.of(values);
    }

    /** Numbers the pairs of a group by the attributes before, and a key of one more. */
    private static final class Step {
        private int[] before = new int[16];
        private int[] keys = new int[16];
        private int size;

        /** Number and one more; 0 is free. */
        private int[] table = new int[64];

        int append(int group, int key) {
            if (size == keys.length) {
                before = Arrays.copyOf(before, size * 2);
                keys = Arrays.copyOf(keys, size * 2);
            }
            before[size] = group;
            keys[size] = key;
            return size++;
        }

        int find(int group, int key) {
            int mask = table.length - 1;
            int slot = slot(group, key) & mask;
            while (table[slot] != 0) {
                int id = table[slot] - 1;
                if (keys[id] == key && before[id] == group) {
                    return id;
                }
                slot = slot + 1 & mask;
            }
            int id = append(group, key);
            table[slot] = id + 1;
            if (size * 2 > table.length) {
                rehash();
            }
            return id;
        }

        private static int slot(int group, int key) {
            return SeededHash.of((long) group << 32 | key);
        }

        private void rehash() {
            table = new int[table.length * 2];
            int mask = table.length - 1;
            for (int id = 0; id < size; id++) {
                int slot = slot(before[id], keys[id]) & mask;
                while (table[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                table[slot] = id + 1;
            }
        }
    }
}
