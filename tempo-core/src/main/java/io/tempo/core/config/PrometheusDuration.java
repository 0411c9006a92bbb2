package io.tempo.core.config;

import java.time.Duration;

/**
 * Durations in the way of Prometheus: {@code 1w2d}, {@code 90m}; whole numbers with units {@code y
 * w d h m s ms}, each at most once, from long to short. A year has 365 days.
 *
 * <p>Format: <a
 * href="https://prometheus.io/docs/prometheus/latest/configuration/configuration/">Prometheus
 * configuration</a>, {@code <duration>}.
 */
public final class PrometheusDuration {

    private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
    private static final long[] MILLIS = {
        365L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1
    };

    private PrometheusDuration() {}

    /**
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        long millis = 0;
        int i = 0;
        int next = 0;
        while (i < text.length()) {
            int start = i;
            long number = 0;
            while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                if (number > Long.MAX_VALUE / 100) {
                    throw invalid(text, "too long");
                }
                number = number * 10 + (text.charAt(i) - '0');
                i++;
            }
            if (i == start) {
                throw invalid(text, "a whole number is expected at position " + (start + 1));
            }
            int unitStart = i;
            while (i < text.length() && Character.isLetter(text.charAt(i))) {
                i++;
            }
            String unit = text.substring(unitStart, i);
            int u = next;
            while (u < UNITS.length && !UNITS[u].equals(unit)) {
                u++;
            }
            if (u == UNITS.length) {
                throw invalid(
                        text,
                        unit.isEmpty()
                                ? "a unit is missing (y, w, d, h, m, s or ms)"
                                : "units are y, w, d, h, m, s and ms, each once and from long to"
                                        + " short");
            }
            next = u + 1;
            try {
                millis = Math.addExact(millis, Math.multiplyExact(number, MILLIS[u]));
            } catch (ArithmeticException e) {
                throw invalid(text, "too long");
            }
        }
        // The reference keeps these as nanoseconds, too.
        if (text.isEmpty() || millis > Long.MAX_VALUE / 1_000_000) {
            throw invalid(text, text.isEmpty() ? "nothing is written" : "too long");
        }
        return Duration.ofMillis(millis);
    }

    /** {@code 0s}, {@code 2w}, {@code 1d12h}; what is below a millisecond is dropped. */
    static String format(Duration duration) {
        long rest = duration.toMillis();
        if (rest == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder();
        for (int u = 0; u < UNITS.length; u++) {
            // Years and weeks only where nothing else is left, as Prometheus prints them.
            boolean whole = u < 2;
            if (whole ? rest % MILLIS[u] == 0 && rest > 0 : rest >= MILLIS[u]) {
                out.append(rest / MILLIS[u]).append(UNITS[u]);
                rest %= MILLIS[u];
            }
        }
        return out.toString();
    }

    private static IllegalArgumentException invalid(String text, String why) {
        String shown = text.length() <= 64 ? text : text.substring(0, 64) + "…";
        return new IllegalArgumentException("'" + shown + "' is not a duration: " + why);
    }
}
