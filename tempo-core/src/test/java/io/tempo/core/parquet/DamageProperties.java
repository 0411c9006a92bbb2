package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A damaged file is refused with a place, whatever was damaged; it never takes much memory. */
class DamageProperties {

    private static final byte[] FILE = file();
    private static final byte[] GOLDEN = golden();

    private static byte[] file() {
        try {
            Random random = new Random(5);
            ParquetSchema schema = RandomColumns.NESTED;
            return RandomColumns.write(
                    schema,
                    RandomColumns.options(schema, random),
                    List.of(
                            RandomColumns.rows(schema, 60, random),
                            RandomColumns.rows(schema, 20, random)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] golden() {
        try (InputStream in =
                DamageProperties.class.getResourceAsStream("/golden/vParquet5/data.parquet")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads everything there is in every way there is; answers how many values it saw. */
    private static long readAll(byte[] bytes) throws IOException {
        long values = 0;
        ParquetFile file = ParquetFile.open(new BytesReader(bytes), 0);
        for (int g = 0; g < file.rowGroupCount(); g++) {
            for (Leaf leaf : file.schema().leaves()) {
                int l = leaf.ordinal();
                values += readOne(file, g, l);
            }
        }
        return values;
    }

    private static long readOne(ParquetFile file, int group, int leaf) throws IOException {
        long values = 0;
        ParquetException first = null;
        try {
            values += file.read(group, leaf).valueCount();
        } catch (ParquetException e) {
            assertThat(e).hasMessageContaining(file.schema().leaves().get(leaf).path());
            first = e;
        }
        try {
            int rows = file.rows(group);
            values += file.readRows(group, leaf, rows / 3, rows - rows / 3).valueCount();
        } catch (ParquetException e) {
            assertThat(e).hasMessageContaining("row group " + group);
            first = e;
        }
        try {
            file.dictionary(group, leaf);
            file.bounds(group, leaf);
        } catch (ParquetException e) {
            first = e;
        }
        if (first != null) {
            throw first;
        }
        return values;
    }

    @Property(tries = 600)
    void flippedBitsAreRefusedOrHarmless(@ForAll @IntRange(max = 10_000_000) int at)
            throws IOException {
        byte[] damaged = FILE.clone();
        damaged[at % damaged.length] ^= (byte) (1 << at % 7);
        readOrRefuse(damaged);
    }

    /** Headers and indexes are few bytes among many: these are hit more often. */
    @Property(tries = 600)
    void randomBytesInTheFooterAreRefusedOrHarmless(
            @ForAll @IntRange(max = 1_000_000) int at, @ForAll byte value) throws IOException {
        byte[] damaged = FILE.clone();
        int footer = LittleEndian.getInt(FILE, FILE.length - 8) + 8;
        damaged[damaged.length - 1 - at % footer] = value;
        readOrRefuse(damaged);
    }

    @Property(tries = 30)
    void manyFlippedBytesAreRefusedOrHarmless(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] damaged = GOLDEN.clone();
        for (int i = 0; i < 200; i++) {
            // the footer stays readable, so that its chunks are read
            damaged[random.nextInt(damaged.length - 50_000)] = (byte) random.nextInt();
        }
        readOrRefuse(damaged);
    }

    private static void readOrRefuse(byte[] damaged) throws IOException {
        try {
            readAll(damaged);
        } catch (ParquetException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 100)
    void cutFilesAreRefused(@ForAll @IntRange(max = 10_000_000) int length) {
        byte[] cut = Arrays.copyOf(FILE, length % FILE.length);
        assertThatExceptionOfType(ParquetException.class).isThrownBy(() -> readAll(cut));
    }

    @Property(tries = 100)
    void filesWithoutTheirMiddleAreRefused(
            @ForAll @IntRange(max = 10_000_000) int from,
            @ForAll @IntRange(min = 1, max = 500) int length) {
        int start = 4 + from % (FILE.length / 2);
        byte[] cut = new byte[FILE.length - length];
        System.arraycopy(FILE, 0, cut, 0, start);
        System.arraycopy(FILE, start + length, cut, start, cut.length - start);
        assertThatExceptionOfType(ParquetException.class).isThrownBy(() -> readAll(cut));
    }

    /** Bodies of pages have checksums: none of their bits flips unseen. */
    @Property(tries = 100)
    void flippedBitsInPagesAreRefused(
            @ForAll @IntRange(max = 10_000_000) int at, @ForAll @IntRange(max = 7) int bit)
            throws IOException, MalformedException {
        ParquetSchema schema = RandomColumns.NESTED;
        int leaf = at % schema.leaves().size();
        ChunkMeta chunk = Footer.read(new BytesReader(FILE), 0, same -> same).chunks()[0][leaf];
        ByteSource in = new ByteSource(FILE, (int) chunk.start(), FILE.length);
        Page page = Page.read(chunk, in, chunk.start());
        byte[] damaged = FILE.clone();
        damaged[page.body() + at % page.length()] ^= (byte) (1 << bit);
        ParquetFile file = ParquetFile.open(new BytesReader(damaged), 0);
        assertThatExceptionOfType(ParquetException.class)
                .isThrownBy(() -> file.read(0, leaf))
                .withMessageContaining("row group 0, column " + schema.leaves().get(leaf).path())
                .withMessageContaining("page at offset " + chunk.start())
                .withMessageContaining("checksum");
    }
}
