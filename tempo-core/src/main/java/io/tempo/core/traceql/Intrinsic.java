package io.tempo.core.traceql;

/** A field that every span, trace, event, link or instrumentation scope has by itself. */
public enum Intrinsic {
    NAME("name", StaticType.STRING, Level.SPAN),
    DURATION("duration", StaticType.DURATION, Level.SPAN),
    STATUS("status", StaticType.STATUS, Level.SPAN),
    STATUS_MESSAGE("statusMessage", StaticType.STRING, Level.SPAN),
    KIND("kind", StaticType.KIND, Level.SPAN),
    /** 16 lower-case hex digits. */
    SPAN_ID("span:id", StaticType.STRING, Level.SPAN),
    /** 16 lower-case hex digits; zeros for a root. */
    SPAN_PARENT_ID("span:parentID", StaticType.STRING, Level.SPAN),
    SPAN_CHILD_COUNT("span:childCount", StaticType.INT, Level.SPAN),
    NESTED_SET_LEFT("nestedSetLeft", StaticType.INT, Level.SPAN),
    NESTED_SET_RIGHT("nestedSetRight", StaticType.INT, Level.SPAN),
    NESTED_SET_PARENT("nestedSetParent", StaticType.INT, Level.SPAN),
    TRACE_DURATION("traceDuration", StaticType.DURATION, Level.TRACE),
    ROOT_NAME("rootName", StaticType.STRING, Level.TRACE),
    ROOT_SERVICE_NAME("rootServiceName", StaticType.STRING, Level.TRACE),
    /** Lower-case hex digits without leading zeros. */
    TRACE_ID("trace:id", StaticType.STRING, Level.TRACE),
    EVENT_NAME("event:name", StaticType.STRING, Level.EVENT),
    /** From the start of the span; may be negative. */
    EVENT_TIME_SINCE_START("event:timeSinceStart", StaticType.DURATION, Level.EVENT),
    /** Lower-case hex digits without leading zeros. */
    LINK_TRACE_ID("link:traceID", StaticType.STRING, Level.LINK),
    /** 16 lower-case hex digits. */
    LINK_SPAN_ID("link:spanID", StaticType.STRING, Level.LINK),
    /**
     * A string, but checked as an attribute is: compared with anything else, it matches nothing.
     */
    INSTRUMENTATION_NAME("instrumentation:name", StaticType.ATTRIBUTE, Level.INSTRUMENTATION),
    /** As {@link #INSTRUMENTATION_NAME}. */
    INSTRUMENTATION_VERSION("instrumentation:version", StaticType.ATTRIBUTE, Level.INSTRUMENTATION),
    /** Reserved: parses, and is refused by validation wherever a span would be read. */
    PARENT("parent", StaticType.NIL, Level.SPAN);

    /** What has the field. */
    public enum Level {
        SPAN,
        TRACE,
        EVENT,
        LINK,
        INSTRUMENTATION
    }

    private final String text;
    private final StaticType type;
    private final Level level;

    Intrinsic(String text, StaticType type, Level level) {
        this.text = text;
        this.type = type;
        this.level = level;
    }

    /** The canonical name: in result keys, in labels, and valid in a query. */
    public String text() {
        return text;
    }

    /** The type of its values, before any span is read. */
    public StaticType type() {
        return type;
    }

    public Level level() {
        return level;
    }
}
