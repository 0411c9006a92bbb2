package io.tempo.core.block;

import io.tempo.core.block.BlockSchema.AttributeLeaf;
import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.model.ValueType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which attributes of one scope have a column of their own. Looked up once per attribute: one byte
 * per string of the columns says what is known of it as a key. Not thread-safe.
 */
final class AttributeRoutes {

    /** The route of an attribute that goes into the generic list. */
    static final int GENERIC = -1;

    private static final byte UNKNOWN = 0;
    private static final byte NO_COLUMN = 1;
    private static final byte FIRST_COLUMN = 2;

    /**
     * A column of its own.
     *
     * @param leaf ordinal of the leaf; -1 where another column than a leaf holds the value
     * @param fixed whether every file of the version has it
     * @param next the column to try next for the same key; -1 for none
     */
    record Route(int leaf, Type type, boolean arrays, boolean fixed, int next) {

        boolean accepts(byte valueType) {
            byte wanted =
                    switch (type) {
                        case STRING -> ValueType.STRING;
                        case INT -> ValueType.INT;
                    };
            return valueType == wanted || arrays && valueType == ValueType.arrayOf(wanted);
        }
    }

    private final ByteStrings strings;
    private final byte[] known;
    private final Map<String, Integer> byKey = new HashMap<>();
    private final List<Route> routes = new ArrayList<>();

    /**
     * @param fixed columns that take a value first
     * @param dedicated columns that take it then
     * @param arrays whether dedicated columns take arrays
     */
    AttributeRoutes(
            ByteStrings strings,
            List<AttributeLeaf> fixed,
            List<AttributeLeaf> dedicated,
            boolean arrays) {
        this.strings = strings;
        for (AttributeLeaf leaf : dedicated.reversed()) {
            add(leaf.key(), leaf.leaf(), leaf.type(), arrays, false);
        }
        for (AttributeLeaf leaf : fixed.reversed()) {
            add(leaf.key(), leaf.leaf(), leaf.type(), false, true);
        }
        known = routes.isEmpty() ? null : new byte[strings.size()];
    }

    /** Routes of resources, whose service name is no attribute in the file. */
    static AttributeRoutes ofResources(
            ByteStrings strings,
            List<AttributeLeaf> fixed,
            List<AttributeLeaf> dedicated,
            boolean arrays) {
        List<AttributeLeaf> all = new ArrayList<>(fixed);
        all.addFirst(new AttributeLeaf("service.name", Type.STRING, -1));
        return new AttributeRoutes(strings, all, dedicated, arrays);
    }

    /** Routes of a scope without columns of its own. */
    static AttributeRoutes none(ByteStrings strings) {
        return new AttributeRoutes(strings, List.of(), List.of(), false);
    }

    private void add(String key, int leaf, Type type, boolean arrays, boolean fixed) {
        Integer next = byKey.put(key, routes.size());
        routes.add(new Route(leaf, type, arrays, fixed, next == null ? -1 : next));
    }

    boolean isEmpty() {
        return routes.isEmpty();
    }

    int size() {
        return routes.size();
    }

    Route get(int route) {
        return routes.get(route);
    }

    /** The first column to try for a key, or {@link #GENERIC}. */
    int of(int key) {
        byte k = known[key];
        if (k == UNKNOWN) {
            Integer route = byKey.get(strings.text(key));
            k = route == null ? NO_COLUMN : (byte) (FIRST_COLUMN + route);
            known[key] = k;
        }
        return k == NO_COLUMN ? GENERIC : k - FIRST_COLUMN;
    }
}
