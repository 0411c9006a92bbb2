package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.traceql.FieldExpression.Field;

/** Reads one field of single spans. For one thread. */
abstract class FieldSource {

    /** Reads the value at the cursor; nil where there is none. */
    abstract void load(Cursor at, Cell out);

    /** Reads values of owners of a column. */
    interface OwnerReader {
        void load(int owner, Cell out);
    }

    static FieldSource of(TableContext context, Field field) {
        Column column = Column.of(field);
        FieldSource source = of(context, column);
        return Column.ofParent(field) ? new OfParent(context.parents(), source) : source;
    }

    private static FieldSource of(TableContext context, Column column) {
        if (column instanceof Column.UnscopedKey unscoped) {
            return new FirstOf(
                    of(context, new Column.Key(AttributeScope.SPAN, unscoped.key())),
                    of(context, new Column.Key(AttributeScope.RESOURCE, unscoped.key())));
        }
        OwnerReader reader = reader(context, column);
        Level level = column.level();
        return switch (level) {
            case SPAN -> new OfSpan(reader);
            case TRACE, RESOURCE, SCOPE -> new OfOwner(context.ownersOfSpans(level), reader);
            case EVENT, LINK -> new OfChildren(level, context.starts(level), reader);
        };
    }

    /** Reads values by owner; not for unscoped attributes, which have no single owner. */
    static OwnerReader reader(TableContext context, Column column) {
        TraceTable table = context.table;
        return switch (column) {
            case Column.Numbers numbers -> {
                long[] values = table.numbers(numbers.field());
                byte type = numbers.type();
                yield (owner, out) -> out.setNumber(type, values[owner]);
            }
            case Column.Text text -> {
                StringColumn strings = table.strings(text.field());
                yield (owner, out) -> out.setText(strings.strings(), strings.ids()[owner]);
            }
            case Column.Id id -> idReader(table, id);
            case Column.Key key -> {
                AttributeColumn values = table.attribute(key.scope(), key.key());
                yield values == null
                        ? (owner, out) -> out.setNil()
                        : (owner, out) -> out.setAttribute(values, owner);
            }
            case Column.UnscopedKey unscoped -> throw new IllegalArgumentException(unscoped.key());
            case Column.Nothing nothing -> (owner, out) -> out.setNil();
        };
    }

    private static OwnerReader idReader(TraceTable table, Column.Id id) {
        HexText hex = new HexText();
        return switch (id) {
            case TRACE_ID ->
                    (owner, out) -> hex.trimmed(table.traceId(owner).toBytes(), 0, 16, out);
            case SPAN_ID -> {
                long[] ids = table.numbers(NumberField.SPAN_ID);
                yield (owner, out) -> hex.full(ids[owner], out);
            }
            case SPAN_PARENT_ID -> {
                long[] ids = table.numbers(NumberField.SPAN_PARENT_ID);
                yield (owner, out) -> hex.full(ids[owner], out);
            }
            case LINK_TRACE_ID -> {
                StringColumn ids = table.strings(StringField.LINK_TRACE_ID);
                yield (owner, out) -> {
                    int string = ids.ids()[owner];
                    hex.trimmed(
                            ids.strings().bytes(),
                            ids.strings().offset(string),
                            ids.strings().length(string),
                            out);
                };
            }
            case LINK_SPAN_ID -> {
                StringColumn ids = table.strings(StringField.LINK_SPAN_ID);
                yield (owner, out) -> {
                    int string = ids.ids()[owner];
                    hex.full(
                            ids.strings().bytes(),
                            ids.strings().offset(string),
                            ids.strings().length(string),
                            out);
                };
            }
        };
    }

    private static final class OfSpan extends FieldSource {
        private final OwnerReader reader;

        OfSpan(OwnerReader reader) {
            this.reader = reader;
        }

        @Override
        void load(Cursor at, Cell out) {
            reader.load(at.span, out);
        }
    }

    private static final class OfOwner extends FieldSource {
        private final int[] owners;
        private final OwnerReader reader;

        OfOwner(int[] owners, OwnerReader reader) {
            this.owners = owners;
            this.reader = reader;
        }

        @Override
        void load(Cursor at, Cell out) {
            reader.load(owners[at.span], out);
        }
    }

    /** Events or links: that at the cursor, else the first with a value. */
    private static final class OfChildren extends FieldSource {
        private final Level level;
        private final int[] starts;
        private final OwnerReader reader;

        OfChildren(Level level, int[] starts, OwnerReader reader) {
            this.level = level;
            this.starts = starts;
            this.reader = reader;
        }

        @Override
        void load(Cursor at, Cell out) {
            int child = at.child(level);
            if (child != Cursor.NONE) {
                reader.load(child, out);
                return;
            }
            out.setNil();
            for (int c = starts[at.span]; c < starts[at.span + 1]; c++) {
                reader.load(c, out);
                if (out.type != Type.NIL) {
                    return;
                }
            }
        }
    }

    private static final class FirstOf extends FieldSource {
        private final FieldSource first;
        private final FieldSource second;

        FirstOf(FieldSource first, FieldSource second) {
            this.first = first;
            this.second = second;
        }

        @Override
        void load(Cursor at, Cell out) {
            first.load(at, out);
            if (out.type == Type.NIL) {
                second.load(at, out);
            }
        }
    }

    private static final class OfParent extends FieldSource {
        private final int[] parents;
        private final FieldSource source;

        OfParent(int[] parents, FieldSource source) {
            this.parents = parents;
            this.source = source;
        }

        @Override
        void load(Cursor at, Cell out) {
            int span = at.span;
            int parent = parents[span];
            if (parent < 0) {
                out.setNil();
                return;
            }
            at.span = parent;
            source.load(at, out);
            at.span = span;
        }
    }
}
