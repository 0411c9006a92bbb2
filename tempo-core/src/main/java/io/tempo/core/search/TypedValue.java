package io.tempo.core.search;

import io.tempo.core.tempopb.TagValue;

/**
 * A value of a tag.
 *
 * @param type {@code string}, {@code int}, {@code float}, {@code bool} or {@code keyword}
 * @param value as text
 */
public record TypedValue(String type, String value) {

    public static final String STRING = "string";
    public static final String INT = "int";
    public static final String FLOAT = "float";
    public static final String BOOL = "bool";

    /** A word of the language: a status. */
    public static final String KEYWORD = "keyword";

    /** The value as API message. */
    public TagValue toProto() {
        return TagValue.newBuilder().setType(type).setValue(value).build();
    }
}
