package io.tempo.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * A tenant: whose data it is. The id names a directory of the object store, so the rules for its
 * characters are also what keeps a request from leaving that directory. Ordered by id.
 *
 * <p>The texts of the errors are those that clients of this API know.
 *
 * @param value 1 to {@value #MAX_LENGTH} ASCII letters, digits and {@code ! - _ . * ' ( )}, neither
 *     {@code .} nor {@code ..}
 */
public record TenantId(String value) implements Comparable<TenantId> {

    /** Most characters (and bytes) of an id. */
    public static final int MAX_LENGTH = 150;

    /** Whose data it is where multitenancy is off. */
    public static final TenantId SINGLE_TENANT = new TenantId("single-tenant");

    /** What is said where an id is needed and none, or an empty one, was given. */
    public static final String MISSING = "no org id";

    private static final String PUNCTUATION = "!-_.*'()";

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public TenantId {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(MISSING);
        }
        for (int i = 0; i < value.length(); i++) {
            if (!allowed(value.charAt(i))) {
                throw new IllegalArgumentException(
                        "tenant ID '"
                                + shortened(value)
                                + "' contains unsupported character '"
                                + Character.toString(value.codePointAt(i))
                                + "'");
            }
        }
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "tenant ID is too long: max " + MAX_LENGTH + " characters");
        }
        if (value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("tenant ID is '.' or '..'");
        }
    }

    /**
     * Reads one id as a client sends it, in {@code X-Scope-OrgID} or in gRPC metadata. A suffix
     * {@code :key=value[:key=value…]} is metadata and is dropped.
     *
     * @param header may be null or empty
     * @throws IllegalArgumentException {@link #MISSING}, or what is wrong with the id; several ids
     *     ({@code a|b}) are refused
     */
    public static TenantId parse(String header) {
        if (header == null || header.isEmpty()) {
            throw new IllegalArgumentException(MISSING);
        }
        if (header.indexOf('|') >= 0) {
            List<TenantId> several = parseAll(header);
            if (several.size() > 1) {
                throw new IllegalArgumentException("multiple org IDs present");
            }
            return several.getFirst();
        }
        return new TenantId(withoutMetadata(header));
    }

    /**
     * Reads one or more ids joined by {@code |}, as a query may name them.
     *
     * @param header may be null or empty
     * @return the ids, sorted, each once; at least one
     * @throws IllegalArgumentException {@link #MISSING} for none or an empty member, or what is
     *     wrong with a member
     */
    public static List<TenantId> parseAll(String header) {
        if (header == null || header.isEmpty()) {
            throw new IllegalArgumentException(MISSING);
        }
        TreeSet<TenantId> ids = new TreeSet<>();
        for (String member : header.split("\\|", -1)) {
            ids.add(new TenantId(withoutMetadata(member)));
        }
        return List.copyOf(new ArrayList<>(ids));
    }

    private static String withoutMetadata(String member) {
        int colon = member.indexOf(':');
        if (colon < 0) {
            return member;
        }
        for (String pair : member.substring(colon + 1).split(":", -1)) {
            if (pair.indexOf('=') <= 0) {
                return member; // not metadata: refused for its colon
            }
        }
        return member.substring(0, colon);
    }

    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || PUNCTUATION.indexOf(c) >= 0;
    }

    private static String shortened(String value) {
        return value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH) + "…";
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
