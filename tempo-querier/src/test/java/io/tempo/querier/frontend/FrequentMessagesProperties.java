package io.tempo.querier.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.tempopb.Sample;
import io.tempo.core.tempopb.TimeSeries;
import io.tempo.core.tempopb.TraceSearchMetadata;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.List;
import java.util.Random;

/** The quick way of writing a message gives what the general one gives, whatever is in it. */
final class FrequentMessagesProperties {

    private static final double[] NUMBERS = {
        0,
        -0.0,
        1,
        -3,
        0.35,
        1e-7,
        123456789.125,
        1e15,
        -1e16,
        9007199254740993.0,
        1e21,
        1e300,
        Double.MIN_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    private static final String[] TEXTS = {
        "",
        "plain",
        "with \"quotes\" and \\",
        "a<b>&c",
        "line\nbreak\t\u0001",
        "\u00e9\u2028\ud83d\udc37",
        "half \ud83d"
    };

    @Property(tries = 300)
    void bothWaysAgree(@ForAll long seed) {
        Random random = new Random(seed);
        for (Message.Builder builder :
                List.of(
                        TraceSearchMetadata.newBuilder(),
                        TimeSeries.newBuilder(),
                        Sample.newBuilder(),
                        KeyValue.newBuilder())) {
            Message message = fill(builder, random, 5);
            StringBuilder quick = new StringBuilder();
            assertThat(FrequentMessages.write(quick, message)).isTrue();
            assertThat(quick.toString()).isEqualTo(ProtoJson.printByDescriptor(message));
        }
    }

    private static Message fill(Message.Builder builder, Random random, int depth) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (random.nextInt(4) == 0) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    builder.addRepeatedField(field, value(builder, field, random, depth));
                }
            } else if (field.getContainingOneof() == null
                    || !builder.hasOneof(field.getContainingOneof())) {
                builder.setField(field, value(builder, field, random, depth));
            }
        }
        return builder.build();
    }

    private static Object value(
            Message.Builder builder, FieldDescriptor field, Random random, int depth) {
        return switch (field.getJavaType()) {
            case INT -> random.nextInt(3) == 0 ? 0 : random.nextInt();
            case LONG -> random.nextInt(3) == 0 ? 0L : random.nextLong();
            case DOUBLE -> NUMBERS[random.nextInt(NUMBERS.length)];
            case FLOAT -> random.nextFloat();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case BYTE_STRING -> ByteString.copyFromUtf8("bytes");
            case ENUM -> field.getEnumType().getValues().getFirst();
            case MESSAGE -> {
                Message.Builder inner = builder.newBuilderForField(field);
                yield depth == 0 ? inner.build() : fill(inner, random, depth - 1);
            }
        };
    }
}
