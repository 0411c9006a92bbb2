package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.ByteStrings;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesReader;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.io.api.Binary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Encoders and decoders are inverse to each other, and to those of parquet-java. */
class EncodingProperties {

    /** Runs and noise, mixed. */
    private static int[] ids(Random random, int count, int width) {
        int[] ids = new int[count];
        int i = 0;
        while (i < count) {
            int run = random.nextBoolean() ? 1 : random.nextInt(60);
            int id = width == 0 ? 0 : random.nextInt() >>> (32 - width);
            for (; run > 0 && i < count; run--) {
                ids[i++] = id;
            }
        }
        return ids;
    }

    private static ByteSource source(ByteSink sink, int before) {
        // exactly as long as the data: whoever reads on is found out
        byte[] bytes = Arrays.copyOf(sink.bytes, sink.size);
        return new ByteSource(bytes, before, bytes.length);
    }

    @Property(tries = 400)
    void idsSurvive(
            @ForAll long seed,
            @ForAll @IntRange(max = 32) int width,
            @ForAll @IntRange(max = 2000) int count)
            throws IOException, MalformedException {
        int[] ids = ids(new Random(seed), count, width);
        ByteSink sink = new ByteSink(8);
        sink.write(new byte[3], 0, 3);
        RleEncoder.encode(ids, 0, count, width, sink);

        int[] decoded = new int[count + 2];
        ByteSource in = source(sink, 3);
        RleDecoder.decode(in, width, decoded, 1, count);
        assertThat(Arrays.copyOfRange(decoded, 1, count + 1)).isEqualTo(ids);
        assertThat(in.remaining()).isZero();

        RunLengthBitPackingHybridDecoder oracle =
                new RunLengthBitPackingHybridDecoder(
                        width,
                        ByteBufferInputStream.wrap(ByteBuffer.wrap(sink.bytes, 3, sink.size - 3)));
        for (int id : ids) {
            assertThat(oracle.readInt()).isEqualTo(id);
        }
    }

    @Property(tries = 200)
    void idsOfParquetJavaAreRead(
            @ForAll long seed,
            @ForAll @IntRange(max = 32) int width,
            @ForAll @IntRange(max = 1000) int count)
            throws IOException, MalformedException {
        int[] ids = ids(new Random(seed), count, width);
        try (RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(
                        width, 64, 1 << 16, new HeapByteBufferAllocator())) {
            for (int id : ids) {
                encoder.writeInt(id);
            }
            byte[] bytes = encoder.toBytes().toByteArray();
            int[] decoded = new int[count];
            RleDecoder.decode(new ByteSource(bytes, 0, bytes.length), width, decoded, 0, count);
            assertThat(decoded).isEqualTo(ids);
        }
    }

    @Property(tries = 400)
    void levelsSurvive(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 100) int max,
            @ForAll @IntRange(max = 2000) int count)
            throws IOException, MalformedException {
        Random random = new Random(seed);
        int width = Levels.width(max);
        int[] ids = ids(random, count, width);
        byte[] levels = new byte[count];
        for (int i = 0; i < count; i++) {
            levels[i] = (byte) Math.min(ids[i], max);
        }
        ByteSink sink = new ByteSink(8);
        RleEncoder.encode(levels, 0, count, width, sink);
        byte[] decoded = new byte[count];
        ByteSource in = source(sink, 0);
        RleDecoder.decode(in, width, max, decoded, 0, count);
        assertThat(decoded).isEqualTo(levels);
        assertThat(in.remaining()).isZero();

        RunLengthBitPackingHybridDecoder oracle =
                new RunLengthBitPackingHybridDecoder(
                        width,
                        ByteBufferInputStream.wrap(ByteBuffer.wrap(sink.bytes, 0, sink.size)));
        int atMax = 0;
        for (byte level : levels) {
            assertThat(oracle.readInt()).isEqualTo(level);
            atMax += level == max ? 1 : 0;
        }
        assertThat(Levels.count(levels, 0, count, max)).isEqualTo(atMax);
    }

    private static long[] numbers(Random random, int count) {
        long[] numbers = new long[count];
        int bits = random.nextInt(65);
        long last = random.nextLong();
        for (int i = 0; i < count; i++) {
            long noise = bits == 0 ? 0 : random.nextLong() >>> (64 - bits);
            last = random.nextInt(100) == 0 ? random.nextLong() : last + noise - (noise >> 1);
            numbers[i] = last;
        }
        return numbers;
    }

    @Property(tries = 400)
    void longsSurvive(@ForAll long seed, @ForAll @IntRange(max = 1500) int count)
            throws IOException, MalformedException {
        long[] numbers = numbers(new Random(seed), count);
        ByteSink sink = new ByteSink(8);
        new DeltaEncoder().encodeLongs(numbers, 0, count, sink);
        long[] decoded = new long[count];
        ByteSource in = source(sink, 0);
        DeltaDecoder.decodeLongs(in, decoded, 0, count);
        assertThat(decoded).isEqualTo(numbers);
        assertThat(in.remaining()).isZero();
        if (count > 0) {
            ValuesReader oracle = new DeltaBinaryPackingValuesReader();
            oracle.initFromPage(count, ByteBufferInputStream.wrap(ByteBuffer.wrap(sink.toArray())));
            for (long number : numbers) {
                assertThat(oracle.readLong()).isEqualTo(number);
            }
        }
    }

    @Property(tries = 300)
    void intsSurvive(@ForAll long seed, @ForAll @IntRange(max = 1500) int count)
            throws IOException, MalformedException {
        long[] numbers = numbers(new Random(seed), count);
        ByteSink sink = new ByteSink(8);
        new DeltaEncoder().encodeInts(numbers, 0, count, sink);
        long[] decoded = new long[count];
        DeltaDecoder.decodeInts(source(sink, 0), decoded, 0, count);
        ValuesReader oracle = new DeltaBinaryPackingValuesReader();
        if (count > 0) {
            oracle.initFromPage(count, ByteBufferInputStream.wrap(ByteBuffer.wrap(sink.toArray())));
        }
        for (int i = 0; i < count; i++) {
            assertThat(decoded[i]).isEqualTo((int) numbers[i]);
            assertThat(oracle.readInteger()).isEqualTo((int) numbers[i]);
        }
    }

    @Property(tries = 100)
    void longsOfParquetJavaAreRead(@ForAll long seed, @ForAll @IntRange(max = 1000) int count)
            throws IOException, MalformedException {
        long[] numbers = numbers(new Random(seed), count);
        try (DeltaBinaryPackingValuesWriterForLong writer =
                new DeltaBinaryPackingValuesWriterForLong(
                        64, 1 << 16, new HeapByteBufferAllocator())) {
            for (long number : numbers) {
                writer.writeLong(number);
            }
            byte[] bytes = writer.getBytes().toByteArray();
            long[] decoded = new long[count];
            DeltaDecoder.decodeLongs(new ByteSource(bytes, 0, bytes.length), decoded, 0, count);
            assertThat(decoded).isEqualTo(numbers);
        }
    }

    @Property(tries = 200)
    void stringsSurvive(@ForAll long seed, @ForAll @IntRange(max = 800) int count)
            throws IOException, MalformedException {
        Random random = new Random(seed);
        ByteStrings strings = strings(random, 1 + random.nextInt(100));
        int[] ids = random.ints(count, 0, strings.size()).toArray();
        ByteSink sink = new ByteSink(8);
        new ValueEncoder().deltaLengths(strings, ids, 0, count, sink);
        ByteSink plain = new ByteSink(8);
        new ValueEncoder().plain(strings, ids, 0, count, plain);

        StringsBuilder lengths = new StringsBuilder(ByteStrings.EMPTY, 0);
        lengths.deltaLengths(source(sink, 0), count);
        StringsBuilder plains = new StringsBuilder(ByteStrings.EMPTY, count);
        plains.plain(source(plain, 0), count);
        ValuesReader oracle = new DeltaLengthByteArrayValuesReader();
        if (count > 0) {
            oracle.initFromPage(count, ByteBufferInputStream.wrap(ByteBuffer.wrap(sink.toArray())));
        }
        for (int i = 0; i < count; i++) {
            byte[] value = strings.get(ids[i]);
            assertThat(lengths.build().get(i)).isEqualTo(value);
            assertThat(plains.build().get(i)).isEqualTo(value);
            assertThat(oracle.readBytes().getBytes()).isEqualTo(value);
        }
    }

    @Property(tries = 100)
    void deltaStringsOfParquetJavaAreRead(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 500) int count)
            throws IOException, MalformedException {
        Random random = new Random(seed);
        ByteStrings strings = strings(random, count);
        try (DeltaByteArrayWriter writer =
                new DeltaByteArrayWriter(64, 1 << 16, new HeapByteBufferAllocator())) {
            for (int i = 0; i < count; i++) {
                writer.writeBytes(Binary.fromConstantByteArray(strings.get(i)));
            }
            byte[] bytes = writer.getBytes().toByteArray();
            StringsBuilder decoded = new StringsBuilder(ByteStrings.EMPTY, count);
            decoded.deltaStrings(new ByteSource(bytes, 0, bytes.length), count);
            for (int i = 0; i < count; i++) {
                assertThat(decoded.build().get(i)).isEqualTo(strings.get(i));
            }
        }
    }

    private static ByteStrings strings(Random random, int count) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = "/api/v1/".repeat(random.nextInt(4)) + "x".repeat(random.nextInt(20)) + i;
        }
        return ByteStrings.of(texts);
    }
}
