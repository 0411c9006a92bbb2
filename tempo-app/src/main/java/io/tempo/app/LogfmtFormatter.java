package io.tempo.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** {@code ts=… level=… caller=… msg="…"}, a line a record. */
final class LogfmtFormatter extends Formatter {

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder();
        line.append("ts=").append(record.getInstant());
        line.append(" level=").append(level(record.getLevel()));
        line.append(" caller=").append(caller(record));
        line.append(" msg=");
        value(line, formatMessage(record));
        if (record.getThrown() != null) {
            line.append(" err=");
            value(line, stackTrace(record.getThrown()));
        }
        return line.append('\n').toString();
    }

    static String level(Level level) {
        return switch (level.getName()) {
            case "SEVERE" -> "error";
            case "WARNING" -> "warn";
            case "INFO", "CONFIG" -> "info";
            default -> "debug";
        };
    }

    /** The last part of the logger's name. */
    static String caller(LogRecord record) {
        String name = record.getLoggerName() == null ? "" : record.getLoggerName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString().strip();
    }

    private static void value(StringBuilder line, String text) {
        boolean plain =
                !text.isEmpty()
                        && text.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c < 127);
        if (plain) {
            line.append(text);
            return;
        }
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ') {
                        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }
}
