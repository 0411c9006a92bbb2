package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.parquet.ColumnCache.Kind;

import org.apache.parquet.format.PageType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Parquet file opened for reading. The footer is read once and kept; page indexes and
 * dictionaries are kept in a {@link ColumnCache}; everything else is read when asked for, and
 * decoded into arrays of the whole chunk.
 *
 * <p>Thread-safe. One instance may be kept for a file; whoever wants to read ahead and to know what
 * that cost does so on its own {@link #share view}.
 *
 * <p>Every method that reads throws {@link ParquetException}, saying where, if the file is damaged
 * or not supported, and passes on what the {@link RangeReader} throws. Numbers of row groups and
 * leaves that do not exist are programming errors ({@link IndexOutOfBoundsException}).
 */
public final class ParquetFile {

    /** Of a file that is opened without a cache to share with others. */
    private static final long OWN_CACHE_BYTES = 1 << 24;

    private final Footer footer;
    private final KeptParts kept;
    private final PageIndexes indexes;
    private final Fetcher fetcher;

    /** Dictionaries that were asked for and whose chunk has not been decoded since. */
    private final ConcurrentHashMap<ChunkMeta, ChunkDecoder.Dictionary> dictionaries =
            new ConcurrentHashMap<>();

    private ParquetFile(Footer footer, KeptParts kept, RangeReader reader) {
        this.footer = footer;
        this.kept = kept;
        this.indexes = new PageIndexes(footer, kept);
        this.fetcher = new Fetcher(reader);
    }

    /**
     * Reads the footer.
     *
     * @param footerSizeHint what the length of the footer is thought to be, without the eight bytes
     *     after it; 0 if unknown. A hint that is too small costs one more read
     */
    public static ParquetFile open(RangeReader reader, int footerSizeHint) throws IOException {
        return open(reader, footerSizeHint, new ColumnCache(OWN_CACHE_BYTES));
    }

    /** Likewise; keeps what it decodes in a cache that other files may share. */
    public static ParquetFile open(RangeReader reader, int footerSizeHint, ColumnCache cache)
            throws IOException {
        Footer footer = Footer.read(reader, footerSizeHint, cache::shared);
        ParquetFile file = new ParquetFile(footer, new KeptParts(cache, new Object()), reader);
        file.fetcher.count(footer.size());
        return file;
    }

    /**
     * Another view of the same file: it shares the footer and what is kept in the cache, and has
     * bytes read ahead and a count of bytes read of its own. Costs nothing.
     */
    public ParquetFile share() {
        return new ParquetFile(footer, kept, fetcher.reader());
    }

    /**
     * Something that was {@link #keep kept} of this file; null if it is not there any more.
     *
     * @param part as it was kept
     */
    public <T> T kept(Kind kind, long part, Class<T> type) {
        return kept.get(kind, part, type);
    }

    /**
     * Keeps something that was derived from this file, as long as there is room for it.
     *
     * @param part tells it from others of the kind
     * @param content immutable
     * @param bytes heap bytes that it takes
     */
    public void keep(Kind kind, long part, Object content, long bytes) {
        kept.put(kind, part, content, bytes);
    }

    /** Heap bytes that the footer takes, about; what is in the cache is counted there. */
    public long memoryBytes() {
        return footer.memoryBytes();
    }

    public ParquetSchema schema() {
        return footer.schema();
    }

    public int rowGroupCount() {
        return footer.rows().length;
    }

    /** Number of rows of a row group. */
    public int rows(int rowGroup) {
        return footer.rows()[rowGroup];
    }

    /** Number of entries of a chunk, nulls and empty lists included. */
    public int entries(int rowGroup, int leaf) {
        return chunk(rowGroup, leaf).entries();
    }

    /**
     * Whether a chunk holds any value, nulls aside; true too if the footer does not say. Reads
     * nothing.
     */
    public boolean mayHaveValues(int rowGroup, int leaf) {
        ChunkMeta chunk = chunk(rowGroup, leaf);
        return chunk.entries() == 0 || chunk.nulls() != chunk.entries();
    }

    /** Bytes that a chunk takes in the file. */
    public long storedBytes(int rowGroup, int leaf) {
        return chunk(rowGroup, leaf).length();
    }

    /** Length of the footer in bytes, without the eight bytes after it. */
    public int footerSize() {
        return footer.size();
    }

    /** Bytes that were read through this view; the footer counts where it was opened. */
    public long bytesRead() {
        return fetcher.bytesRead();
    }

    private ChunkMeta chunk(int rowGroup, int leaf) {
        return footer.chunks()[rowGroup][leaf];
    }

    /**
     * Decodes a whole chunk. Where all its pages are dictionary-encoded, {@link LeafData#strings}
     * is the dictionary; where only some are, the strings of the others follow it; else there is
     * one string per value, in order. Numbers of INT32 are sign-extended, of unsigned INT32 not.
     */
    public LeafData read(int rowGroup, int leaf) throws IOException {
        ChunkMeta chunk = chunk(rowGroup, leaf);
        Fetcher.Slice slice = fetcher.fetch(chunk, chunk.start(), chunk.length());
        Pages pages = walk(chunk, slice, chunk.start());
        LeafData data = ChunkDecoder.decode(chunk, pages.dictionary(), pages.data());
        checkWhole(chunk, data);
        release(chunk);
        return data;
    }

    /**
     * Decodes only the definition levels of a whole chunk; null where the leaf's maximum is 0. What
     * was read ahead for the chunk is kept, for {@link #readValues}.
     */
    public byte[] readDefinitionLevels(int rowGroup, int leaf) throws IOException {
        ChunkMeta chunk = chunk(rowGroup, leaf);
        if (chunk.leaf().maxDefinition() == 0) {
            return null;
        }
        return ChunkDecoder.definitionLevels(chunk, dataPages(chunk).data());
    }

    /**
     * Decodes a whole chunk as {@link #read} does, but leaves out the levels, which are null.
     *
     * @param definition what {@link #readDefinitionLevels} gave; null if every entry has a value
     */
    public LeafData readValues(int rowGroup, int leaf, byte[] definition) throws IOException {
        ChunkMeta chunk = chunk(rowGroup, leaf);
        Pages pages = dataPages(chunk);
        ChunkDecoder.Dictionary dictionary =
                chunk.dataStart() > chunk.start()
                        ? dictionary(chunk, chunk.dataStart())
                        : pages.dictionary();
        LeafData data = ChunkDecoder.decodeValues(chunk, dictionary, pages.data(), definition);
        release(chunk);
        return data;
    }

    /**
     * Decodes a whole chunk as {@link #read} does, but leaves out the repetition levels, which are
     * null. Cheaper than {@link #readDefinitionLevels} and {@link #readValues}, where pages may
     * have to be decompressed for each, if both are needed.
     */
    public LeafData readDefined(int rowGroup, int leaf) throws IOException {
        ChunkMeta chunk = chunk(rowGroup, leaf);
        Fetcher.Slice slice = fetcher.fetch(chunk, chunk.start(), chunk.length());
        Pages pages = walk(chunk, slice, chunk.start());
        LeafData data = ChunkDecoder.decodeDefined(chunk, pages.dictionary(), pages.data());
        release(chunk);
        return data;
    }

    /** The data pages of a chunk; its dictionary only where nothing says where that ends. */
    private Pages dataPages(ChunkMeta chunk) throws IOException {
        long start = Math.max(chunk.start(), chunk.dataStart());
        long length = chunk.start() + chunk.length() - start;
        return walk(chunk, fetcher.fetch(chunk, start, length), start);
    }

    private void release(ChunkMeta chunk) {
        fetcher.release(chunk);
        dictionaries.remove(chunk);
    }

    private static int rows(LeafData data) {
        return data.repetition() == null
                ? data.entries()
                : Levels.count(data.repetition(), 0, data.entries(), 0);
    }

    private static void checkWhole(ChunkMeta chunk, LeafData data) throws ParquetException {
        int rows = rows(data);
        if (data.entries() != chunk.entries() || rows != chunk.rows()) {
            throw chunk.damaged(
                    "its pages have %d entries in %d rows, expected %d in %d"
                            .formatted(data.entries(), rows, chunk.entries(), chunk.rows()));
        }
    }

    /**
     * Decodes rows {@code [fromRow, toRow)} of a chunk, otherwise like {@link #read}. Reads only
     * the pages that hold them, and the dictionary, if the chunk has an offset index.
     */
    public LeafData readRows(int rowGroup, int leaf, long fromRow, long toRow) throws IOException {
        ChunkMeta chunk = chunk(rowGroup, leaf);
        Objects.checkFromToIndex(fromRow, toRow, chunk.rows());
        int from = (int) fromRow;
        int to = (int) toRow;
        if (from == to) {
            return RowSlice.none(chunk.leaf());
        }
        PageOffsets offsets = indexes.offsets(chunk, fetcher);
        if (offsets == null) {
            return readRowsWithoutIndex(chunk, from, to);
        }
        int first = offsets.pageOf(from);
        int end = offsets.pageOf(to - 1) + 1;
        ChunkDecoder.Dictionary dictionary = ChunkDecoder.Dictionary.NONE;
        if (offsets.offset()[0] > chunk.start()) {
            dictionary = dictionary(chunk, offsets.offset()[0]);
        }
        List<Page> pages = new ArrayList<>(end - first);
        long start = offsets.offset()[first];
        long stop = offsets.offset()[end - 1] + offsets.length()[end - 1];
        Fetcher.Slice slice = fetcher.fetch(chunk, start, stop - start);
        for (int i = first; i < end; i++) {
            pages.add(indexedPage(chunk, offsets, i, slice));
        }
        LeafData data = ChunkDecoder.decode(chunk, dictionary, pages);
        int firstRow = offsets.firstRow()[first];
        int rows = offsets.firstRow()[end] - firstRow;
        int found = rows(data);
        if (found != rows) {
            throw chunk.damaged(
                    "pages %d to %d have %d rows, the offset index says %d"
                            .formatted(first, end - 1, found, rows));
        }
        release(chunk);
        return RowSlice.of(
                chunk.leaf(),
                data,
                from - firstRow,
                to - firstRow,
                rows,
                dictionary.strings() != null);
    }

    private static Page indexedPage(
            ChunkMeta chunk, PageOffsets offsets, int page, Fetcher.Slice slice)
            throws ParquetException {
        long offset = offsets.offset()[page];
        try {
            Page read = Page.read(chunk, slice.source(offset, offsets.length()[page]), offset);
            if (read == null || read.type() == PageType.DICTIONARY_PAGE) {
                throw new MalformedException("the offset index points to a page without data");
            }
            return read;
        } catch (MalformedException e) {
            throw chunk.damaged(offset, e);
        }
    }

    private LeafData readRowsWithoutIndex(ChunkMeta chunk, int from, int to) throws IOException {
        Fetcher.Slice slice = fetcher.fetch(chunk, chunk.start(), chunk.length());
        Pages pages = walk(chunk, slice, chunk.start());
        List<Page> wanted = new ArrayList<>();
        int skipped = 0;
        int row = 0;
        for (Page page : pages.data()) {
            if (page.rows() < 0) {
                // rows may even go on from page to page
                wanted = pages.data();
                skipped = 0;
                row = chunk.rows();
                break;
            }
            if (row + page.rows() <= from) {
                skipped = row + page.rows();
            } else if (row < to) {
                wanted.add(page);
            }
            row += page.rows();
        }
        if (row != chunk.rows()) {
            throw chunk.damaged("its pages have %d rows, expected %d".formatted(row, chunk.rows()));
        }
        LeafData data = ChunkDecoder.decode(chunk, pages.dictionary(), wanted);
        release(chunk);
        int rows = rows(data);
        if (rows < to - skipped) {
            throw chunk.damaged("%d rows in the pages of %d".formatted(rows, to - skipped));
        }
        return RowSlice.of(
                chunk.leaf(),
                data,
                from - skipped,
                to - skipped,
                rows,
                pages.dictionary().strings() != null);
    }

    /** The pages of a chunk. */
    private record Pages(ChunkDecoder.Dictionary dictionary, List<Page> data) {}

    private Pages walk(ChunkMeta chunk, Fetcher.Slice slice, long start) throws ParquetException {
        ByteSource in = slice.source(start, (int) (chunk.start() + chunk.length() - start));
        ChunkDecoder.Dictionary dictionary = known(chunk);
        List<Page> data = new ArrayList<>();
        boolean first = true;
        while (in.remaining() > 0) {
            long offset = slice.offset(in);
            try {
                Page page = Page.read(chunk, in, offset);
                if (page != null && page.type() == PageType.DICTIONARY_PAGE) {
                    if (!first) {
                        throw new MalformedException("a dictionary that is not the first page");
                    }
                    if (dictionary == null) {
                        dictionary = ChunkDecoder.dictionary(chunk, page);
                        keep(chunk, dictionary);
                    }
                } else if (page != null) {
                    data.add(page);
                }
            } catch (MalformedException e) {
                throw chunk.damaged(offset, e);
            }
            first = false;
        }
        return new Pages(dictionary == null ? ChunkDecoder.Dictionary.NONE : dictionary, data);
    }

    /**
     * The dictionary of a chunk of strings, without decoding its data pages; null if it has none.
     * That all values are in it is certain only of files that keep chunks of one encoding.
     */
    public ByteStrings dictionary(int rowGroup, int leaf) throws IOException {
        ChunkMeta chunk = chunk(rowGroup, leaf);
        if (chunk.leaf().type() != PhysicalType.BYTE_ARRAY || chunk.dataStart() <= chunk.start()) {
            return null;
        }
        return dictionary(chunk, chunk.dataStart()).strings();
    }

    /**
     * Whether a chunk of strings may contain a value, by its dictionary or by its bloom filter;
     * true where there is neither. Data pages are not read.
     */
    public boolean mayContain(int rowGroup, int leaf, byte[] value) throws IOException {
        ByteStrings dictionary = dictionary(rowGroup, leaf);
        if (dictionary != null) {
            return dictionary.find(value) >= 0;
        }
        ChunkMeta chunk = chunk(rowGroup, leaf);
        if (chunk.bloom() < 0 || chunk.leaf().type() != PhysicalType.BYTE_ARRAY) {
            return true;
        }
        try {
            SplitBlockBloom.Place place = bloom(chunk);
            if (place.blocks() == 0) {
                return true;
            }
            long hash = SplitBlockBloom.hash(value, 0, value.length);
            long offset = place.offsetOf(hash);
            Fetcher.Slice block = fetcher.fetch(chunk, offset, SplitBlockBloom.BLOCK_BYTES);
            return SplitBlockBloom.mayContain(
                    block.source(offset, SplitBlockBloom.BLOCK_BYTES), hash);
        } catch (MalformedException e) {
            throw chunk.damaged(
                    "bloom filter at offset %d: %s".formatted(chunk.bloom(), e.getMessage()));
        }
    }

    private SplitBlockBloom.Place bloom(ChunkMeta chunk) throws IOException, MalformedException {
        SplitBlockBloom.Place known =
                kept.get(Kind.BLOOM_HEADER, chunk.bloom(), SplitBlockBloom.Place.class);
        if (known == null) {
            long fileSize = fetcher.reader().size();
            int length =
                    (int)
                            Math.min(
                                    SplitBlockBloom.Place.MAX_HEADER_BYTES,
                                    fileSize - chunk.bloom());
            Fetcher.Slice header = fetcher.fetch(chunk, chunk.bloom(), length);
            known =
                    SplitBlockBloom.Place.read(
                            header.source(chunk.bloom(), length), chunk.bloom(), fileSize);
            kept.put(Kind.BLOOM_HEADER, chunk.bloom(), known, SplitBlockBloom.Place.MEMORY_BYTES);
        }
        return known;
    }

    private ChunkDecoder.Dictionary dictionary(ChunkMeta chunk, long dataStart) throws IOException {
        ChunkDecoder.Dictionary known = known(chunk);
        if (known != null) {
            return known;
        }
        long start = chunk.start();
        Fetcher.Slice slice = fetcher.fetch(chunk, start, dataStart - start);
        try {
            Page page = Page.read(chunk, slice.source(start, (int) (dataStart - start)), start);
            if (page == null || page.type() != PageType.DICTIONARY_PAGE) {
                throw new MalformedException("no dictionary page before the data pages");
            }
            known = ChunkDecoder.dictionary(chunk, page);
        } catch (MalformedException e) {
            throw chunk.damaged(start, e);
        }
        dictionaries.put(chunk, known);
        keep(chunk, known);
        return known;
    }

    private void keep(ChunkMeta chunk, ChunkDecoder.Dictionary dictionary) {
        kept.put(Kind.DICTIONARY, chunk.start(), dictionary, dictionary.memoryBytes());
    }

    /** A dictionary that was decoded before; null if it is not there any more. */
    private ChunkDecoder.Dictionary known(ChunkMeta chunk) {
        ChunkDecoder.Dictionary here = dictionaries.get(chunk);
        return here != null
                ? here
                : kept.get(Kind.DICTIONARY, chunk.start(), ChunkDecoder.Dictionary.class);
    }

    /**
     * What the column index says of the pages of a chunk; null if it has none, or no offset index.
     */
    public ColumnBounds bounds(int rowGroup, int leaf) throws IOException {
        return indexes.bounds(chunk(rowGroup, leaf), fetcher);
    }

    /**
     * Reads the chunks of these leaves in few reads, and keeps their bytes until the chunk has been
     * decoded.
     */
    public void prefetch(int rowGroup, int... leaves) throws IOException {
        List<Fetcher.Range> ranges = new ArrayList<>(leaves.length);
        for (int leaf : leaves) {
            ChunkMeta chunk = chunk(rowGroup, leaf);
            addWhole(chunk, ranges);
        }
        fetcher.readAhead(ranges);
    }

    private static void addWhole(ChunkMeta chunk, List<Fetcher.Range> ranges) {
        // what does not fit one array is read, or refused, when it is decoded
        if (chunk.length() <= Integer.MAX_VALUE - 16) {
            ranges.add(new Fetcher.Range(chunk, chunk.start(), (int) chunk.length()));
        }
    }

    /** Reads ahead what {@link #readRows} of these leaves and rows needs. */
    public void prefetchRows(int rowGroup, int[] leaves, long fromRow, long toRow)
            throws IOException {
        Objects.checkFromToIndex(fromRow, toRow, rows(rowGroup));
        if (fromRow == toRow) {
            return;
        }
        List<Fetcher.Range> ranges = new ArrayList<>(2 * leaves.length);
        for (int leaf : leaves) {
            ChunkMeta chunk = chunk(rowGroup, leaf);
            PageOffsets offsets = indexes.offsets(chunk, fetcher);
            if (offsets == null) {
                addWhole(chunk, ranges);
                continue;
            }
            long dictionary = offsets.offset()[0] - chunk.start();
            if (dictionary > 0 && dictionary <= Integer.MAX_VALUE - 16 && known(chunk) == null) {
                ranges.add(new Fetcher.Range(chunk, chunk.start(), (int) dictionary));
            }
            int first = offsets.pageOf((int) fromRow);
            int last = offsets.pageOf((int) toRow - 1);
            long start = offsets.offset()[first];
            long length = offsets.offset()[last] + offsets.length()[last] - start;
            if (length <= Integer.MAX_VALUE - 16) {
                ranges.add(new Fetcher.Range(chunk, start, (int) length));
            }
        }
        fetcher.readAhead(ranges);
    }
}
