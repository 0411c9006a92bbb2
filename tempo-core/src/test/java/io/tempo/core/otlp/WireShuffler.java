package io.tempo.core.otlp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes a well-formed message in another of the ways that protobuf allows: fields in another
 * order, numbers longer than need be, unknown fields and groups between, scalars twice, singular
 * messages in several pieces.
 */
final class WireShuffler {

    private final Random random;

    /** Whether singular messages are split, so that they have to be merged. */
    private final boolean splitting;

    WireShuffler(Random random, boolean splitting) {
        this.random = random;
        this.splitting = splitting;
    }

    byte[] shuffle(MessageType type, byte[] message) {
        List<List<byte[]>> fields = new ArrayList<>();
        WireCursor cursor = new WireCursor(message, 0, message.length);
        List<Integer> order = new ArrayList<>();
        while (cursor.next()) {
            MessageType.Field field = type.field(cursor.field());
            byte[] content = slice(message, cursor.start(), cursor.end());
            List<byte[]> pieces = new ArrayList<>();
            if (field != null && field.message() != null) {
                pieces.addAll(pieces(field, content));
            } else {
                if (field != null && !type.oneof && !isList(type, field) && chance(8)) {
                    pieces.add(field(cursor.tag(), zero(cursor.tag() & 7)));
                }
                pieces.add(field(cursor.tag(), content));
            }
            int list = order.indexOf(cursor.field());
            if (list < 0) {
                order.add(cursor.field());
                fields.add(pieces);
            } else {
                fields.get(list).addAll(pieces);
            }
        }
        return join(fields);
    }

    private List<byte[]> pieces(MessageType.Field field, byte[] content) {
        int tag = field.number() << 3 | MessageType.BYTES;
        if (!splitting || field.repeated() || !chance(4)) {
            return List.of(field(tag, shuffle(field.message(), content)));
        }
        // the first piece may end after any field
        List<Integer> ends = new ArrayList<>(List.of(0));
        WireCursor cursor = new WireCursor(content, 0, content.length);
        while (cursor.next()) {
            ends.add(cursor.end());
        }
        int cut = ends.get(random.nextInt(ends.size()));
        return List.of(
                field(tag, shuffle(field.message(), slice(content, 0, cut))),
                field(tag, shuffle(field.message(), slice(content, cut, content.length))));
    }

    /** Joins fields so that those of one number keep their order and others mix. */
    private byte[] join(List<List<byte[]>> fields) {
        List<Integer> turns = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            turns.addAll(Collections.nCopies(fields.get(f).size(), f));
        }
        if (chance(2)) {
            Collections.shuffle(turns, random);
        }
        int[] next = new int[fields.size()];
        ProtoWriter out = new ProtoWriter(64);
        for (int f : turns) {
            unknown(out);
            byte[] bytes = fields.get(f).get(next[f]++);
            out.raw(bytes, 0, bytes.length);
        }
        unknown(out);
        return out.toByteArray();
    }

    private void unknown(ProtoWriter out) {
        if (!chance(12)) {
            return;
        }
        int number = 17 + random.nextInt(1000);
        switch (random.nextInt(5)) {
            case 0 -> out.varint(number, random.nextLong());
            case 1 -> out.fixed64(number, random.nextLong());
            case 2 -> out.fixed32(number, random.nextInt());
            case 3 -> out.bytes(number, new byte[random.nextInt(200)]);
            default -> {
                byte[] group = {
                    (byte) 0xA3,
                    0x06, // group 100
                    0x08,
                    0x01,
                    0x13,
                    0x1A,
                    0x01,
                    0x7F,
                    0x14, // a number, a group with text
                    (byte) 0xA4,
                    0x06
                };
                out.raw(group, 0, group.length);
            }
        }
    }

    private byte[] field(int tag, byte[] content) {
        ProtoWriter out = new ProtoWriter(content.length + 16);
        byte[] encodedTag = number(tag);
        out.raw(encodedTag, 0, encodedTag.length);
        if ((tag & 7) == MessageType.BYTES) {
            byte[] length = number(content.length);
            out.raw(length, 0, length.length);
        }
        out.raw(content, 0, content.length);
        return out.toByteArray();
    }

    private byte[] number(int value) {
        byte[] bytes = new byte[5];
        int length = Varint.put(bytes, 0, value);
        if (length < 5 && chance(10)) {
            bytes[length - 1] |= (byte) 0x80;
            length++;
        }
        return slice(bytes, 0, length);
    }

    private static byte[] zero(int wireType) {
        return switch (wireType) {
            case MessageType.VARINT -> new byte[1];
            case MessageType.FIXED64 -> new byte[8];
            case MessageType.FIXED32 -> new byte[4];
            default -> new byte[] {'o', 'l', 'd'};
        };
    }

    private static boolean isList(MessageType type, MessageType.Field field) {
        return type == MessageType.ENTITY_REF && field.number() > 2;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private static byte[] slice(byte[] bytes, int from, int end) {
        return java.util.Arrays.copyOfRange(bytes, from, end);
    }
}
