package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tempo.core.columns.ByteStrings;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

class ParquetFileTest {

    private static final int ROWS = 60_000;

    private static final ParquetSchema FLAT =
            RandomColumns.schema(
                    RandomColumns.string("id", Repetition.REQUIRED, Annotation.NONE),
                    RandomColumns.number(
                            "time", Repetition.REQUIRED, PhysicalType.INT64, Annotation.UINT64),
                    RandomColumns.string("name", Repetition.OPTIONAL, Annotation.STRING),
                    RandomColumns.string("empty", Repetition.OPTIONAL, Annotation.STRING));

    private static final List<ColumnOptions> OPTIONS =
            List.of(
                    new ColumnOptions(Encoding.DELTA_LENGTH_BYTE_ARRAY, Codec.NONE, true),
                    new ColumnOptions(Encoding.DELTA_BINARY_PACKED, Codec.ZSTD, true),
                    new ColumnOptions(Encoding.DICTIONARY, Codec.SNAPPY, true),
                    new ColumnOptions(Encoding.DICTIONARY, Codec.SNAPPY, false));

    /** Ids and times ascend; a third of the names is missing. */
    private static List<LeafData> flat() {
        byte[] idBytes = new byte[8 * ROWS];
        int[] offsets = new int[ROWS + 1];
        long[] times = new long[ROWS];
        for (int i = 0; i < ROWS; i++) {
            for (int b = 0; b < 8; b++) {
                idBytes[8 * i + b] = (byte) ((long) i * 1_000_003 >>> 8 * (7 - b));
            }
            offsets[i + 1] = 8 * (i + 1);
            // half of them above what a signed number holds
            times[i] = Long.MIN_VALUE + (i - ROWS / 2) * 1000L;
        }
        int[] ids = IntStream.range(0, ROWS).toArray();
        byte[] definition = new byte[ROWS];
        int[] names = new int[ROWS];
        int count = 0;
        for (int i = 0; i < ROWS; i++) {
            if (i % 3 != 0) {
                definition[i] = 1;
                names[count++] = 500 + i % 100;
            }
        }
        String[] texts = IntStream.range(0, 1000).mapToObj(i -> "name " + i).toArray(String[]::new);
        return List.of(
                new LeafData(
                        ROWS, null, null, ROWS, ids, new ByteStrings(idBytes, offsets, ROWS), null),
                new LeafData(ROWS, null, null, ROWS, null, null, times),
                new LeafData(ROWS, null, definition, count, names, ByteStrings.of(texts), null),
                new LeafData(
                        ROWS, null, new byte[ROWS], 0, new int[0], ByteStrings.of("unused"), null));
    }

    private static byte[] file() throws IOException {
        return RandomColumns.write(FLAT, OPTIONS, List.of(flat()));
    }

    @Test
    void onlyUsedStringsComeIntoTheDictionaryInOrderOfFirstUse() throws IOException {
        ParquetFile file = ParquetFile.open(new BytesReader(file()), 0);
        ByteStrings names = file.dictionary(0, 2);
        assertThat(names.size()).isEqualTo(100);
        assertThat(names.text(0)).isEqualTo("name 501");
        assertThat(names.text(1)).isEqualTo("name 502");
        assertThat(file.dictionary(0, 3).size()).isZero();
        assertThat(file.dictionary(0, 0)).isNull();
        assertThat(file.mayHaveValues(0, 2)).isTrue();
        assertThat(file.mayHaveValues(0, 3)).isFalse();
    }

    @Test
    void dictionaryReadsItsPageAlone() throws IOException {
        BytesReader reader = new BytesReader(file());
        ParquetFile file = ParquetFile.open(reader, 1 << 14);
        reader.reads.clear();
        file.dictionary(0, 2);
        assertThat(reader.reads).hasSize(1);
        assertThat(reader.reads.getFirst().length()).isLessThan(3000);
    }

    @Test
    void boundsOfPagesHoldTheirValuesAndUnsignedNumbersCompareUnsigned() throws IOException {
        ParquetFile file = ParquetFile.open(new BytesReader(file()), 0);
        List<LeafData> data = flat();
        ColumnBounds times = file.bounds(0, 1);
        assertThat(times.pages()).isGreaterThan(3);
        assertThat(times.firstRow()[times.pages()]).isEqualTo(ROWS);
        for (int page = 0; page < times.pages(); page++) {
            long first = data.get(1).numbers()[(int) times.firstRow()[page]];
            long last = data.get(1).numbers()[(int) times.firstRow()[page + 1] - 1];
            assertThat(times.known()[page]).isTrue();
            assertThat(LittleEndian.getLong(times.min().get(page), 0)).isEqualTo(first);
            assertThat(LittleEndian.getLong(times.max().get(page), 0)).isEqualTo(last);
        }
        assertThat(file.bounds(0, 3)).as("written without bounds").isNull();
    }

    @Test
    void someRowsAreReadFromTheirPagesAlone() throws IOException {
        BytesReader reader = new BytesReader(file());
        ParquetFile file = ParquetFile.open(reader, 1 << 14);
        file.readRows(0, 0, 5, 6);
        reader.reads.clear();
        LeafData row = file.readRows(0, 0, 40_000, 40_001);
        assertThat(row.valueCount()).isEqualTo(1);
        assertThat(row.strings().size()).isEqualTo(1);
        assertThat(row.strings().get(row.ids()[0])).isEqualTo(flat().get(0).strings().get(40_000));
        assertThat(reader.reads).hasSize(1);
        assertThat(reader.reads.getFirst().length()).isLessThan(100_000);
    }

    @Test
    void readingAheadJoinsNeighboursAndIsUsedOnce() throws IOException {
        BytesReader reader = new BytesReader(file());
        ParquetFile opened = ParquetFile.open(reader, 1 << 14);
        ParquetFile file = opened.share();
        reader.reads.clear();
        file.prefetch(0, 0, 1, 2, 3);
        assertThat(reader.reads).hasSize(1);
        long bytes = file.bytesRead();
        for (int leaf = 0; leaf < 4; leaf++) {
            bytes -= file.storedBytes(0, leaf);
            file.read(0, leaf);
        }
        assertThat(bytes).isZero();
        assertThat(reader.reads).hasSize(1);
        file.read(0, 1);
        assertThat(reader.reads).as("bytes are not kept for ever").hasSize(2);
        assertThat(opened.bytesRead()).as("each view counts its own").isLessThan(1 << 14);
    }

    @Test
    void rowsReadAheadNeedNoOtherRead() throws IOException {
        BytesReader reader = new BytesReader(file());
        ParquetFile file = ParquetFile.open(reader, 1 << 14).share();
        int[] leaves = {0, 1, 2, 3};
        file.prefetchRows(0, leaves, 30_000, 30_010);
        reader.reads.clear();
        List<LeafData> data = flat();
        for (int leaf : leaves) {
            Leaf column = FLAT.leaves().get(leaf);
            assertThat(RandomColumns.entries(column, file.readRows(0, leaf, 30_000, 30_010)))
                    .isEqualTo(RandomColumns.entries(column, data.get(leaf), 30_000, 30_010));
        }
        assertThat(reader.reads).isEmpty();
    }

    @Test
    void cachedDictionariesAreNotReadAgain() throws IOException {
        BytesReader reader = new BytesReader(file());
        ParquetFile file = ParquetFile.open(reader, 1 << 14);
        ByteStrings first = file.share().dictionary(0, 2);
        reader.reads.clear();
        assertThat(file.share().dictionary(0, 2)).isSameAs(first);
        assertThat(reader.reads).isEmpty();
        assertThat(file.share().readRows(0, 2, 1, 3).strings()).isSameAs(first);
    }

    @Test
    void footerHintSavesARead() throws IOException {
        BytesReader reader = new BytesReader(file());
        int size = ParquetFile.open(reader, 0).footerSize();
        assertThat(reader.reads).hasSize(2);
        reader.reads.clear();
        ParquetFile.open(reader, size);
        assertThat(reader.reads)
                .containsExactly(new BytesReader.Read(reader.size() - size - 8, size + 8));
        reader.reads.clear();
        ParquetFile.open(reader, 1 << 30);
        assertThat(reader.reads).hasSize(1);
    }

    @Test
    void manyThreadsReadOneFile() throws Exception {
        Random random = new Random(9);
        ParquetSchema schema = RandomColumns.NESTED;
        List<LeafData> data = RandomColumns.rows(schema, 200, random);
        byte[] bytes =
                RandomColumns.write(schema, RandomColumns.options(schema, random), List.of(data));
        ParquetFile file = ParquetFile.open(new BytesReader(bytes), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                Leaf leaf = schema.leaves().get(i % schema.leaves().size());
                done.add(
                        threads.submit(
                                () -> {
                                    file.prefetch(0, leaf.ordinal());
                                    assertThat(
                                                    RandomColumns.entries(
                                                            leaf, file.read(0, leaf.ordinal())))
                                            .isEqualTo(
                                                    RandomColumns.entries(
                                                            leaf, data.get(leaf.ordinal())));
                                    return null;
                                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        }
    }

    @Test
    void errorsOfTheReaderPassThrough() throws IOException {
        byte[] bytes = file();
        BytesReader whole = new BytesReader(bytes);
        RangeReader failing =
                new RangeReader() {
                    @Override
                    public long size() {
                        return bytes.length;
                    }

                    @Override
                    public java.nio.ByteBuffer read(long offset, int length) throws IOException {
                        if (offset < 1000) {
                            throw new IOException("the bucket is gone");
                        }
                        return whole.read(offset, length);
                    }
                };
        ParquetFile file = ParquetFile.open(failing, 0);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> file.read(0, 0))
                .withMessage("the bucket is gone");
    }

    @Test
    void rowsOutsideTheRowGroupAreAnErrorOfTheCaller() throws IOException {
        ParquetFile file = ParquetFile.open(new BytesReader(file()), 0);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> file.readRows(0, 0, 5, ROWS + 1));
        assertThat(file.readRows(0, 0, 7, 7).entries()).isZero();
    }
}
