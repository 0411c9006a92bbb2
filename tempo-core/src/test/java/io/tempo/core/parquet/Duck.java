package io.tempo.core.parquet;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** DuckDB as an independent reader: the values of a leaf in order, nulls left out, as text. */
final class Duck implements AutoCloseable {

    private final Connection connection;
    private final Path file;

    Duck(Path file) throws SQLException {
        this.connection = DriverManager.getConnection("jdbc:duckdb:");
        this.file = file;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** The same texts as {@link #texts} makes of decoded data. */
    List<String> values(ParquetSchema schema, Leaf leaf) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query(schema, leaf))) {
            while (rows.next()) {
                String text = rows.getString(1);
                if (text != null) {
                    values.add(
                            leaf.type() == PhysicalType.DOUBLE
                                    ? Long.toString(
                                            Double.doubleToRawLongBits(Double.parseDouble(text)))
                                    : text);
                }
            }
        }
        return values;
    }

    /** How many rows have this value in a leaf outside all lists: uses the bounds in the footer. */
    long rowsWith(Leaf leaf, String text) throws SQLException {
        String literal = leaf.type() == PhysicalType.BYTE_ARRAY ? "unhex('" + text + "')" : text;
        if (leaf.annotation() == Annotation.STRING) {
            literal = "decode(" + literal + ")";
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select count(*) from read_parquet('%s') where \"%s\" = %s"
                                        .formatted(file, leaf.path(), literal))) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** One select within another per node on the path. */
    private String query(ParquetSchema schema, Leaf leaf) {
        String from = "read_parquet('" + file + "')";
        String prefix = "";
        List<SchemaNode> siblings = schema.root().children();
        String[] names = leaf.path().split("\\.");
        for (int i = 0; i < names.length; i++) {
            SchemaNode node = named(siblings, names[i]);
            String column = prefix + '"' + node.name() + '"';
            boolean list = node.repetition() == Repetition.REPEATED;
            if (node instanceof SchemaNode.Group group && group.kind() != GroupKind.NONE) {
                list = true;
                SchemaNode.Group repeated = (SchemaNode.Group) group.children().getFirst();
                i++;
                if (group.kind() == GroupKind.LIST) {
                    // DuckDB shows a list as its elements
                    i++;
                    node = repeated.children().getFirst();
                } else {
                    column = "map_entries(" + column + ")";
                    node = repeated;
                }
            }
            from =
                    "(select "
                            + (list ? "unnest(" + column + ")" : column)
                            + " as x from "
                            + from
                            + ")";
            prefix = "x.";
            siblings = node instanceof SchemaNode.Group group ? group.children() : List.of();
        }
        String text =
                switch (leaf.type()) {
                    case BYTE_ARRAY ->
                            leaf.annotation() == Annotation.STRING ? "hex(encode(x))" : "hex(x)";
                    case BOOLEAN -> "x::int::varchar";
                    case INT32, INT64, DOUBLE -> "x::varchar";
                };
        return "select " + text + " from " + from;
    }

    private static SchemaNode named(List<SchemaNode> nodes, String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    }

    /** The values of a leaf as DuckDB prints them. */
    static List<String> texts(Leaf leaf, LeafData data) {
        HexFormat hex = HexFormat.of().withUpperCase();
        List<String> texts = new ArrayList<>(data.valueCount());
        for (int i = 0; i < data.valueCount(); i++) {
            texts.add(
                    data.strings() != null
                            ? hex.formatHex(data.strings().get(data.ids()[i]))
                            : leaf.annotation() == Annotation.UINT64
                                    ? Long.toUnsignedString(data.numbers()[i])
                                    : Long.toString(data.numbers()[i]));
        }
        return texts;
    }
}
