package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.tempo.core.testing.RandomTraces;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

class AnyValueJsonProperties {

    private static String json(AnyValue value) {
        return new String(AnyValueJson.toJson(value.toByteArray()), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static AnyValue text(String text) {
        return AnyValue.newBuilder().setStringValue(text).build();
    }

    @Property(tries = 300)
    void agreesWithProtobufsMapping(@ForAll long seed) throws IOException {
        AnyValue value = new RandomTraces(new Random(seed)).value(4);
        byte[] json = AnyValueJson.toJson(value.toByteArray());
        AnyValue.Builder parsed = AnyValue.newBuilder();
        JsonFormat.parser().merge(new String(json, StandardCharsets.UTF_8), parsed);
        assertThat(parsed.build()).isEqualTo(value);
        assertThat(AnyValue.parseFrom(AnyValueJson.fromJson(json))).isEqualTo(value);
        String printed = JsonFormat.printer().print(value);
        assertThat(AnyValue.parseFrom(AnyValueJson.fromJson(bytes(printed)))).isEqualTo(value);
    }

    @Example
    void writesWhatTheReferenceWrites() {
        assertThat(
                        new String(
                                AnyValueJson.toJson(HexFormat.of().parseHex("3a040001feff")),
                                StandardCharsets.UTF_8))
                .isEqualTo("{\"bytesValue\":\"AAH+/w==\"}");
        assertThat(json(AnyValue.getDefaultInstance())).isEqualTo("{}");
        KeyValue x =
                KeyValue.newBuilder()
                        .setKey("x")
                        .setValue(AnyValue.newBuilder().setIntValue(1))
                        .build();
        KeyValue y = KeyValue.newBuilder().setKey("y").setValue(text("z")).build();
        KeyValueList list = KeyValueList.newBuilder().addValues(x).addValues(y).build();
        assertThat(json(AnyValue.newBuilder().setKvlistValue(list).build()))
                .isEqualTo(
                        "{\"kvlistValue\":{\"values\":[{\"key\":\"x\",\"value\":{\"intValue\":\"1\"}},"
                            + "{\"key\":\"y\",\"value\":{\"stringValue\":\"z\"}}]}}");
        ArrayValue array =
                ArrayValue.newBuilder()
                        .addValues(text("one\n\"\\\u0001<&>é"))
                        .addValues(AnyValue.newBuilder().setDoubleValue(2))
                        .addValues(AnyValue.newBuilder().setBoolValue(false))
                        .build();
        assertThat(json(AnyValue.newBuilder().setArrayValue(array).build()))
                .isEqualTo(
                        "{\"arrayValue\":{\"values\":[{\"stringValue\":\"one\\n"
                                + "\\\"\\\\\\u0001<&>é\"},"
                                + "{\"doubleValue\":2},{\"boolValue\":false}]}}");
    }

    @Property(tries = 500)
    void damagedBytesAreNoTrouble(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] encoded = new RandomTraces(random).value(4).toByteArray();
        for (int i = 0; i < 3 && encoded.length > 0; i++) {
            encoded[random.nextInt(encoded.length)] = (byte) random.nextInt();
        }
        byte[] json = AnyValueJson.toJson(encoded);
        assertThatCode(() -> AnyValueJson.fromJson(json)).doesNotThrowAnyException();
    }

    @Property(tries = 500)
    void damagedJsonIsReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] json = AnyValueJson.toJson(new RandomTraces(random).value(4).toByteArray());
        json[random.nextInt(json.length)] = (byte) random.nextInt();
        try {
            AnyValueJson.fromJson(json);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Example
    void nestingIsBounded() {
        AnyValue value = text("deep");
        for (int i = 0; i < 3 * AnyValueJson.MAX_DEPTH; i++) {
            value =
                    AnyValue.newBuilder()
                            .setArrayValue(ArrayValue.newBuilder().addValues(value))
                            .build();
        }
        AnyValue deep = value;
        assertThatCode(() -> AnyValueJson.fromJson(AnyValueJson.toJson(deep.toByteArray())))
                .doesNotThrowAnyException();
        String json = "{\"arrayValue\":{\"values\":[".repeat(400) + "{}" + "]}}".repeat(400);
        assertThatThrownBy(() -> AnyValueJson.fromJson(bytes(json)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void refusesWhatIsNoValue() {
        for (String json :
                new String[] {
                    "",
                    "[]",
                    "{\"x\":1}",
                    "{\"intValue\":\"one\"}",
                    "{\"stringValue\":1}",
                    "{\"boolValue\":\"true\"}",
                    "{\"bytesValue\":\"*\"}",
                    "{\"arrayValue\":[]}",
                    "{} {}",
                    "{\"kvlistValue\":{\"values\":[{\"name\":\"x\"}]}}"
                }) {
            assertThatThrownBy(() -> AnyValueJson.fromJson(bytes(json)))
                    .as(json)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
