package io.tempo.core.traceql;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Regular expressions as queries use them: RE2 syntax, the whole text must match, dot matches line
 * ends.
 *
 * <p>RE2/J compiles recursively and writes repetitions out: a short pattern can ask for gigabytes.
 * So a pattern is weighed before it is compiled.
 */
public final class Regexes {

    private static final int MAX_NESTING = 200;
    private static final long MAX_SIZE = 100_000;

    /** RE2/J takes time quadratic in the length of some patterns. */
    private static final int MAX_LENGTH = 16 * 1024;

    /** RE2/J refuses more by itself. */
    private static final int MAX_REPETITIONS = 1000;

    private Regexes() {}

    /**
     * Compiles a pattern; {@link Pattern#matches} then gives the language's meaning of {@code =~}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Pattern compile(String pattern) {
        weigh(pattern);
        try {
            return Pattern.compile(pattern, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Estimates the size of the compiled pattern; mistakes in the syntax are left to RE2/J. */
    private static void weigh(String pattern) {
        if (pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "regular expression too long: at most " + MAX_LENGTH + " characters");
        }
        Deque<Long> outer = new ArrayDeque<>();
        long size = 0;
        long last = 0;
        int pos = 0;
        while (pos < pattern.length()) {
            char c = pattern.charAt(pos);
            switch (c) {
                case '(' -> {
                    outer.push(size);
                    if (outer.size() > MAX_NESTING) {
                        throw new IllegalArgumentException(
                                "regular expression nested too deeply: at most "
                                        + MAX_NESTING
                                        + " groups");
                    }
                    size = 0;
                    last = 0;
                    pos++;
                }
                case ')' -> {
                    last = size + 2;
                    size = last + (outer.isEmpty() ? 0 : outer.pop());
                    pos++;
                }
                case '{' -> {
                    int end = indexNear(pattern, '}', pos);
                    long times = end < 0 ? 1 : repetitions(pattern, pos + 1, end);
                    size += last * (times - 1);
                    last *= times;
                    pos++;
                }
                case '[' -> {
                    last = 1;
                    size++;
                    pos = classEnd(pattern, pos);
                }
                case '\\' -> {
                    int end = escapeEnd(pattern, pos);
                    last = end - pos;
                    size += last;
                    pos = end;
                }
                default -> {
                    last = 1;
                    size++;
                    pos++;
                }
            }
            if (size > MAX_SIZE) {
                throw new IllegalArgumentException("regular expression too large");
            }
        }
    }

    /** Behind an escaped character, or behind a run of literal text: {@code \\Q...\\E}. */
    private static int escapeEnd(String pattern, int start) {
        if (!pattern.startsWith("\\Q", start)) {
            return Math.min(start + 2, pattern.length());
        }
        int end = pattern.indexOf("\\E", start);
        return end < 0 ? pattern.length() : end + 2;
    }

    /** The larger number of {@code n} or {@code n,m}; 1 if it is not a repetition. */
    private static long repetitions(String pattern, int start, int end) {
        long max = 0;
        long number = 0;
        for (int i = start; i < end; i++) {
            char c = pattern.charAt(i);
            if (Characters.isDigit(c)) {
                number = number * 10 + (c - '0');
            } else if (c == ',') {
                max = number;
                number = 0;
            } else {
                return 1;
            }
        }
        return Math.clamp(Math.max(max, number), 1, MAX_REPETITIONS);
    }

    /**
     * Where a character comes next; -1 if that is further than a repetition or class name is long.
     */
    private static int indexNear(String pattern, char c, int start) {
        return pattern.indexOf(c, start, Math.min(pattern.length(), start + 16));
    }

    private static int classEnd(String pattern, int start) {
        int pos = start + 1;
        if (pos < pattern.length() && pattern.charAt(pos) == '^') {
            pos++;
        }
        // A bracket right at the start stands for itself.
        for (boolean first = true; pos < pattern.length(); first = false) {
            char c = pattern.charAt(pos);
            if (c == ']' && !first) {
                return pos + 1;
            }
            int named = pattern.startsWith("[:", pos) ? indexNear(pattern, ']', pos) : -1;
            if (named > 0 && pattern.charAt(named - 1) == ':') {
                pos = named + 1;
            } else {
                pos += c == '\\' ? 2 : 1;
            }
        }
        return pattern.length();
    }
}
