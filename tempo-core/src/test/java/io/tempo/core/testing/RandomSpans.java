package io.tempo.core.testing;

import io.tempo.core.columns.SpanColumns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random spans, as columns and as plain objects that hold the same. */
public final class RandomSpans {

    /** A span as plain objects. */
    public record Model(
            long id,
            Model parent,
            String name,
            int kind,
            int status,
            long start,
            long duration,
            Map<String, Object> attributes,
            Map<String, Object> resource,
            String scopeName,
            Map<String, Object> scope,
            List<Child> events,
            List<Child> links) {}

    /** An event, or a link, whose name is its span id. */
    public record Child(String name, long time, Map<String, Object> attributes) {}

    public static final List<String> STRINGS = List.of("", "a", "b", "ab", "cart", "cär\nt");

    public final List<Model> spans = new ArrayList<>();
    public final SpanColumns columns;
    private final Random random;

    /** The same spans for the same seed. */
    public RandomSpans(long seed) {
        random = new Random(seed);
        TestSpans out = new TestSpans();
        int traces = 1 + random.nextInt(6);
        long id = 1;
        for (int t = 1; t <= traces; t++) {
            List<Model> trace = new ArrayList<>();
            int groups = 1 + random.nextInt(3);
            for (int g = 0; g < groups; g++) {
                Map<String, Object> resource = new LinkedHashMap<>();
                resource.put("service.name", "svc" + g);
                resource.put("g", (long) (t * 10 + g)); // no two are equal
                fill(resource);
                out.resource(resource);
                Map<String, Object> scope = new LinkedHashMap<>();
                fill(scope);
                String scopeName = pick(STRINGS);
                out.scope(scopeName, "", scope);
                int n = 1 + random.nextInt(5);
                for (int i = 0; i < n; i++) {
                    Model parent =
                            trace.isEmpty() || random.nextInt(8) == 0
                                    ? null
                                    : trace.get(random.nextInt(trace.size()));
                    Model span =
                            new Model(
                                    id++,
                                    parent,
                                    pick(STRINGS),
                                    random.nextInt(6),
                                    random.nextInt(3),
                                    1_000_000L * t + random.nextInt(1000),
                                    random.nextInt(50),
                                    new LinkedHashMap<>(),
                                    resource,
                                    scopeName,
                                    scope,
                                    new ArrayList<>(),
                                    new ArrayList<>());
                    fill(span.attributes);
                    children(span.events);
                    children(span.links);
                    trace.add(span);
                    write(out, t, span);
                }
            }
            spans.addAll(trace);
        }
        columns = out.columns();
    }

    private void write(TestSpans out, int trace, Model span) {
        out.begin(trace, span.id, span.parent == null ? 0 : span.parent.id)
                .name(span.name)
                .kind(span.kind)
                .status(span.status, "")
                .time(span.start, span.duration);
        span.attributes.forEach(out::attribute);
        for (Child event : span.events) {
            out.event(event.time, event.name, event.attributes);
        }
        for (Child link : span.links) {
            out.link(new byte[] {1}, new byte[8], link.attributes);
        }
        out.end();
    }

    private void children(List<Child> list) {
        int n = Math.max(0, random.nextInt(6) - 3);
        for (int i = 0; i < n; i++) {
            Map<String, Object> attributes = new LinkedHashMap<>();
            fill(attributes);
            list.add(new Child(pick(STRINGS), random.nextInt(50), attributes));
        }
    }

    /** Keys: {@code x} and {@code y} of any type, {@code n} numbers, {@code f} booleans. */
    private void fill(Map<String, Object> attributes) {
        if (random.nextInt(3) > 0) {
            attributes.put("x", any());
        }
        if (random.nextInt(3) > 0) {
            attributes.put("y", any());
        }
        if (random.nextInt(3) > 0) {
            attributes.put("n", number());
        }
        if (random.nextInt(3) > 0) {
            attributes.put("f", random.nextBoolean());
        }
    }

    private Object number() {
        return random.nextBoolean()
                ? (Object) (long) (random.nextInt(9) - 4)
                : (Object) (random.nextInt(9) / 2.0 - 2);
    }

    private Object any() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> pick(STRINGS);
            case 3 -> number();
            case 4 -> random.nextBoolean();
            case 5 -> List.of();
            default -> {
                int type = random.nextInt(4);
                List<Object> list = new ArrayList<>();
                int n = 1 + random.nextInt(3);
                for (int i = 0; i < n; i++) {
                    list.add(
                            switch (type) {
                                case 0 -> pick(STRINGS);
                                case 1 -> (Object) (long) random.nextInt(4);
                                case 2 -> (Object) (random.nextInt(4) / 2.0);
                                default -> (Object) random.nextBoolean();
                            });
                }
                yield list;
            }
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
