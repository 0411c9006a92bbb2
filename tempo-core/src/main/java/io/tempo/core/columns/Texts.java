package io.tempo.core.columns;

/**
 * The strings of a list as texts, each decoded when it is first asked for: whoever keeps many of
 * them keeps one object per distinct string. Not thread-safe.
 */
public final class Texts {

    private final ByteStrings strings;
    private final String[] texts;

    public Texts(ByteStrings strings) {
        this.strings = strings;
        this.texts = new String[strings.size()];
    }

    /** See {@link ByteStrings#text}. */
    public String get(int id) {
        String text = texts[id];
        if (text == null) {
            text = strings.text(id);
            texts[id] = text;
        }
        return text;
    }
}
