package io.tempo.core.parquet;

import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes column chunks: a dictionary page where the leaf has one, then data pages of version 2, or
 * of version 1 where levels are to be compressed. Holds the scratch space that chunks share; not
 * thread-safe.
 *
 * <p>Pages are sized by what their entries are thought to take, so that a look-up of one row
 * decodes little, and in powers of two, so that leaves with the same levels are cut at the same
 * rows and share the encoded levels.
 */
final class ChunkWriter implements AutoCloseable {

    private static final int PAGE_BYTES = 1 << 16;
    private static final int MIN_PAGE_ENTRIES = 1 << 10;
    private static final int MAX_PAGE_ENTRIES = 1 << 13;

    /** From how many bytes of strings on pages are cut by their bytes as well. */
    private static final int LARGE_STRINGS = 1 << 22;

    /** A dictionary beyond this is written only if values repeat, on average, more often than. */
    private static final int LARGE_DICTIONARY = 1 << 19;

    private static final int LEAST_REPETITIONS = 4;

    /**
     * A chunk that was written.
     *
     * @param metadata its part of the footer
     * @param columnIndex bounds of its pages; null if it has none
     * @param offsetIndex places of its pages
     * @param bloom its values, to be written behind the row group; null if it has a dictionary
     */
    record Chunk(
            ColumnMetaData metadata,
            ColumnIndex columnIndex,
            OffsetIndex offsetIndex,
            SplitBlockBloom bloom) {}

    private final OutputStream out;
    private final Compressor compressor = new Compressor();
    private final ValueEncoder encoder = new ValueEncoder();
    private final LevelCache levels = new LevelCache();
    private final LocalDictionary dictionary = new LocalDictionary();
    private final ByteSink values = new ByteSink(PAGE_BYTES);
    private final ByteSink packed = new ByteSink(PAGE_BYTES);
    private final ByteSink header = new ByteSink(256);
    private final CRC32 crc = new CRC32();

    ChunkWriter(OutputStream out) {
        this.out = out;
    }

    /** Forgets the levels of a row group. */
    void endRowGroup() {
        levels.clear();
    }

    @Override
    public void close() {
        compressor.close();
    }

    /**
     * Writes a chunk.
     *
     * @param position where in the file it begins
     * @param rows rows of the row group
     */
    Chunk write(Leaf leaf, ColumnOptions wanted, LeafData data, int rows, long position)
            throws IOException {
        ColumnOptions options = wanted;
        SplitBlockBloom bloom = null;
        if (wanted.encoding() == Encoding.DICTIONARY) {
            dictionary.map(data.ids(), data.valueCount(), data.strings().size());
            if (isTooLarge(dictionary, data)) {
                bloom = bloom(dictionary, data);
                dictionary.clear();
                options = wanted.withEncoding(Encoding.DELTA_LENGTH_BYTE_ARRAY);
            }
        }
        boolean withDictionary = options.encoding() == Encoding.DICTIONARY;
        PageCuts cuts = cuts(leaf, options, data);
        if (cuts.row()[cuts.pages()] != rows) {
            throw new IllegalArgumentException(
                    "column %s has %d rows, its row group %d"
                            .formatted(leaf.path(), cuts.row()[cuts.pages()], rows));
        }
        ColumnMetaData metadata = metadata(leaf, options, data, position);
        Sizes sizes = new Sizes(position);
        if (withDictionary) {
            metadata.setDictionary_page_offset(position);
            writeDictionary(options.codec(), data, sizes);
            metadata.addToEncoding_stats(
                    new PageEncodingStats(
                            PageType.DICTIONARY_PAGE, org.apache.parquet.format.Encoding.PLAIN, 1));
        }
        metadata.setData_page_offset(sizes.position);
        metadata.addToEncoding_stats(
                new PageEncodingStats(
                        options.compressedLevels() ? PageType.DATA_PAGE : PageType.DATA_PAGE_V2,
                        thriftEncoding(options),
                        cuts.pages()));

        List<PageLocation> locations = new ArrayList<>(cuts.pages());
        PageBounds bounds = options.bounds() ? new PageBounds(leaf, data) : null;
        ColumnIndexBuilder index = bounds == null ? null : new ColumnIndexBuilder(cuts.pages());
        int value = 0;
        for (int page = 0; page < cuts.pages(); page++) {
            long start = sizes.position;
            int end = writePage(leaf, options, data, cuts, page, value, sizes);
            locations.add(
                    new PageLocation(
                            start, Math.toIntExact(sizes.position - start), cuts.row()[page]));
            if (index != null) {
                int entries = cuts.entry()[page + 1] - cuts.entry()[page];
                index.page(bounds, value, end, entries - (end - value));
            }
            value = end;
        }
        if (value != data.valueCount()) {
            throw new IllegalArgumentException(
                    "column %s has %d values, its levels make it %d"
                            .formatted(leaf.path(), data.valueCount(), value));
        }
        if (withDictionary) {
            dictionary.clear();
        }
        metadata.setTotal_compressed_size(sizes.position - position);
        metadata.setTotal_uncompressed_size(sizes.uncompressed);
        metadata.setStatistics(statistics(data, bounds));
        return new Chunk(
                metadata, index == null ? null : index.build(), new OffsetIndex(locations), bloom);
    }

    /**
     * Whether reading one row would mean to read a large dictionary that saves little, because
     * values hardly repeat: one of a hundred thousand request ids, for instance.
     */
    private static boolean isTooLarge(LocalDictionary dictionary, LeafData data) {
        if (dictionary.size() <= data.valueCount() / LEAST_REPETITIONS) {
            return false;
        }
        long bytes = 0;
        for (int i = 0; i < dictionary.size(); i++) {
            bytes += data.strings().length(dictionary.used()[i]);
        }
        return bytes > LARGE_DICTIONARY;
    }

    private static SplitBlockBloom bloom(LocalDictionary dictionary, LeafData data) {
        SplitBlockBloom bloom = new SplitBlockBloom(dictionary.size());
        for (int i = 0; i < dictionary.size(); i++) {
            int id = dictionary.used()[i];
            bloom.add(data.strings().bytes(), data.strings().offset(id), data.strings().length(id));
        }
        return bloom;
    }

    /** What a chunk has grown to. */
    private static final class Sizes {
        long position;
        long uncompressed;

        Sizes(long position) {
            this.position = position;
        }
    }

    private PageCuts cuts(Leaf leaf, ColumnOptions options, LeafData data) {
        double present = data.entries() == 0 ? 0 : (double) data.valueCount() / data.entries();
        int strings = 0;
        double valueBytes =
                switch (options.encoding()) {
                    case DICTIONARY -> BitPacking.width(dictionary.size()) / 8.0;
                    case DELTA_BINARY_PACKED -> leaf.type() == PhysicalType.INT32 ? 2 : 4;
                    case PLAIN, DELTA_LENGTH_BYTE_ARRAY ->
                            switch (leaf.type()) {
                                case BOOLEAN -> 1 / 8.0;
                                case INT32 -> 4;
                                case INT64, DOUBLE -> 8;
                                case BYTE_ARRAY -> {
                                    long bytes = stringBytes(data);
                                    strings = (int) Math.min(bytes, Integer.MAX_VALUE);
                                    yield data.valueCount() == 0
                                            ? 0
                                            : (double) bytes / data.valueCount() + 1;
                                }
                            };
                };
        double entries = PAGE_BYTES / Math.max(present * valueBytes, 1e-3);
        int pageEntries =
                Integer.highestOneBit(
                        (int) Math.clamp(entries, MIN_PAGE_ENTRIES, MAX_PAGE_ENTRIES));
        return strings >= LARGE_STRINGS
                ? PageCuts.byEntriesAndBytes(data, leaf.maxDefinition(), pageEntries)
                : levels.cuts(data.repetition(), data.entries(), pageEntries);
    }

    private static long stringBytes(LeafData data) {
        long bytes = 0;
        for (int i = 0; i < data.valueCount(); i++) {
            bytes += data.strings().length(data.ids()[i]);
        }
        return bytes;
    }

    private void writeDictionary(Codec codec, LeafData data, Sizes sizes) throws IOException {
        values.clear();
        encoder.plain(data.strings(), dictionary.used(), 0, dictionary.size(), values);
        packed.clear();
        compressor.compress(codec, values.bytes, 0, values.size, packed);
        PageHeader page =
                new PageHeader(PageType.DICTIONARY_PAGE, values.size, packed.size)
                        .setDictionary_page_header(
                                new DictionaryPageHeader(
                                        dictionary.size(),
                                        org.apache.parquet.format.Encoding.PLAIN));
        writePage(page, sizes);
    }

    /** Writes a data page whose values begin at {@code value}; answers where they end. */
    private int writePage(
            Leaf leaf,
            ColumnOptions options,
            LeafData data,
            PageCuts cuts,
            int page,
            int value,
            Sizes sizes)
            throws IOException {
        int from = cuts.entry()[page];
        int to = cuts.entry()[page + 1];
        LevelCache.Page repetition =
                leaf.maxRepetition() == 0
                        ? null
                        : levels.page(data.repetition(), from, to, leaf.maxRepetition());
        LevelCache.Page definition =
                leaf.maxDefinition() == 0
                        ? null
                        : levels.page(data.definition(), from, to, leaf.maxDefinition());
        int present = definition == null ? to - from : definition.atMax();
        int end = value + present;
        if (end > data.valueCount()) {
            throw new IllegalArgumentException(
                    "column %s has %d values, its levels make it more"
                            .formatted(leaf.path(), data.valueCount()));
        }
        values.clear();
        packed.clear();
        if (options.compressedLevels()) {
            writeVersion1(
                    leaf, options, data, repetition, definition, to - from, value, end, sizes);
        } else {
            int rows = cuts.row()[page + 1] - cuts.row()[page];
            writeVersion2(
                    leaf,
                    options,
                    data,
                    repetition,
                    definition,
                    to - from,
                    rows,
                    value,
                    end,
                    sizes);
        }
        return end;
    }

    private void writeVersion1(
            Leaf leaf,
            ColumnOptions options,
            LeafData data,
            LevelCache.Page repetition,
            LevelCache.Page definition,
            int entries,
            int value,
            int end,
            Sizes sizes)
            throws IOException {
        for (LevelCache.Page encoded : new LevelCache.Page[] {repetition, definition}) {
            if (encoded != null) {
                values.putInt(encoded.bytes().length);
                values.write(encoded.bytes(), 0, encoded.bytes().length);
            }
        }
        encode(leaf, options, data, value, end);
        compressor.compress(options.codec(), values.bytes, 0, values.size, packed);
        PageHeader pageHeader =
                new PageHeader(PageType.DATA_PAGE, values.size, packed.size)
                        .setData_page_header(
                                new DataPageHeader(
                                        entries,
                                        thriftEncoding(options),
                                        org.apache.parquet.format.Encoding.RLE,
                                        org.apache.parquet.format.Encoding.RLE));
        writePage(pageHeader, sizes);
    }

    private void writeVersion2(
            Leaf leaf,
            ColumnOptions options,
            LeafData data,
            LevelCache.Page repetition,
            LevelCache.Page definition,
            int entries,
            int rows,
            int value,
            int end,
            Sizes sizes)
            throws IOException {
        int repetitionBytes = repetition == null ? 0 : repetition.bytes().length;
        if (repetition != null) {
            packed.write(repetition.bytes(), 0, repetitionBytes);
        }
        if (definition != null) {
            packed.write(definition.bytes(), 0, definition.bytes().length);
        }
        int levelBytes = packed.size;
        encode(leaf, options, data, value, end);
        boolean compressed = false;
        if (options.codec() != Codec.NONE && values.size > 0) {
            compressor.compress(options.codec(), values.bytes, 0, values.size, packed);
            compressed = packed.size - levelBytes < values.size;
        }
        if (!compressed) {
            packed.size = levelBytes;
            packed.write(values.bytes, 0, values.size);
        }
        PageHeader pageHeader =
                new PageHeader(PageType.DATA_PAGE_V2, levelBytes + values.size, packed.size)
                        .setData_page_header_v2(
                                new DataPageHeaderV2(
                                                entries,
                                                entries - (end - value),
                                                rows,
                                                thriftEncoding(options),
                                                levelBytes - repetitionBytes,
                                                repetitionBytes)
                                        .setIs_compressed(compressed));
        writePage(pageHeader, sizes);
    }

    /** Appends the values {@code [from, to)} to {@link #values}. */
    private void encode(Leaf leaf, ColumnOptions options, LeafData data, int from, int to) {
        switch (options.encoding()) {
            case DICTIONARY -> encoder.ids(dictionary.ids(), from, to, values);
            case DELTA_LENGTH_BYTE_ARRAY ->
                    encoder.deltaLengths(data.strings(), data.ids(), from, to, values);
            case DELTA_BINARY_PACKED ->
                    encoder.delta(leaf.type(), data.numbers(), from, to, values);
            case PLAIN -> {
                if (leaf.type() == PhysicalType.BYTE_ARRAY) {
                    encoder.plain(data.strings(), data.ids(), from, to, values);
                } else {
                    encoder.plain(leaf.type(), data.numbers(), from, to, values);
                }
            }
        }
    }

    /** Writes a header and what is in {@link #packed}. */
    private void writePage(PageHeader page, Sizes sizes) throws IOException {
        crc.reset();
        crc.update(packed.bytes, 0, packed.size);
        page.setCrc((int) crc.getValue());
        header.clear();
        Thrift.write(page, header);
        out.write(header.bytes, 0, header.size);
        out.write(packed.bytes, 0, packed.size);
        sizes.position += header.size + packed.size;
        sizes.uncompressed += header.size + page.getUncompressed_page_size();
    }

    private static ColumnMetaData metadata(
            Leaf leaf, ColumnOptions options, LeafData data, long position) {
        List<org.apache.parquet.format.Encoding> encodings = new ArrayList<>(3);
        encodings.add(thriftEncoding(options));
        encodings.add(org.apache.parquet.format.Encoding.RLE);
        if (options.encoding() == Encoding.DICTIONARY) {
            encodings.add(org.apache.parquet.format.Encoding.PLAIN);
        }
        return new ColumnMetaData(
                SchemaElements.type(leaf.type()),
                encodings,
                List.of(leaf.path().split("\\.")),
                switch (options.codec()) {
                    case NONE -> CompressionCodec.UNCOMPRESSED;
                    case SNAPPY -> CompressionCodec.SNAPPY;
                    case ZSTD -> CompressionCodec.ZSTD;
                },
                data.entries(),
                0,
                0,
                position);
    }

    private static org.apache.parquet.format.Encoding thriftEncoding(ColumnOptions options) {
        return switch (options.encoding()) {
            case PLAIN -> org.apache.parquet.format.Encoding.PLAIN;
            case DICTIONARY -> org.apache.parquet.format.Encoding.RLE_DICTIONARY;
            case DELTA_BINARY_PACKED -> org.apache.parquet.format.Encoding.DELTA_BINARY_PACKED;
            case DELTA_LENGTH_BYTE_ARRAY ->
                    org.apache.parquet.format.Encoding.DELTA_LENGTH_BYTE_ARRAY;
        };
    }

    private static Statistics statistics(LeafData data, PageBounds bounds) {
        Statistics statistics = new Statistics().setNull_count(data.entries() - data.valueCount());
        if (bounds != null && bounds.hasChunk()) {
            PageBounds.Bound min = bounds.chunkMin();
            PageBounds.Bound max = bounds.chunkMax();
            statistics
                    .setMin_value(min.bytes())
                    .setIs_min_value_exact(min.exact())
                    .setMax_value(max.bytes())
                    .setIs_max_value_exact(max.exact());
        }
        return statistics;
    }

    /** Collects the bounds of pages; gives up where a page has values but no bounds (only NaN). */
    private static final class ColumnIndexBuilder {
        private final List<Boolean> nullPages;
        private final List<ByteBuffer> mins;
        private final List<ByteBuffer> maxs;
        private final List<Long> nullCounts;
        private byte[] lastMin;
        private byte[] lastMax;
        private boolean ascending = true;
        private boolean descending = true;
        private boolean usable = true;

        ColumnIndexBuilder(int pages) {
            nullPages = new ArrayList<>(pages);
            mins = new ArrayList<>(pages);
            maxs = new ArrayList<>(pages);
            nullCounts = new ArrayList<>(pages);
        }

        void page(PageBounds bounds, int from, int to, int nulls) {
            nullCounts.add((long) nulls);
            nullPages.add(from == to);
            if (bounds.page(from, to)) {
                byte[] min = bounds.pageMin().bytes();
                byte[] max = bounds.pageMax().bytes();
                if (lastMin != null) {
                    int minOrder = bounds.compareWritten(lastMin, min);
                    int maxOrder = bounds.compareWritten(lastMax, max);
                    ascending &= minOrder <= 0 && maxOrder <= 0;
                    descending &= minOrder >= 0 && maxOrder >= 0;
                }
                lastMin = min;
                lastMax = max;
                mins.add(ByteBuffer.wrap(min));
                maxs.add(ByteBuffer.wrap(max));
            } else {
                usable &= from == to;
                mins.add(ByteBuffer.allocate(0));
                maxs.add(ByteBuffer.allocate(0));
            }
        }

        /** The index; null if there can be none. */
        ColumnIndex build() {
            if (!usable) {
                return null;
            }
            BoundaryOrder order =
                    ascending
                            ? BoundaryOrder.ASCENDING
                            : descending ? BoundaryOrder.DESCENDING : BoundaryOrder.UNORDERED;
            return new ColumnIndex(nullPages, mins, maxs, order).setNull_counts(nullCounts);
        }
    }
}
