package io.tempo.core.config;

/** Byte sizes written with binary units: {@code 64KiB}, {@code 63KiB1023B}, {@code 0B}. */
final class ByteSize {

    private static final String[] UNITS = {"EiB", "PiB", "TiB", "GiB", "MiB", "KiB", "B"};

    private ByteSize() {}

    /**
     * @return bytes
     * @throws IllegalArgumentException saying what is wrong
     */
    static long parse(String text) {
        long total = 0;
        int i = 0;
        while (i < text.length()) {
            int start = i;
            while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                i++;
            }
            int unitStart = i;
            while (i < text.length() && Character.isLetter(text.charAt(i))) {
                i++;
            }
            int shift = shift(text.substring(unitStart, i));
            if (unitStart == start || unitStart - start > 18 || shift < 0) {
                throw invalid(text);
            }
            long number = Long.parseLong(text.substring(start, unitStart));
            if (number > Long.MAX_VALUE >> shift) {
                throw invalid(text);
            }
            total += number << shift;
            if (total < 0) {
                throw invalid(text);
            }
        }
        if (text.isEmpty()) {
            throw invalid(text);
        }
        return total;
    }

    static String format(long bytes) {
        if (bytes == 0) {
            return "0B";
        }
        StringBuilder out = new StringBuilder();
        long rest = bytes;
        for (int u = 0; u < UNITS.length; u++) {
            int shift = 10 * (UNITS.length - 1 - u);
            if (rest >> shift > 0) {
                out.append(rest >> shift).append(UNITS[u]);
                rest -= rest >> shift << shift;
            }
        }
        return out.toString();
    }

    private static int shift(String unit) {
        for (int u = 0; u < UNITS.length; u++) {
            if (UNITS[u].equals(unit)) {
                return 10 * (UNITS.length - 1 - u);
            }
        }
        return -1;
    }

    private static IllegalArgumentException invalid(String text) {
        String shown = text.length() <= 64 ? text : text.substring(0, 64) + "…";
        return new IllegalArgumentException(
                "'" + shown + "' is not a size with a unit (B, KiB, MiB, GiB), such as 64KiB");
    }
}
