package io.tempo.core.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A span of {@link LoadShape} as it lies in a request, field tag included, and where in it the
 * values are that differ from span to span.
 */
final class LoadTemplate {

    /** Operations of a service. */
    static final int OPERATIONS = 8;

    static final int USER_DIGITS = 7;

    private static final String[] SERVICES = {
        "web-frontend", "mobile-gateway", "partner-api", "auth", "accounts", "catalog", "search",
        "pricing", "cart", "checkout", "payment", "fraud-check", "inventory", "shipping",
        "notification", "recommendation", "reviews", "media", "ledger", "audit"
    };
    private static final String[] METHODS = {"GET", "POST", "PUT", "DELETE"};
    private static final String[] OBJECTS = {
        "orders", "items", "customers", "sessions", "offers", "invoices", "documents", "events"
    };
    private static final String[] DATABASES = {"postgresql", "redis", "mongodb"};

    private static final int SPAN_KIND_INTERNAL = 1;
    private static final int SPAN_KIND_SERVER = 2;
    private static final int SPAN_KIND_CLIENT = 3;
    private static final int SPAN_KIND_PRODUCER = 4;
    private static final int STATUS_CODE_ERROR = 2;

    final byte[] bytes;
    int traceId;
    int spanId;
    int parentId;
    int start;
    int end;
    int eventTime;
    int randomHex;
    int user;
    int payloadBytes;

    /** -1 where the operation has no such attribute. */
    int ratio = -1;

    private LoadTemplate(int service, int operation, boolean root, boolean failed) {
        ProtoWriter out = new ProtoWriter(512);
        traceId = field(out, 1, new byte[16]);
        spanId = field(out, 2, new byte[8]);
        if (!root) {
            parentId = field(out, 4, new byte[8]);
        }
        String method = METHODS[operation % METHODS.length];
        String object = OBJECTS[(operation + service) % OBJECTS.length];
        int kind = root ? SPAN_KIND_SERVER : kind(operation);
        out.bytes(5, utf8(method + " /api/v1/" + object));
        out.varint(6, kind);
        out.fixed64(7, 0);
        start = out.size() - 8;
        out.fixed64(8, 0);
        end = out.size() - 8;

        int status = failed ? 500 : method.equals("POST") ? 201 : 200;
        string(out, 9, "http.request.method", method);
        string(out, 9, "url.path", "/api/v1/" + object + "/" + (operation * 37 + service) % 100);
        integer(out, 9, "http.response.status_code", status);
        randomHex = string(out, 9, "request.id", "0".repeat(32));
        user = string(out, 9, "enduser.id", "user-" + "0".repeat(USER_DIGITS)) + "user-".length();
        payloadBytes = integer(out, 9, "http.request.body.size", 128);
        string(out, 9, "server.address", SERVICES[(service + 1) % SERVICES.length] + ".internal");
        bool(out, 9, "app.cache.hit", operation % 3 == 0);
        if (kind == SPAN_KIND_CLIENT) {
            string(out, 9, "db.system.name", DATABASES[operation % DATABASES.length]);
            string(out, 9, "db.namespace", object);
        }
        if (operation % 2 == 1) {
            int value = out.begin(9);
            out.bytes(1, utf8("app.load.ratio"));
            int any = out.begin(2);
            out.fixed64(4, 0);
            out.end(any);
            out.end(value);
            ratio = out.size() - 8;
        }
        if (failed) {
            exception(out, object);
        }
        byte[] span = out.toByteArray();

        ProtoWriter outer = new ProtoWriter(span.length + 8);
        outer.bytes(2, span);
        bytes = outer.toByteArray();
        shift(bytes.length - span.length);
    }

    private void exception(ProtoWriter out, String object) {
        int event = out.begin(11);
        out.fixed64(1, 0);
        out.bytes(2, utf8("exception"));
        string(out, 3, "exception.type", "java.io.IOException");
        string(out, 3, "exception.message", "connection to " + object + " was reset");
        out.end(event);
        int status = out.begin(15);
        out.bytes(2, utf8("upstream failed"));
        out.varint(3, STATUS_CODE_ERROR);
        out.end(status);
        byte[] soFar = out.toByteArray();
        eventTime = lastIndexOf(soFar, utf8("exception.type")) - EVENT_TIME_BEFORE_KEY;
    }

    /** Bytes from an event's time to its first attribute's key: time, name, three tags, lengths. */
    private static final int EVENT_TIME_BEFORE_KEY = 8 + 2 + "exception".length() + 2 + 2;

    private void shift(int by) {
        traceId += by;
        spanId += by;
        parentId += by;
        start += by;
        end += by;
        eventTime += by;
        randomHex += by;
        user += by;
        payloadBytes += by;
        if (ratio >= 0) {
            ratio += by;
        }
    }

    /** All templates of a service; see {@link #index}. */
    static LoadTemplate[] operations(int service) {
        LoadTemplate[] result = new LoadTemplate[OPERATIONS * 4];
        for (int o = 0; o < OPERATIONS; o++) {
            for (int variant = 0; variant < 4; variant++) {
                boolean root = (variant & 1) != 0;
                boolean failed = (variant & 2) != 0;
                result[index(o, root, failed)] = new LoadTemplate(service, o, root, failed);
            }
        }
        return result;
    }

    static int index(int operation, boolean root, boolean failed) {
        return operation * 4 + (root ? 1 : 0) + (failed ? 2 : 0);
    }

    /** The encoded Resource of a service. */
    static byte[] resource(int service) {
        ProtoWriter out = new ProtoWriter(512);
        String name = SERVICES[service];
        string(out, 1, "service.name", name);
        string(out, 1, "service.version", "1." + service + ".3");
        string(out, 1, "deployment.environment.name", "production");
        string(out, 1, "k8s.namespace.name", service < 10 ? "shop" : "platform");
        string(out, 1, "k8s.pod.name", name + "-7d9c5b6f4-" + (char) ('a' + service) + "x2kq");
        string(out, 1, "host.name", "node-" + service % 6);
        string(out, 1, "telemetry.sdk.language", service % 2 == 0 ? "java" : "go");
        return out.toByteArray();
    }

    /** The encoded InstrumentationScope of a service. */
    static byte[] scope(int service) {
        ProtoWriter out = new ProtoWriter(64);
        out.bytes(1, utf8(service % 2 == 0 ? "io.opentelemetry.http" : "otelhttp"));
        out.bytes(2, utf8("2.11.0"));
        return out.toByteArray();
    }

    private static int kind(int operation) {
        return switch (operation % 4) {
            case 0 -> SPAN_KIND_SERVER;
            case 1 -> SPAN_KIND_CLIENT;
            case 2 -> SPAN_KIND_INTERNAL;
            default -> SPAN_KIND_PRODUCER;
        };
    }

    /** Writes bytes; gives where they begin. */
    private static int field(ProtoWriter out, int number, byte[] value) {
        out.bytes(number, value);
        return out.size() - value.length;
    }

    /** Writes an attribute; gives where its text begins. */
    private static int string(ProtoWriter out, int field, String key, String value) {
        byte[] text = utf8(value);
        int attribute = out.begin(field);
        out.bytes(1, utf8(key));
        int any = out.begin(2);
        out.bytes(1, text);
        out.end(any);
        out.end(attribute);
        return out.size() - text.length;
    }

    /** Writes an attribute of at least 128; gives where its number of two bytes begins. */
    private static int integer(ProtoWriter out, int field, String key, int value) {
        int attribute = out.begin(field);
        out.bytes(1, utf8(key));
        int any = out.begin(2);
        out.varint(3, value);
        out.end(any);
        out.end(attribute);
        return out.size() - 2;
    }

    private static void bool(ProtoWriter out, int field, String key, boolean value) {
        int attribute = out.begin(field);
        out.bytes(1, utf8(key));
        int any = out.begin(2);
        out.varint(2, value ? 1 : 0);
        out.end(any);
        out.end(attribute);
    }

    private static int lastIndexOf(byte[] bytes, byte[] part) {
        for (int i = bytes.length - part.length; i >= 0; i--) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
