package io.tempo.core.traceql.engine;

import io.tempo.core.model.SeededHash;
import io.tempo.core.traceql.Stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code by(expression)}: splits each spanset by the value of its spans, groups in order of their
 * first span. For one thread.
 */
final class GroupByNode extends StageNode {

    private final TableContext context;
    private final Stage.GroupBy by;
    private final String key;
    private final boolean integersOnly;
    private ValueNode expression;
    private final Cell cell = new Cell();

    GroupByNode(TableContext context, Stage.GroupBy by) {
        this.context = context;
        this.by = by;
        this.key = by.text();
        this.integersOnly = context.groupsIntegersOnly(by.expression());
    }

    @Override
    Bits prepare(Bits input) {
        return input;
    }

    @Override
    List<SpanSet> apply(List<SpanSet> sets) {
        if (expression == null) {
            expression = ValueNode.bind(context, by.expression());
        }
        List<SpanSet> result = new ArrayList<>();
        for (SpanSet set : sets) {
            Groups groups = new Groups();
            Cursor at = new Cursor();
            for (int i = 0; i < set.size(); i++) {
                at.span = set.span(i);
                expression.evaluate(at, cell);
                if (integersOnly && !Type.isInteger(cell.type)) {
                    cell.setNil();
                }
                groups.add(cell, at.span);
            }
            for (Group group : groups.list) {
                result.add(
                        SpanSet.of(group.spans, group.size, set.attributes())
                                .with(new SpanSet.Attribute(key, group.value)));
            }
        }
        return result;
    }

    private static final class Group {
        final Value value;
        final Cell frozen = new Cell();
        final int hash;
        int[] spans = new int[4];
        int size;

        Group(Cell cell, int hash) {
            this.value = Value.of(cell);
            this.hash = hash;
            frozen.set(cell);
            if (cell.type == Type.STRING) {
                int end = cell.offset + cell.length;
                frozen.setText(Arrays.copyOfRange(cell.text, cell.offset, end), 0, cell.length);
            }
        }

        void add(int span) {
            if (size == spans.length) {
                spans = Arrays.copyOf(spans, size * 2);
            }
            spans[size++] = span;
        }
    }

    /** Groups by value: open addressing over the registers' contents. */
    private static final class Groups {
        final List<Group> list = new ArrayList<>();

        /** Number of a group in the list and one more; 0 is free. */
        private int[] table = new int[16];

        void add(Cell value, int span) {
            int hash = hash(value);
            int mask = table.length - 1;
            int slot = hash & mask;
            while (table[slot] != 0) {
                Group group = list.get(table[slot] - 1);
                if (group.hash == hash && isEqual(group, value)) {
                    group.add(span);
                    return;
                }
                slot = slot + 1 & mask;
            }
            Group group = new Group(value, hash);
            group.add(span);
            list.add(group);
            table[slot] = list.size();
            if (list.size() * 2 > table.length) {
                rehash();
            }
        }

        private void rehash() {
            table = new int[table.length * 2];
            int mask = table.length - 1;
            for (int i = 0; i < list.size(); i++) {
                int slot = list.get(i).hash & mask;
                while (table[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                table[slot] = i + 1;
            }
        }
    }

    private static boolean isEqual(Group group, Cell value) {
        Cell known = group.frozen;
        if (known.type != value.type) {
            return false;
        }
        if (Type.isArray(value.type)) {
            return group.value.equals(Value.of(value));
        }
        return switch (value.type) {
            case Type.NIL, Type.OPAQUE -> true;
            case Type.STRING -> known.equalText(value);
            default -> known.bits == value.bits;
        };
    }

    private static int hash(Cell value) {
        return switch (value.type) {
            case Type.NIL, Type.OPAQUE -> value.type;
            case Type.STRING -> SeededHash.of(value.text, value.offset, value.length);
            case Type.INT_ARRAY, Type.FLOAT_ARRAY, Type.STRING_ARRAY, Type.BOOL_ARRAY ->
                    SeededHash.of(Value.of(value).hashCode());
            default -> SeededHash.of(value.bits ^ (long) value.type << 56);
        };
    }
}
