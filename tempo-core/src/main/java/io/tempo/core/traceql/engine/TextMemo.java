package io.tempo.core.traceql.engine;

import io.tempo.core.columns.ByteStrings;

/** Tests strings of one list by id, each of them once at most. For one thread. */
final class TextMemo {

    private static final byte NO = 1;
    private static final byte YES = 2;

    private final ByteStrings strings;
    private final TextTest test;

    /** By id: 0 where the string has not been tested yet. */
    private final byte[] known;

    TextMemo(ByteStrings strings, TextTest test) {
        this.strings = strings;
        this.test = test;
        this.known = new byte[strings.size()];
    }

    boolean test(int id) {
        byte answer = known[id];
        return answer == 0 ? first(id) : answer == YES;
    }

    private boolean first(int id) {
        boolean holds = test.test(strings.bytes(), strings.offset(id), strings.length(id));
        known[id] = holds ? YES : NO;
        return holds;
    }
}
