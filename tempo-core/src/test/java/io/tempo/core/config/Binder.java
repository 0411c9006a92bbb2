package io.tempo.core.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the typed record of a {@link Section} by reflection, to hold the written-out ways to do it
 * to the schema: component {@code maxTraceIdle} holds key {@code max_trace_idle}. A component
 * without a key, or of another type than its key, is a mistake of the program.
 */
final class Binder {

    private Binder() {}

    static <R extends Record> R bind(Class<R> type, Section section) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            try {
                values[i] =
                        component.isAnnotationPresent(Inline.class)
                                ? bind(component.getType().asSubclass(Record.class), section)
                                : convert(component.getGenericType(), section.get(key(component)));
            } catch (RuntimeException e) {
                throw new IllegalStateException(
                        type.getSimpleName() + "." + component.getName() + ": " + e.getMessage(),
                        e);
            }
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type.getSimpleName() + " refuses its values", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
        }
    }

    static String key(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        return key != null ? key.value() : snakeCase(component.getName());
    }

    private static String snakeCase(String name) {
        StringBuilder out = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                out.append('_').append(Character.toLowerCase(c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static Object convert(Type type, Object value) {
        if (type instanceof ParameterizedType generic) {
            return convertGeneric(generic, value);
        }
        Class<?> raw = (Class<?>) type;
        if (value == null) {
            if (raw.isPrimitive()) {
                throw new IllegalStateException("unset, but cannot be absent");
            }
            return null;
        }
        if (raw == int.class) {
            // A count of more than two thousand million means "as many as there can be".
            return Math.clamp((Long) value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (raw.isPrimitive() || raw == Object.class || raw.isInstance(value)) {
            return value;
        }
        if (raw == Path.class) {
            return Path.of((String) value);
        }
        if (raw == Secret.class) {
            return new Secret((String) value);
        }
        if (raw.isEnum()) {
            return enumValue(raw, (String) value);
        }
        if (raw.isRecord()) {
            return bind(raw.asSubclass(Record.class), (Section) value);
        }
        throw new IllegalStateException("no " + raw.getSimpleName() + " of " + value.getClass());
    }

    private static Object convertGeneric(ParameterizedType type, Object value) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.ofNullable(value).map(v -> convert(arguments[0], v));
        }
        if (type.getRawType() == List.class) {
            List<Object> items = new ArrayList<>();
            for (Object item : (List<?>) value) {
                items.add(convert(arguments[0], item));
            }
            return List.copyOf(items);
        }
        if (type.getRawType() == Map.class) {
            Map<Object, Object> entries = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((k, v) -> entries.put(k, convert(arguments[1], v)));
            return java.util.Collections.unmodifiableMap(entries);
        }
        throw new IllegalStateException("no values of " + type);
    }

    private static Object enumValue(Class<?> type, String text) {
        String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalStateException("no " + type.getSimpleName() + " " + text);
    }
}
