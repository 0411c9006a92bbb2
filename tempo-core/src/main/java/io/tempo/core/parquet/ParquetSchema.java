package io.tempo.core.parquet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The schema of a file: a tree of nodes and, in order, its leaves. Immutable. */
public final class ParquetSchema {

    /** Bounds what a damaged footer can make of a schema; levels are kept in bytes. */
    static final int MAX_DEPTH = 100;

    private final SchemaNode.Group root;
    private final List<Leaf> leaves;
    private final Map<String, Leaf> byPath;

    /**
     * @param root the message; its own repetition counts for no level
     * @throws IllegalArgumentException if two leaves have one path, or nodes nest too deeply
     */
    public ParquetSchema(SchemaNode.Group root) {
        this.root = root;
        List<Leaf> found = new ArrayList<>();
        for (SchemaNode child : root.children()) {
            collect(child, "", 0, 0, 1, found);
        }
        this.leaves = List.copyOf(found);
        this.byPath = HashMap.newHashMap(found.size());
        for (Leaf leaf : found) {
            if (byPath.put(leaf.path(), leaf) != null) {
                throw new IllegalArgumentException("two leaf columns have the path " + leaf.path());
            }
        }
    }

    private static void collect(
            SchemaNode node,
            String prefix,
            int repetition,
            int definition,
            int depth,
            List<Leaf> leaves) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "schema nests deeper than " + MAX_DEPTH + " at " + prefix + node.name());
        }
        int r = repetition + (node.repetition() == Repetition.REPEATED ? 1 : 0);
        int d = definition + (node.repetition() == Repetition.REQUIRED ? 0 : 1);
        switch (node) {
            case SchemaNode.Primitive p ->
                    leaves.add(
                            new Leaf(
                                    leaves.size(),
                                    prefix + p.name(),
                                    p.type(),
                                    p.annotation(),
                                    r,
                                    d));
            case SchemaNode.Group g -> {
                String inner = prefix + g.name() + '.';
                for (SchemaNode child : g.children()) {
                    collect(child, inner, r, d, depth + 1, leaves);
                }
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParquetSchema schema && root.equals(schema.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    /** The message node. */
    public SchemaNode.Group root() {
        return root;
    }

    /** All leaves in file order; a leaf's ordinal is its index. */
    public List<Leaf> leaves() {
        return leaves;
    }

    /** The leaf with this path, names joined by dots; null if there is none. */
    public Leaf leaf(String path) {
        return byPath.get(path);
    }
}
