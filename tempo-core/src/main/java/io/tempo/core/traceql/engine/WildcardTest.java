package io.tempo.core.traceql.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A regular expression made of plain text and {@code .*} or {@code .+} alone, matched without an
 * automaton: most that users write are of this kind ({@code GET.*}, {@code .*timeout.*}).
 *
 * <p>Pieces of text are searched from left to right, each at its first place; that finds a match if
 * there is one, because what lies between pieces may be anything.
 */
final class WildcardTest implements TextTest {

    private static final int NO_GAP = -1;

    /** Plain text, in order; never empty. */
    private final byte[][] pieces;

    /**
     * Before each piece, and after the last one: the least number of bytes that may lie there, or
     * {@link #NO_GAP} if nothing may.
     */
    private final int[] gaps;

    private WildcardTest(byte[][] pieces, int[] gaps) {
        this.pieces = pieces;
        this.gaps = gaps;
    }

    /** The test of a pattern, or null if the pattern is of another kind. */
    static TextTest of(String pattern) {
        String rest = pattern.startsWith("(?s)") ? pattern.substring(4) : pattern;
        if (rest.length() > 2
                && rest.startsWith("(")
                && rest.endsWith(")")
                && rest.indexOf('(', 1) < 0
                && rest.indexOf(')') == rest.length() - 1) {
            rest = rest.substring(rest.startsWith("(?:") ? 3 : 1, rest.length() - 1);
        }
        TextTest result = null;
        int from = 0;
        while (true) {
            int bar = rest.indexOf('|', from);
            if (bar > 0 && rest.charAt(bar - 1) == '\\') {
                return null;
            }
            TextTest one = ofSequence(rest.substring(from, bar < 0 ? rest.length() : bar));
            if (one == null) {
                return null;
            }
            result = result == null ? one : result.or(one);
            if (bar < 0) {
                return result;
            }
            from = bar + 1;
        }
    }

    private static TextTest ofSequence(String pattern) {
        List<byte[]> pieces = new ArrayList<>();
        List<Integer> gaps = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        int gap = NO_GAP;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '.') {
                char repeat = i + 1 < pattern.length() ? pattern.charAt(i + 1) : ' ';
                boolean lazy = i + 2 < pattern.length() && isRepeat(pattern.charAt(i + 2));
                if (repeat != '*' && repeat != '+' || lazy) {
                    return null;
                }
                if (!piece.isEmpty()) {
                    gaps.add(gap);
                    pieces.add(piece.toString().getBytes(StandardCharsets.UTF_8));
                    piece.setLength(0);
                    gap = NO_GAP;
                }
                gap = Math.max(gap, 0) + (repeat == '+' ? 1 : 0);
                if (gap > 1) {
                    return null; // two characters may be more than two bytes
                }
                i++;
                continue;
            }
            if (c == '\\') {
                i++;
                if (i == pattern.length() || !isPunctuation(pattern.charAt(i))) {
                    return null;
                }
                c = pattern.charAt(i);
            } else if ("^$*+?()[]{}|".indexOf(c) >= 0) {
                return null;
            }
            if (i + 1 < pattern.length() && isRepeat(pattern.charAt(i + 1))) {
                return null;
            }
            piece.append(c);
        }
        if (!piece.isEmpty()) {
            gaps.add(gap);
            pieces.add(piece.toString().getBytes(StandardCharsets.UTF_8));
            gap = NO_GAP;
        }
        gaps.add(gap);
        if (pieces.size() == 1 && gaps.get(0) == NO_GAP && gaps.get(1) == NO_GAP) {
            return TextTest.equal(pieces.get(0));
        }
        return new WildcardTest(
                pieces.toArray(byte[][]::new), gaps.stream().mapToInt(Integer::intValue).toArray());
    }

    private static boolean isRepeat(char c) {
        return c == '*' || c == '+' || c == '?' || c == '{';
    }

    private static boolean isPunctuation(char c) {
        return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    }

    @Override
    public boolean test(byte[] bytes, int offset, int length) {
        int position = offset;
        int end = offset + length;
        int last = pieces.length - 1;
        for (int p = 0; p <= last; p++) {
            byte[] piece = pieces[p];
            int gap = gaps[p];
            if (gap == NO_GAP) {
                if (!matchesAt(bytes, position, end, piece)) {
                    return false;
                }
                position += piece.length;
            } else if (p == last && gaps[p + 1] == NO_GAP) {
                int at = end - piece.length;
                return at >= position + gap && matchesAt(bytes, at, end, piece);
            } else {
                int at = indexOf(bytes, position + gap, end, piece);
                if (at < 0) {
                    return false;
                }
                position = at + piece.length;
            }
        }
        int gap = gaps[pieces.length];
        return gap == NO_GAP ? position == end : end - position >= gap;
    }

    private static boolean matchesAt(byte[] bytes, int at, int end, byte[] piece) {
        return end - at >= piece.length
                && Arrays.equals(bytes, at, at + piece.length, piece, 0, piece.length);
    }

    private static int indexOf(byte[] bytes, int from, int end, byte[] piece) {
        byte first = piece[0];
        int last = end - piece.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == first && matchesAt(bytes, i, end, piece)) {
                return i;
            }
        }
        return -1;
    }
}
