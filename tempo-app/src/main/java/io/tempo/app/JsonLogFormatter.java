package io.tempo.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** One JSON object a record, with the keys of {@link LogfmtFormatter}. */
final class JsonLogFormatter extends Formatter {

    @Override
    public String format(LogRecord record) {
        ObjectNode line =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("ts", record.getInstant().toString())
                        .put("level", LogfmtFormatter.level(record.getLevel()))
                        .put("caller", LogfmtFormatter.caller(record))
                        .put("msg", formatMessage(record));
        if (record.getThrown() != null) {
            line.put("err", LogfmtFormatter.stackTrace(record.getThrown()));
        }
        return line + "\n";
    }
}
