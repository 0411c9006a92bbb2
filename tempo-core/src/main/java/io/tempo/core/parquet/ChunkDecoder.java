package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;

import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;

import java.util.Arrays;
import java.util.List;

/**
 * Decodes pages of one chunk, one after another, into arrays for all of them. Ids of a dictionary
 * stay ids; strings of pages without one are appended to the dictionary's. For one use by one
 * thread.
 */
final class ChunkDecoder {

    private final ChunkMeta chunk;
    private final PhysicalType type;
    private final byte[] repetition;
    private final byte[] definition;
    private final ByteStrings dictionary;
    private final long[] numberDictionary;
    private int[] ids;
    private long[] numbers;
    private StringsBuilder strings;
    private byte[] scratch = new byte[0];
    private int entries;
    private int values;

    /** A dictionary page, decoded: one of the two, or neither where there is no such page. */
    record Dictionary(ByteStrings strings, long[] numbers) {
        static final Dictionary NONE = new Dictionary(null, null);

        /** Heap bytes held. */
        long memoryBytes() {
            return (strings == null ? 0 : strings.memoryBytes())
                    + (numbers == null ? 0 : 8L * numbers.length);
        }
    }

    private ChunkDecoder(
            ChunkMeta chunk,
            Dictionary dictionary,
            int entryCount,
            int valueCount,
            boolean repeats) {
        this.chunk = chunk;
        this.type = chunk.leaf().type();
        this.dictionary = dictionary.strings();
        this.numberDictionary = dictionary.numbers();
        this.repetition = repeats && chunk.leaf().maxRepetition() > 0 ? new byte[entryCount] : null;
        this.definition = chunk.leaf().maxDefinition() > 0 ? new byte[entryCount] : null;
        this.ids = type == PhysicalType.BYTE_ARRAY ? new int[valueCount] : null;
        this.numbers = type == PhysicalType.BYTE_ARRAY ? null : new long[valueCount];
    }

    /** Decodes data pages, which together have no more entries than the chunk. */
    static LeafData decode(ChunkMeta chunk, Dictionary dictionary, List<Page> pages)
            throws ParquetException {
        return decode(chunk, dictionary, pages, true);
    }

    /** Decodes all data pages of a chunk, without repetition levels. */
    static LeafData decodeDefined(ChunkMeta chunk, Dictionary dictionary, List<Page> pages)
            throws ParquetException {
        checkEntries(chunk, pages);
        return decode(chunk, dictionary, pages, false);
    }

    private static LeafData decode(
            ChunkMeta chunk, Dictionary dictionary, List<Page> pages, boolean repeats)
            throws ParquetException {
        long entryCount = 0;
        long valueCount = 0;
        for (Page page : pages) {
            entryCount += page.entries();
            valueCount += page.entries() - Math.max(page.nulls(), 0);
        }
        if (entryCount == chunk.entries() && chunk.nulls() > 0) {
            // pages of version 1 do not say; a wrong number costs a copy
            valueCount = Math.min(valueCount, entryCount - chunk.nulls());
        }
        if (entryCount > chunk.entries()) {
            throw chunk.damaged(
                    "its pages have %d entries, expected %d"
                            .formatted(entryCount, chunk.entries()));
        }
        ChunkDecoder decoder =
                new ChunkDecoder(chunk, dictionary, (int) entryCount, (int) valueCount, repeats);
        for (Page page : pages) {
            try {
                decoder.decode(page);
            } catch (MalformedException e) {
                throw chunk.damaged(page.offset(), e);
            }
        }
        return decoder.result();
    }

    /**
     * Decodes the values of all data pages of a chunk, without levels.
     *
     * @param known the definition levels of the chunk, decoded before; null if every entry has a
     *     value
     */
    static LeafData decodeValues(
            ChunkMeta chunk, Dictionary dictionary, List<Page> pages, byte[] known)
            throws ParquetException {
        checkEntries(chunk, pages);
        int max = chunk.leaf().maxDefinition();
        int valueCount =
                known == null ? chunk.entries() : Levels.count(known, 0, known.length, max);
        ChunkDecoder decoder = new ChunkDecoder(chunk, dictionary, 0, valueCount, false);
        for (Page page : pages) {
            try {
                decoder.decodeValues(page, known);
            } catch (MalformedException e) {
                throw chunk.damaged(page.offset(), e);
            }
        }
        LeafData data = decoder.result();
        return new LeafData(
                data.entries(),
                null,
                null,
                data.valueCount(),
                data.ids(),
                data.strings(),
                data.numbers());
    }

    /** Refuses pages that together are not the whole chunk. */
    private static void checkEntries(ChunkMeta chunk, List<Page> pages) throws ParquetException {
        long entryCount = 0;
        for (Page page : pages) {
            entryCount += page.entries();
        }
        if (entryCount != chunk.entries()) {
            throw chunk.damaged(
                    "its pages have %d entries, expected %d"
                            .formatted(entryCount, chunk.entries()));
        }
    }

    private void decodeValues(Page page, byte[] known) throws MalformedException {
        int count = page.entries();
        int present = count;
        if (known != null) {
            int max = chunk.leaf().maxDefinition();
            present = Levels.count(known, entries, entries + count, max);
        }
        ByteSource in;
        if (page.type() == PageType.DATA_PAGE_V2) {
            in = decompressed(page, page.repetitionBytes() + page.definitionBytes());
        } else {
            in = decompressed(page, 0);
            prefixed(in, chunk.leaf().maxRepetition());
            prefixed(in, chunk.leaf().maxDefinition());
        }
        decodeValues(page, in, present);
        entries += count;
    }

    private void decodeValues(Page page, ByteSource in, int present) throws MalformedException {
        int count = page.entries();
        if (page.nulls() >= 0 && present != count - page.nulls()) {
            throw new MalformedException(
                    "%d values among %d entries, expected %d"
                            .formatted(present, count, count - page.nulls()));
        }
        reserve(present);
        if (type == PhysicalType.BYTE_ARRAY) {
            decodeStrings(page.encoding(), in, present);
        } else {
            decodeNumbers(page.encoding(), in, present);
        }
        values += present;
    }

    /** The definition levels of all data pages of a chunk. */
    static byte[] definitionLevels(ChunkMeta chunk, List<Page> pages) throws ParquetException {
        checkEntries(chunk, pages);
        ChunkDecoder decoder = new ChunkDecoder(chunk, Dictionary.NONE, 0, 0, false);
        byte[] levels = new byte[chunk.entries()];
        int at = 0;
        for (Page page : pages) {
            try {
                ByteSource in = decoder.definitionLevels(page);
                int max = chunk.leaf().maxDefinition();
                RleDecoder.decode(in, Levels.width(max), max, levels, at, page.entries());
            } catch (MalformedException e) {
                throw chunk.damaged(page.offset(), e);
            }
            at += page.entries();
        }
        return levels;
    }

    private ByteSource definitionLevels(Page page) throws MalformedException {
        if (page.type() == PageType.DATA_PAGE_V2) {
            int from = page.body() + page.repetitionBytes();
            return new ByteSource(page.bytes(), from, from + page.definitionBytes());
        }
        ByteSource in = decompressed(page, 0);
        prefixed(in, chunk.leaf().maxRepetition());
        return prefixed(in, chunk.leaf().maxDefinition());
    }

    private LeafData result() {
        if (type == PhysicalType.BYTE_ARRAY) {
            ByteStrings all =
                    strings != null
                            ? strings.build()
                            : dictionary != null ? dictionary : ByteStrings.EMPTY;
            return new LeafData(
                    entries,
                    repetition,
                    definition,
                    values,
                    values == ids.length ? ids : Arrays.copyOf(ids, values),
                    all,
                    null);
        }
        return new LeafData(
                entries,
                repetition,
                definition,
                values,
                null,
                null,
                values == numbers.length ? numbers : Arrays.copyOf(numbers, values));
    }

    private void decode(Page page) throws MalformedException {
        ByteSource repetitionLevels;
        ByteSource definitionLevels;
        ByteSource in;
        if (page.type() == PageType.DATA_PAGE_V2) {
            int levels = page.repetitionBytes() + page.definitionBytes();
            int afterRepetition = page.body() + page.repetitionBytes();
            repetitionLevels = new ByteSource(page.bytes(), page.body(), afterRepetition);
            definitionLevels = new ByteSource(page.bytes(), afterRepetition, page.body() + levels);
            in = decompressed(page, levels);
        } else {
            in = decompressed(page, 0);
            repetitionLevels = prefixed(in, chunk.leaf().maxRepetition());
            definitionLevels = prefixed(in, chunk.leaf().maxDefinition());
        }
        int count = page.entries();
        if (repetition != null) {
            levels(repetitionLevels, chunk.leaf().maxRepetition(), repetition, count);
            checkRows(page);
        }
        int present = count;
        if (definition != null) {
            int max = chunk.leaf().maxDefinition();
            levels(definitionLevels, max, definition, count);
            present = Levels.count(definition, entries, entries + count, max);
        }
        decodeValues(page, in, present);
        entries += count;
    }

    private void reserve(int more) {
        int needed = values + more;
        if (ids != null && ids.length < needed) {
            ids = Arrays.copyOf(ids, Math.max(needed, 2 * ids.length));
        }
        if (numbers != null && numbers.length < needed) {
            numbers = Arrays.copyOf(numbers, Math.max(needed, 2 * numbers.length));
        }
    }

    private void levels(ByteSource in, int max, byte[] out, int count) throws MalformedException {
        RleDecoder.decode(in, Levels.width(max), max, out, entries, count);
    }

    private void checkRows(Page page) throws MalformedException {
        int count = page.entries();
        if (entries == 0 && count > 0 && repetition[0] != 0) {
            throw new MalformedException("the page does not begin with a row");
        }
        if (page.rows() >= 0) {
            int rows = Levels.count(repetition, entries, entries + count, 0);
            if (rows != page.rows()) {
                throw new MalformedException("%d rows, expected %d".formatted(rows, page.rows()));
            }
        }
    }

    /** Levels of a page of version 1: behind their length, at the start of the body. */
    private static ByteSource prefixed(ByteSource in, int max) throws MalformedException {
        if (max == 0) {
            return null;
        }
        int length = in.nextInt();
        in.require(length);
        ByteSource levels = new ByteSource(in.bytes, in.at, in.at + length);
        in.at += length;
        return levels;
    }

    /** What comes behind {@code skip} bytes of the body, which are not compressed. */
    private ByteSource decompressed(Page page, int skip) throws MalformedException {
        int from = page.body() + skip;
        int length = page.length() - skip;
        int size = page.uncompressed() - skip;
        if (!page.compressed() || chunk.codec() == CompressionCodec.UNCOMPRESSED) {
            if (length != size) {
                throw new MalformedException(
                        "%d bytes that are not compressed, expected %d".formatted(length, size));
            }
            return new ByteSource(page.bytes(), from, from + length);
        }
        if (scratch.length < size) {
            scratch = new byte[size];
        }
        Decompressor.decompress(chunk.codec(), page.bytes(), from, length, scratch, size);
        return new ByteSource(scratch, 0, size);
    }

    private void decodeStrings(Encoding encoding, ByteSource in, int count)
            throws MalformedException {
        switch (encoding) {
            case RLE_DICTIONARY, PLAIN_DICTIONARY -> {
                int size = dictionary == null ? 0 : dictionary.size();
                decodeIds(in, ids, values, count, size);
            }
            case PLAIN, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY -> {
                if (strings == null) {
                    strings =
                            new StringsBuilder(
                                    dictionary == null ? ByteStrings.EMPTY : dictionary,
                                    ids.length - values);
                }
                for (int i = 0; i < count; i++) {
                    ids[values + i] = strings.size() + i;
                }
                if (encoding == Encoding.PLAIN) {
                    strings.plain(in, count);
                } else if (encoding == Encoding.DELTA_LENGTH_BYTE_ARRAY) {
                    if (count > 0) {
                        strings.deltaLengths(in, count);
                    }
                } else if (count > 0) {
                    strings.deltaStrings(in, count);
                }
            }
            case RLE, BIT_PACKED, DELTA_BINARY_PACKED, BYTE_STREAM_SPLIT ->
                    throw unsupported(encoding);
        }
    }

    private void decodeNumbers(Encoding encoding, ByteSource in, int count)
            throws MalformedException {
        switch (encoding) {
            case PLAIN -> plain(type, in, numbers, values, count);
            case DELTA_BINARY_PACKED -> {
                if (count == 0) {
                    return;
                }
                if (type == PhysicalType.INT32) {
                    DeltaDecoder.decodeInts(in, numbers, values, count);
                } else if (type == PhysicalType.INT64) {
                    DeltaDecoder.decodeLongs(in, numbers, values, count);
                } else {
                    throw unsupported(encoding);
                }
            }
            case RLE -> {
                if (type != PhysicalType.BOOLEAN) {
                    throw unsupported(encoding);
                }
                if (count > 0) {
                    int[] bits = new int[count];
                    RleDecoder.decode(prefixed(in, 1), 1, bits, 0, count);
                    for (int i = 0; i < count; i++) {
                        numbers[values + i] = bits[i];
                    }
                }
            }
            case RLE_DICTIONARY, PLAIN_DICTIONARY -> {
                int size = numberDictionary == null ? 0 : numberDictionary.length;
                int[] numberIds = new int[count];
                decodeIds(in, numberIds, 0, count, size);
                for (int i = 0; i < count; i++) {
                    numbers[values + i] = numberDictionary[numberIds[i]];
                }
            }
            case BIT_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY, BYTE_STREAM_SPLIT ->
                    throw unsupported(encoding);
        }
        if (chunk.leaf().annotation() == Annotation.UINT32 && type == PhysicalType.INT32) {
            for (int i = values; i < values + count; i++) {
                numbers[i] &= 0xFFFFFFFFL;
            }
        }
    }

    private MalformedException unsupported(Encoding encoding) {
        return new MalformedException(
                "values of type %s encoded as %s, which is not supported"
                        .formatted(type, encoding));
    }

    private static void decodeIds(ByteSource in, int[] out, int at, int count, int size)
            throws MalformedException {
        if (count == 0) {
            return;
        }
        int width = in.nextByte();
        if (width > 32) {
            throw new MalformedException("dictionary ids of " + width + " bits");
        }
        RleDecoder.decode(in, width, out, at, count);
        int least = 0;
        int most = 0;
        for (int i = at; i < at + count; i++) {
            least = Math.min(least, out[i]);
            most = Math.max(most, out[i]);
        }
        if (least < 0 || most >= size) {
            throw new MalformedException(
                    "dictionary id %s, the dictionary has %d values"
                            .formatted(Integer.toUnsignedString(least < 0 ? least : most), size));
        }
    }

    private static void plain(PhysicalType type, ByteSource in, long[] out, int at, int count)
            throws MalformedException {
        switch (type) {
            case BOOLEAN -> {
                in.require(BitPacking.bytes(count, 1));
                BitPacking.unpack(in.bytes, in.at, 1, out, at, count);
            }
            case INT32 -> {
                in.require(4L * count);
                for (int i = 0, p = in.at; i < count; i++, p += 4) {
                    out[at + i] = LittleEndian.getInt(in.bytes, p);
                }
            }
            case INT64, DOUBLE -> {
                in.require(8L * count);
                for (int i = 0, p = in.at; i < count; i++, p += 8) {
                    out[at + i] = LittleEndian.getLong(in.bytes, p);
                }
            }
            case BYTE_ARRAY -> throw new IllegalArgumentException("strings are no numbers");
        }
    }

    /** Decodes a dictionary page. */
    static Dictionary dictionary(ChunkMeta chunk, Page page) throws ParquetException {
        try {
            if (page.encoding() != Encoding.PLAIN && page.encoding() != Encoding.PLAIN_DICTIONARY) {
                throw new MalformedException("a dictionary encoded as " + page.encoding());
            }
            ByteSource in =
                    new ChunkDecoder(chunk, Dictionary.NONE, 0, 0, false).decompressed(page, 0);
            int count = page.entries();
            switch (chunk.leaf().type()) {
                case BYTE_ARRAY -> {
                    in.require(4L * count);
                    StringsBuilder strings = new StringsBuilder(ByteStrings.EMPTY, count);
                    strings.plain(in, count);
                    return new Dictionary(strings.build(), null);
                }
                case INT32, INT64, DOUBLE, BOOLEAN -> {
                    in.require(BitPacking.bytes(count, bits(chunk.leaf().type())));
                    long[] numbers = new long[count];
                    plain(chunk.leaf().type(), in, numbers, 0, count);
                    return new Dictionary(null, numbers);
                }
            }
        } catch (MalformedException e) {
            throw chunk.damaged(page.offset(), e);
        }
        throw new AssertionError(chunk.leaf().type());
    }

    private static int bits(PhysicalType type) {
        return switch (type) {
            case BOOLEAN -> 1;
            case INT32 -> 32;
            case INT64, DOUBLE -> 64;
            case BYTE_ARRAY -> throw new IllegalArgumentException("strings have no fixed width");
        };
    }
}
