package io.tempo.core.parquet;

import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;

import java.util.zip.CRC32;

/**
 * A page whose header has been read and checked; its body lies in {@code bytes}.
 *
 * @param type DICTIONARY_PAGE, DATA_PAGE or DATA_PAGE_V2
 * @param offset where its header begins in the file
 * @param bytes an array with its body
 * @param body where its body begins in {@code bytes}
 * @param length bytes of the body, as stored
 * @param uncompressed bytes of the body, decompressed
 * @param entries number of entries; of a dictionary page, of strings or numbers
 * @param rows number of rows; -1 if the header does not say
 * @param nulls entries without a value; -1 if the header does not say
 * @param encoding encoding of the values
 * @param repetitionBytes version 2: bytes of repetition levels at the start of the body
 * @param definitionBytes version 2: bytes of definition levels behind them
 * @param compressed whether the values (before version 2, the whole body) are compressed
 */
record Page(
        PageType type,
        long offset,
        byte[] bytes,
        int body,
        int length,
        int uncompressed,
        int entries,
        int rows,
        int nulls,
        Encoding encoding,
        int repetitionBytes,
        int definitionBytes,
        boolean compressed) {

    /** Pages smaller than this are allowed whatever the footer says about the chunk. */
    private static final int SMALL_PAGE = 1 << 20;

    /**
     * Reads the header of the page at {@code in}, checks the checksum, and moves {@code in} behind
     * the page.
     *
     * @param offset where in the file {@code in} is
     * @return the page; null if it is of a kind that holds no data
     */
    static Page read(ChunkMeta chunk, ByteSource in, long offset) throws MalformedException {
        PageHeader header = new PageHeader();
        Thrift.read(header, in);
        int length = header.getCompressed_page_size();
        int uncompressed = header.getUncompressed_page_size();
        in.require(length);
        if (uncompressed < 0
                || uncompressed > Limits.PAGE_BYTES
                || uncompressed > Math.max(SMALL_PAGE, chunk.uncompressed())) {
            throw new MalformedException(
                    "a page of %s bytes, decompressed, in a chunk of %d"
                            .formatted(
                                    Integer.toUnsignedString(uncompressed), chunk.uncompressed()));
        }
        int body = in.at;
        in.at += length;
        if (header.isSetCrc()) {
            CRC32 crc = new CRC32();
            crc.update(in.bytes, body, length);
            if ((int) crc.getValue() != header.getCrc()) {
                throw new MalformedException(
                        "the checksum is %08x, expected %08x"
                                .formatted((int) crc.getValue(), header.getCrc()));
            }
        }
        Page page =
                switch (header.getType()) {
                    case DATA_PAGE_V2 -> version2(chunk, header, in.bytes, offset, body);
                    case DATA_PAGE -> version1(chunk, header, in.bytes, offset, body);
                    case DICTIONARY_PAGE -> dictionary(header, in.bytes, offset, body);
                    case INDEX_PAGE -> null;
                    case null -> throw new MalformedException("a page of an unknown type");
                };
        if (page == null) {
            return null;
        }
        if (page.encoding == null) {
            throw new MalformedException("an unknown encoding");
        }
        if (page.entries < 0
                || page.type != PageType.DICTIONARY_PAGE && page.entries > chunk.entries()) {
            throw new MalformedException(
                    "%d entries, the chunk has %d".formatted(page.entries, chunk.entries()));
        }
        return page;
    }

    private static Page version2(
            ChunkMeta chunk, PageHeader header, byte[] bytes, long offset, int body)
            throws MalformedException {
        DataPageHeaderV2 v2 = header.getData_page_header_v2();
        if (v2 == null) {
            throw new MalformedException("a page without the header of its type");
        }
        int repetition = v2.getRepetition_levels_byte_length();
        int definition = v2.getDefinition_levels_byte_length();
        long levels = (long) repetition + definition;
        if (repetition < 0
                || definition < 0
                || levels > header.getCompressed_page_size()
                || levels > header.getUncompressed_page_size()) {
            throw new MalformedException(
                    "%d and %d bytes of levels in a page of %d bytes"
                            .formatted(repetition, definition, header.getCompressed_page_size()));
        }
        int rows = v2.getNum_rows();
        int nulls = v2.getNum_nulls();
        if (rows < 0 || rows > chunk.rows() || nulls < 0 || nulls > v2.getNum_values()) {
            throw new MalformedException(
                    "%d rows and %d nulls among %d entries"
                            .formatted(rows, nulls, v2.getNum_values()));
        }
        return new Page(
                PageType.DATA_PAGE_V2,
                offset,
                bytes,
                body,
                header.getCompressed_page_size(),
                header.getUncompressed_page_size(),
                v2.getNum_values(),
                rows,
                nulls,
                v2.getEncoding(),
                repetition,
                definition,
                !v2.isSetIs_compressed() || v2.isIs_compressed());
    }

    private static Page version1(
            ChunkMeta chunk, PageHeader header, byte[] bytes, long offset, int body)
            throws MalformedException {
        DataPageHeader v1 = header.getData_page_header();
        if (v1 == null) {
            throw new MalformedException("a page without the header of its type");
        }
        if (chunk.leaf().maxRepetition() > 0 && v1.getRepetition_level_encoding() != Encoding.RLE
                || chunk.leaf().maxDefinition() > 0
                        && v1.getDefinition_level_encoding() != Encoding.RLE) {
            throw new MalformedException(
                    "levels encoded as %s and %s, expected RLE"
                            .formatted(
                                    v1.getRepetition_level_encoding(),
                                    v1.getDefinition_level_encoding()));
        }
        return new Page(
                PageType.DATA_PAGE,
                offset,
                bytes,
                body,
                header.getCompressed_page_size(),
                header.getUncompressed_page_size(),
                v1.getNum_values(),
                chunk.leaf().maxRepetition() == 0 ? v1.getNum_values() : -1,
                -1,
                v1.getEncoding(),
                0,
                0,
                true);
    }

    private static Page dictionary(PageHeader header, byte[] bytes, long offset, int body)
            throws MalformedException {
        DictionaryPageHeader dictionary = header.getDictionary_page_header();
        if (dictionary == null) {
            throw new MalformedException("a page without the header of its type");
        }
        return new Page(
                PageType.DICTIONARY_PAGE,
                offset,
                bytes,
                body,
                header.getCompressed_page_size(),
                header.getUncompressed_page_size(),
                dictionary.getNum_values(),
                0,
                0,
                dictionary.getEncoding(),
                0,
                0,
                true);
    }
}
