package io.tempo.core.testing;

import io.tempo.core.columns.SpanColumns;

import java.util.List;
import java.util.Map;

/** The worked data of the TraceQL specification, section 10: traces "abc" and "B". */
public final class WorkedFixture {

    public static final long T0 = 1_700_000_000_000_000_000L;
    public static final long ABC = 0xabc;
    public static final long B = 2;
    private static final long MS = 1_000_000;

    private WorkedFixture() {}

    public static SpanColumns columns() {
        TestSpans t = new TestSpans();
        t.resource(Map.of("service.name", "front", "foo", "res", "onlyres", "r"));
        t.scope("lib1", "v1.0", Map.of("lang", "go"));
        byte[] traceB = new byte[16];
        traceB[0] = 1;
        traceB[15] = 2;
        t.begin(ABC, 1, 0)
                .name("root")
                .kind(2)
                .status(1, "")
                .time(T0, 100 * MS)
                .attribute("foo", "span")
                .attribute("int", 5L)
                .attribute("neg", -3L)
                .attribute("float", 2.5)
                .attribute("bool", true)
                .attribute("arr", List.of("a", "b", "c"))
                .attribute("iarr", List.of(1L, 2L, 3L))
                .attribute("one", List.of("x"))
                .attribute("str", "5")
                .attribute("grp", "g1")
                .event(MS, "ev1", Map.of("x", "1"))
                .event(2 * MS, "ev2", Map.of("x", "2", "y", "3"))
                .link(traceB, new byte[] {0, 0, 0, 0, 0, 0, 0, 9}, Map.of("lk", "v"))
                .end();
        t.begin(ABC, 2, 1)
                .name("mid")
                .kind(1)
                .time(T0 + 10 * MS, 50 * MS)
                .attribute("int", 10L)
                .attribute("neg", -1L)
                .attribute("grp", "g1")
                .end();
        t.resource(Map.of("service.name", "back", "foo", "res2"));
        t.scope("", "", Map.of());
        t.begin(ABC, 3, 2)
                .name("leaf")
                .kind(3)
                .status(2, "boom")
                .time(T0 + 20 * MS, 20 * MS)
                .attribute("int", 20L)
                .attribute("float", 7.5)
                .attribute("grp", "g2")
                .attribute("bool", false)
                .end();
        t.begin(ABC, 4, 1)
                .name("leaf")
                .kind(4)
                .time(T0 + 60 * MS, 30 * MS)
                .attribute("grp", "g2")
                .end();
        t.begin(ABC, 5, 0x77).name("orphan").kind(5).time(T0 + 70 * MS, 5 * MS).end();
        t.resource(Map.of("service.name", "solo"));
        t.begin(B, 0x11, 0)
                .name("solo-a")
                .time(T0 + 15_000 * MS, 2_000 * MS)
                .attribute("int", 1L)
                .attribute("foo", "span")
                .end();
        t.begin(B, 0x12, 0).name("solo-b").time(T0 + 16_000 * MS, 1_000 * MS).end();
        return t.columns();
    }

    /** {@code s1} to {@code s5}, {@code b1} and {@code b2}. */
    public static String name(long spanId) {
        return spanId < 0x11 ? "s" + spanId : "b" + (spanId - 0x10);
    }
}
