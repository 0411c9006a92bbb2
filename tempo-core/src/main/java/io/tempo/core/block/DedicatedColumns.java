package io.tempo.core.block;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.tempo.core.block.DedicatedColumn.Option;
import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.model.AttributeScope;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rules for lists of {@link DedicatedColumn}. The order of a list matters: the n-th column of a
 * scope and type is stored in that scope's n-th spare column of the type.
 */
public final class DedicatedColumns {

    /** What is used where nothing is configured. */
    public static final List<DedicatedColumn> DEFAULTS =
            List.of(
                    resource("k8s.cluster.name"),
                    resource("k8s.namespace.name"),
                    resource("k8s.pod.name"),
                    resource("k8s.container.name"),
                    span("http.request.method"),
                    spanInt("http.response.status_code"),
                    span("url.path"),
                    span("url.route"),
                    span("server.address"),
                    spanInt("server.port"),
                    span("http.method"),
                    span("http.url"),
                    span("http.route"),
                    spanInt("http.status_code"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private DedicatedColumns() {}

    /**
     * The columns that a version can store. Columns beyond a scope's spare columns stay in the
     * list; they get no {@link #slots slot}.
     */
    public static List<DedicatedColumn> forVersion(
            BlockVersion version, List<DedicatedColumn> columns) {
        return switch (version) {
            case VPARQUET3, VPARQUET4 ->
                    columns.stream()
                            .filter(
                                    c ->
                                            c.type() == Type.STRING
                                                    && c.scope() != AttributeScope.EVENT
                                                    && c.options().isEmpty()
                                                    && !FixedColumn.exists(c.scope(), c.name()))
                            .toList();
            case VPARQUET5 -> List.copyOf(columns);
        };
    }

    /**
     * The spare column of each column of the list, counted from 0 within its scope and type; -1 for
     * columns that the version has no room for.
     */
    static int[] slots(BlockVersion version, List<DedicatedColumn> columns) {
        int[][] used = new int[AttributeScope.values().length][Type.values().length];
        int[] slots = new int[columns.size()];
        for (int i = 0; i < slots.length; i++) {
            DedicatedColumn c = columns.get(i);
            boolean storable =
                    version == BlockVersion.VPARQUET5
                            || c.scope() != AttributeScope.EVENT && c.options().isEmpty();
            slots[i] = -1;
            if (storable
                    && used[c.scope().ordinal()][c.type().ordinal()]
                            < version.dedicatedCapacity(c.type())) {
                slots[i] = used[c.scope().ordinal()][c.type().ordinal()]++;
            }
        }
        return slots;
    }

    /**
     * Attributes of spans whose integers have a column of their own in a block: those of the list
     * that the version has room for, and those that every block of the version has a column for.
     */
    public static Set<String> integerSpanKeys(BlockVersion version, List<DedicatedColumn> columns) {
        Set<String> keys = new HashSet<>();
        if (version != BlockVersion.VPARQUET5) {
            for (FixedColumn column : FixedColumn.values()) {
                if (column.scope == AttributeScope.SPAN && column.type == Type.INT) {
                    keys.add(column.key);
                }
            }
        }
        List<DedicatedColumn> kept = forVersion(version, columns);
        int[] slots = slots(version, kept);
        for (int i = 0; i < slots.length; i++) {
            DedicatedColumn c = kept.get(i);
            if (slots[i] >= 0 && c.scope() == AttributeScope.SPAN && c.type() == Type.INT) {
                keys.add(c.name());
            }
        }
        return keys;
    }

    /**
     * Checks a configured list.
     *
     * @throws IllegalArgumentException naming the column that occurs twice in its scope
     */
    public static void validate(List<DedicatedColumn> columns) {
        Set<String> seen = new HashSet<>();
        for (DedicatedColumn c : columns) {
            if (!seen.add(scopeName(c.scope()) + '.' + c.name())) {
                throw new IllegalArgumentException(
                        "dedicated column "
                                + scopeName(c.scope())
                                + "."
                                + c.name()
                                + " is listed twice");
            }
        }
    }

    /** What a configured list asks for that the version has no room for, a sentence each. */
    public static List<String> warnings(BlockVersion version, List<DedicatedColumn> columns) {
        List<String> warnings = new ArrayList<>();
        List<DedicatedColumn> kept = forVersion(version, columns);
        int[] slots = slots(version, kept);
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] < 0) {
                DedicatedColumn c = kept.get(i);
                warnings.add(
                        "dedicated column "
                                + scopeName(c.scope())
                                + "."
                                + c.name()
                                + " gets no column: "
                                + version
                                + " has room for "
                                + version.dedicatedCapacity(c.type())
                                + " of type "
                                + typeName(c.type())
                                + " in a scope");
            }
        }
        return warnings;
    }

    /** The JSON array as it stands in {@code meta.json} and in the tenant index. */
    public static String toJson(List<DedicatedColumn> columns) {
        return toJsonNode(columns).toString();
    }

    /**
     * Parses the JSON array.
     *
     * @throws IllegalArgumentException saying which element is wrong
     */
    public static List<DedicatedColumn> fromJson(String json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "dedicated columns are not JSON: " + e.getOriginalMessage(), e);
        }
        return fromJsonNode(node);
    }

    static ArrayNode toJsonNode(List<DedicatedColumn> columns) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(columns.size());
        for (DedicatedColumn c : columns) {
            ObjectNode node = array.addObject();
            if (c.scope() != AttributeScope.SPAN) {
                node.put("s", scopeName(c.scope()));
            }
            node.put("n", c.name());
            if (c.type() != Type.STRING) {
                node.put("t", typeName(c.type()));
            }
            if (!c.options().isEmpty()) {
                ArrayNode options = node.putArray("o");
                for (Option option : Option.values()) {
                    if (c.options().contains(option)) {
                        options.add(optionName(option));
                    }
                }
            }
        }
        return array;
    }

    static List<DedicatedColumn> fromJsonNode(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw new IllegalArgumentException("dedicated columns are a JSON array: got " + node);
        }
        List<DedicatedColumn> columns = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            if (!element.isObject()) {
                throw new IllegalArgumentException(
                        "dedicated column " + columns.size() + " is no JSON object: " + element);
            }
            try {
                columns.add(column(element));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "dedicated column " + columns.size() + ": " + e.getMessage(), e);
            }
        }
        return List.copyOf(columns);
    }

    private static DedicatedColumn column(JsonNode element) {
        Set<Option> options = EnumSet.noneOf(Option.class);
        for (JsonNode option : element.path("o")) {
            options.add(option(option.asText()));
        }
        return new DedicatedColumn(
                scope(element.path("s").asText("")),
                element.path("n").asText(""),
                type(element.path("t").asText("")),
                options);
    }

    /**
     * The scope of a configured or stored column; "" is the span.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static AttributeScope scope(String name) {
        return switch (name) {
            case "", "span" -> AttributeScope.SPAN;
            case "resource" -> AttributeScope.RESOURCE;
            case "event" -> AttributeScope.EVENT;
            default ->
                    throw new IllegalArgumentException(
                            "unknown scope \"" + name + "\": expected resource, span or event");
        };
    }

    /**
     * The type of a configured or stored column; "" is string.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Type type(String name) {
        return switch (name) {
            case "", "string" -> Type.STRING;
            case "int" -> Type.INT;
            default ->
                    throw new IllegalArgumentException(
                            "unknown type \"" + name + "\": expected string or int");
        };
    }

    /**
     * An option of a configured or stored column.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Option option(String name) {
        return switch (name) {
            case "array" -> Option.ARRAY;
            case "blob" -> Option.BLOB;
            default ->
                    throw new IllegalArgumentException(
                            "unknown option \"" + name + "\": expected array or blob");
        };
    }

    static String scopeName(AttributeScope scope) {
        return switch (scope) {
            case SPAN -> "span";
            case RESOURCE -> "resource";
            case EVENT -> "event";
            case LINK -> "link";
            case INSTRUMENTATION -> "instrumentation";
        };
    }

    private static String typeName(Type type) {
        return switch (type) {
            case STRING -> "string";
            case INT -> "int";
        };
    }

    private static String optionName(Option option) {
        return switch (option) {
            case ARRAY -> "array";
            case BLOB -> "blob";
        };
    }

    private static DedicatedColumn resource(String name) {
        return new DedicatedColumn(AttributeScope.RESOURCE, name, Type.STRING);
    }

    private static DedicatedColumn span(String name) {
        return new DedicatedColumn(AttributeScope.SPAN, name, Type.STRING);
    }

    private static DedicatedColumn spanInt(String name) {
        return new DedicatedColumn(AttributeScope.SPAN, name, Type.INT);
    }
}
