package io.tempo.core.config;

import java.time.Duration;
import java.util.List;

/**
 * Which values of a type a key takes.
 *
 * @param low null for no limit
 * @param high null for no limit
 * @param oneOf empty for any
 */
record Constraint(
        Double low,
        boolean lowExcluded,
        Double high,
        boolean highExcluded,
        String range,
        List<String> oneOf) {

    static final Constraint NONE = new Constraint(null, false, null, false, "", List.of());

    /** {@code 1..}, {@code (0..1)}, {@code 0s..}. */
    static Constraint range(String text) {
        boolean lowExcluded = text.startsWith("(");
        boolean highExcluded = text.endsWith(")");
        String inner = text.substring(lowExcluded ? 1 : 0, text.length() - (highExcluded ? 1 : 0));
        int dots = inner.indexOf("..");
        return new Constraint(
                limit(inner.substring(0, dots)),
                lowExcluded,
                limit(inner.substring(dots + 2)),
                highExcluded,
                sentence(
                        inner.substring(0, dots),
                        lowExcluded,
                        inner.substring(dots + 2),
                        highExcluded),
                List.of());
    }

    static Constraint oneOf(List<String> values) {
        return new Constraint(null, false, null, false, "", values);
    }

    /** What is wrong with the value; null if nothing is. */
    String violation(Object value) {
        return switch (value) {
            case Long n -> outside(n.doubleValue(), n.toString());
            case Double n -> outside(n, n.toString());
            case Duration d -> outside(nanos(d), GoDuration.format(d));
            case String s -> unknown(s);
            case List<?> items -> {
                for (Object item : items) {
                    String wrong = item instanceof String s ? unknown(s) : null;
                    if (wrong != null) {
                        yield wrong;
                    }
                }
                yield null;
            }
            case null, default -> null;
        };
    }

    private String unknown(String value) {
        if (oneOf.isEmpty() || oneOf.contains(value)) {
            return null;
        }
        List<String> named = oneOf.stream().filter(s -> !s.isEmpty()).toList();
        return "expected "
                + (named.size() == 1 ? "" : "one of ")
                + String.join(", ", named)
                + ", found '"
                + (value.length() <= 60 ? value : value.substring(0, 60) + "…")
                + "'";
    }

    private String outside(double n, String shown) {
        boolean tooLow = low != null && (lowExcluded ? n <= low : n < low);
        boolean tooHigh = high != null && (highExcluded ? n >= high : n > high);
        return tooLow || tooHigh ? "expected " + range + ", found " + shown : null;
    }

    private static String sentence(
            String low, boolean lowExcluded, String high, boolean highExcluded) {
        String from = low.isEmpty() ? "" : (lowExcluded ? "more than " : "at least ") + low;
        String to = high.isEmpty() ? "" : (highExcluded ? "less than " : "at most ") + high;
        return from + (from.isEmpty() || to.isEmpty() ? "" : " and ") + to;
    }

    private static Double limit(String text) {
        if (text.isEmpty()) {
            return null;
        }
        return text.endsWith("s") ? nanos(GoDuration.parse(text)) : Double.valueOf(text);
    }

    private static double nanos(Duration duration) {
        return duration.getSeconds() * 1e9 + duration.getNano();
    }
}
