package io.tempo.core.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

import io.tempo.core.otlp.MessageType.Field;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads OTLP/JSON export requests (OTLP specification, "JSON Protobuf Encoding": ids in
 * hexadecimal, otherwise protobuf's JSON mapping) and writes them as protobuf, in one pass.
 *
 * <p>Lenient in what clients are known to send: names in lowerCamelCase or snake_case, 64-bit
 * numbers as strings or numbers, enums as names or numbers, unknown fields, nulls. Ids must have
 * their exact length or be empty.
 */
public final class OtlpJson {

    /** Deep enough for {@link OtlpScanner#MAX_VALUE_DEPTH}, at four levels a nested value. */
    private static final int MAX_NESTING = 160;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_NESTING)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private static final BigInteger MAX_UINT64 =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger MAX_UINT32 = BigInteger.valueOf(0xFFFFFFFFL);
    private static final int MAX_DIGITS = 20;

    private static final List<String> SPAN_KINDS =
            List.of(
                    "SPAN_KIND_UNSPECIFIED",
                    "SPAN_KIND_INTERNAL",
                    "SPAN_KIND_SERVER",
                    "SPAN_KIND_CLIENT",
                    "SPAN_KIND_PRODUCER",
                    "SPAN_KIND_CONSUMER");
    private static final List<String> STATUS_CODES =
            List.of("STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR");

    private final JsonParser parser;
    private final ProtoWriter out;

    private OtlpJson(JsonParser parser, ProtoWriter out) {
        this.parser = parser;
        this.out = out;
    }

    /**
     * The ExportTraceServiceRequest in protobuf of one in JSON. Not checked further: hand it to
     * {@link OtlpScanner}.
     *
     * @throws OtlpException if it is not JSON, or not such a request; with line, column and path
     */
    public static byte[] toProtobuf(byte[] json, int offset, int length) throws OtlpException {
        try (JsonParser parser = FACTORY.createParser(json, offset, length)) {
            return new OtlpJson(parser, new ProtoWriter(length / 2)).read();
        } catch (OtlpException e) {
            throw e;
        } catch (IOException e) {
            // the encoding itself is wrong; no JSON was seen
            throw new OtlpException("malformed OTLP/JSON: " + e.getMessage());
        }
    }

    /** As {@link #toProtobuf(byte[], int, int)}, of a whole array. */
    public static byte[] toProtobuf(byte[] json) throws OtlpException {
        return toProtobuf(json, 0, json.length);
    }

    private byte[] read() throws IOException {
        try {
            request();
            return out.toByteArray();
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            throw malformed(
                    where == null ? parser.currentLocation() : where, "", e.getOriginalMessage());
        }
    }

    private void request() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw unexpected("an object");
        }
        message(MessageType.REQUEST);
        if (parser.nextToken() != null) {
            throw unexpected("the end of the request");
        }
    }

    /** The fields of an object whose brace was read. */
    private void message(MessageType type) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Field field = type.field(parser.currentName());
            JsonToken token = parser.nextToken();
            if (field == null) {
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                if (field.repeated()) {
                    list(field);
                } else {
                    value(field);
                }
            }
        }
    }

    private void list(Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw unexpected("a list");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(field);
        }
    }

    private void value(Field field) throws IOException {
        int number = field.number();
        switch (field.kind()) {
            case MESSAGE -> {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw unexpected("an object");
                }
                int mark = out.begin(number);
                message(field.message());
                out.end(mark);
            }
            case TEXT -> out.bytes(number, string().getBytes(StandardCharsets.UTF_8));
            case TRACE_ID -> id(number, 16);
            case SPAN_ID -> id(number, 8);
            case BASE64 -> out.bytes(number, base64());
            case BOOL -> out.varint(number, bool() ? 1 : 0);
            case INT32 ->
                    out.varint(
                            number,
                            integer(
                                    BigInteger.valueOf(Integer.MIN_VALUE),
                                    BigInteger.valueOf(Integer.MAX_VALUE)));
            case UINT32 -> out.varint(number, integer(BigInteger.ZERO, MAX_UINT32));
            case INT64 ->
                    out.varint(
                            number,
                            integer(
                                    BigInteger.valueOf(Long.MIN_VALUE),
                                    BigInteger.valueOf(Long.MAX_VALUE)));
            case SPAN_KIND -> out.varint(number, enumeration(SPAN_KINDS));
            case STATUS_CODE -> out.varint(number, enumeration(STATUS_CODES));
            case DOUBLE -> out.fixed64(number, Double.doubleToRawLongBits(floatingPoint()));
            case FIXED64 -> out.fixed64(number, integer(BigInteger.ZERO, MAX_UINT64));
            case FIXED32 -> out.fixed32(number, (int) integer(BigInteger.ZERO, MAX_UINT32));
        }
    }

    private String string() throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw unexpected("a string");
        }
        return parser.getText();
    }

    /** Writes an id, unless it is empty. */
    private void id(int field, int bytes) throws IOException {
        String text = string();
        if (text.isEmpty()) {
            return;
        }
        if (text.length() != 2 * bytes) {
            throw malformed(
                    "expected " + 2 * bytes + " hex digits, got " + text.length() + " characters");
        }
        try {
            out.bytes(field, HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            throw malformed("expected " + 2 * bytes + " hex digits, got " + quoted(text));
        }
    }

    private byte[] base64() throws IOException {
        String text = string();
        Base64.Decoder decoder =
                text.indexOf('-') >= 0 || text.indexOf('_') >= 0
                        ? Base64.getUrlDecoder()
                        : Base64.getDecoder();
        try {
            return decoder.decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed("expected base64, got " + quoted(text));
        }
    }

    private boolean bool() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING ->
                    switch (parser.getText()) {
                        case "true" -> true;
                        case "false" -> false;
                        default -> throw unexpected("true or false");
                    };
            default -> throw unexpected("true or false");
        };
    }

    private int enumeration(List<String> names) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            int number = names.indexOf(parser.getText());
            if (number >= 0) {
                return number;
            }
            if (parser.getText().isEmpty() || Character.isLetter(parser.getText().charAt(0))) {
                throw malformed(
                        "expected one of "
                                + String.join(", ", names)
                                + ", got "
                                + quoted(parser.getText()));
            }
        }
        return (int)
                integer(
                        BigInteger.valueOf(Integer.MIN_VALUE),
                        BigInteger.valueOf(Integer.MAX_VALUE));
    }

    /** A whole number, as such or in a string, as the low 64 bits. */
    private long integer(BigInteger least, BigInteger most) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = parser.getLongValue();
            if (value >= 0
                    ? most.bitLength() >= 63 || value <= most.longValue()
                    : inRange(value, least)) {
                return value;
            }
        }
        String text = numberText();
        try {
            BigDecimal value = new BigDecimal(text);
            if (value.signum() == 0) {
                return 0;
            }
            if (value.precision() - (long) value.scale() <= MAX_DIGITS
                    && value.scale() <= text.length()) {
                BigInteger whole = value.toBigIntegerExact();
                if (whole.compareTo(least) >= 0 && whole.compareTo(most) <= 0) {
                    return whole.longValue();
                }
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw malformed("expected a whole number, got " + quoted(text));
        }
        throw malformed(
                "expected a number from " + least + " to " + most + ", got " + quoted(text));
    }

    private static boolean inRange(long negative, BigInteger least) {
        return least.signum() < 0 && negative >= least.longValue();
    }

    private double floatingPoint() throws IOException {
        String text = numberText();
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield new BigDecimal(text).doubleValue();
                } catch (NumberFormatException e) {
                    throw malformed("expected a number, got " + quoted(text));
                }
            }
        };
    }

    private String numberText() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                String text = parser.getText();
                if (text.length() > 100) {
                    throw malformed("expected a number, got " + text.length() + " characters");
                }
                yield text;
            }
            default -> throw unexpected("a number");
        };
    }

    private OtlpException unexpected(String expected) {
        JsonToken token = parser.currentToken();
        String got =
                token == null
                        ? "nothing"
                        : switch (token) {
                            case START_OBJECT -> "an object";
                            case START_ARRAY -> "a list";
                            case VALUE_STRING -> "a string";
                            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                            case VALUE_NULL -> "null";
                            default -> token.name();
                        };
        return malformed("expected " + expected + ", got " + got);
    }

    private OtlpException malformed(String what) {
        return malformed(
                parser.currentTokenLocation(),
                " (" + parser.getParsingContext().pathAsPointer() + ")",
                what);
    }

    private static OtlpException malformed(JsonLocation where, String path, String what) {
        return new OtlpException(
                "malformed OTLP/JSON at line "
                        + where.getLineNr()
                        + ", column "
                        + where.getColumnNr()
                        + path
                        + ": "
                        + what);
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + '"';
    }
}
