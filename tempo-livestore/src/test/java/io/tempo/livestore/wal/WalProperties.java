package io.tempo.livestore.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.model.TenantId;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

class WalProperties {

    private static final TenantId TENANT = new TenantId("some-tenant");
    private static final Instant CREATED = Instant.ofEpochMilli(1_767_000_000_123L);

    private static Path directory;

    private record Written(byte type, byte[] details, byte[] body, long offset, long end) {}

    private record Log(Path path, WalFileName name, List<Written> records) {}

    @BeforeContainer
    static void createDirectory() throws IOException {
        directory = Files.createTempDirectory("wal-properties");
    }

    @AfterContainer
    static void deleteDirectory() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Property(tries = 50)
    void whatIsAppendedIsReadBack(@ForAll long seed, @ForAll @IntRange(max = 20) int count)
            throws IOException {
        Log log = write(new Random(seed), count);
        List<WalDamage> damages = new ArrayList<>();
        List<WalRecord> read = read(log, damages);
        assertThat(damages).isEmpty();
        assertThat(read).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertSame(read.get(i), log.records.get(i));
        }
        Files.delete(log.path);
    }

    @Property(tries = 200)
    void aCutFileGivesEveryWholeRecord(
            @ForAll long seed, @ForAll @IntRange(max = Integer.MAX_VALUE) int where)
            throws IOException {
        Log log = write(new Random(seed), 6);
        long length = where % (Files.size(log.path) + 1);
        try (RandomAccessFile file = new RandomAccessFile(log.path.toFile(), "rw")) {
            file.setLength(length);
        }
        List<WalDamage> damages = new ArrayList<>();
        List<WalRecord> read = read(log, damages);
        List<Written> whole = log.records.stream().filter(r -> r.end <= length).toList();
        assertThat(read).hasSize(whole.size());
        for (int i = 0; i < whole.size(); i++) {
            assertSame(read.get(i), whole.get(i));
        }
        long wholeEnd = whole.isEmpty() ? 0 : whole.getLast().end;
        if (length > wholeEnd && !damages.isEmpty()) {
            assertThat(damages.getLast().atEnd()).isTrue();
            assertThat(damages.getLast().file()).isEqualTo(log.path);
        }
        Files.delete(log.path);
    }

    @Property(tries = 300)
    void flippedBitsCostOnlyTheRecordsThatTheyAreIn(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int flips) throws IOException {
        Random random = new Random(seed);
        Log log = write(random, 8);
        byte[] bytes = Files.readAllBytes(log.path);
        List<Long> flipped = new ArrayList<>();
        for (int i = 0; i < flips; i++) {
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            flipped.add((long) at);
        }
        Files.write(log.path, bytes);
        List<WalDamage> damages = new ArrayList<>();
        Map<Long, WalRecord> read = new HashMap<>();
        for (WalRecord record : read(log, damages)) {
            read.put(record.offset(), record);
        }
        for (Written written : log.records) {
            boolean hit = flipped.stream().anyMatch(f -> f >= written.offset && f < written.end);
            WalRecord record = read.remove(written.offset);
            if (!hit) {
                assertThat(record).as("record at %s", written.offset).isNotNull();
            }
            if (record != null) {
                assertSame(record, written);
            } else {
                assertThat(damages)
                        .anyMatch(
                                d ->
                                        d.offset() <= written.offset
                                                && d.offset() + d.length() >= written.end);
            }
        }
        assertThat(read).as("records that were never written").isEmpty();
        Files.delete(log.path);
    }

    @Property(tries = 100)
    void bytesThatAreMissingInTheMiddleCostOnlyTheRecordsThatTheyWereIn(@ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        Log log = write(random, 8);
        byte[] bytes = Files.readAllBytes(log.path);
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from + 1);
        byte[] rest = new byte[bytes.length - (to - from)];
        System.arraycopy(bytes, 0, rest, 0, from);
        System.arraycopy(bytes, to, rest, from, bytes.length - to);
        Files.write(log.path, rest);
        List<Written> whole =
                log.records.stream().filter(r -> r.end <= from || r.offset >= to).toList();
        List<WalRecord> read = read(log, new ArrayList<>());
        for (Written written : whole) {
            assertThat(read)
                    .anyMatch(
                            r ->
                                    Arrays.equals(r.body(), written.body)
                                            && Arrays.equals(r.details(), written.details));
        }
        Files.delete(log.path);
    }

    @Property(tries = 100)
    void garbageIsNoLog(@ForAll byte[] garbage) throws IOException {
        WalFileName name = new WalFileName(UUID.randomUUID(), TENANT);
        Path path = directory.resolve(name.toString());
        Files.write(path, garbage);
        List<WalDamage> damages = new ArrayList<>();
        assertThat(read(new Log(path, name, List.of()), damages)).isEmpty();
        assertThat(damages).hasSize(1);
        Files.delete(path);
    }

    @Example
    void bodiesThatAreNotWantedAreNotRead() throws IOException {
        Log log = write(new Random(5), 10);
        try (WalReader reader = new WalReader(log.path, log.name)) {
            assertThat(reader.created()).isEqualTo(CREATED);
            for (Written written : log.records) {
                WalRecord record = reader.next(type -> type == 1);
                assertThat(record.type()).isEqualTo(written.type);
                assertThat(record.details()).isEqualTo(written.details);
                assertThat(record.body()).isEqualTo(written.type == 1 ? written.body : null);
            }
            assertThat(reader.next(type -> true)).isNull();
        }
        Files.delete(log.path);
    }

    @Example
    void namesAreReadBackAndOthersIgnored() {
        WalFileName name = new WalFileName(UUID.randomUUID(), new TenantId("a.b-c_(x)*'!"));
        assertThat(WalFileName.parse(name.toString())).contains(name);
        for (String other :
                List.of(
                        "",
                        ".wal",
                        "x+y.wal",
                        name.blockId() + "+.wal",
                        name.blockId() + "+a+b.wal",
                        name.blockId() + "-tenant.wal",
                        name.blockId() + "+tenant.wal.damaged",
                        name.blockId() + "+tenant+vParquet4")) {
            assertThat(WalFileName.parse(other)).as(other).isEmpty();
        }
    }

    @Example
    void aSyncedOrClosedLogStaysReadable() throws IOException {
        WalFileName name = new WalFileName(UUID.randomUUID(), TENANT);
        try (WalWriter writer =
                WalWriter.create(WalFile::create, directory, name.blockId(), TENANT, CREATED)) {
            byte[] body = {1, 2, 3};
            long end =
                    writer.append(
                            (byte) 1, new byte[0], body, 1, 2, WalWriter.checksum(body, 1, 2));
            writer.sync(end);
            writer.sync(end);
            assertThat(writer.length()).isEqualTo(end).isEqualTo(Files.size(writer.path()));
            writer.close();
            writer.sync(end + 100);
        }
        List<WalRecord> read =
                read(
                        new Log(directory.resolve(name.toString()), name, List.of()),
                        new ArrayList<>());
        assertThat(read.getFirst().body()).containsExactly(2, 3);
        Files.delete(directory.resolve(name.toString()));
    }

    private static Log write(Random random, int count) throws IOException {
        WalFileName name = new WalFileName(UUID.randomUUID(), TENANT);
        List<Written> records = new ArrayList<>();
        try (WalWriter writer =
                WalWriter.create(WalFile::create, directory, name.blockId(), TENANT, CREATED)) {
            for (int i = 0; i < count; i++) {
                byte type = (byte) (1 + random.nextInt(2));
                byte[] details = bytes(random, random.nextInt(40));
                byte[] body =
                        bytes(random, random.nextInt(random.nextInt(10) == 0 ? 200_000 : 300));
                long offset = writer.length();
                long end =
                        writer.append(
                                type,
                                details,
                                body,
                                0,
                                body.length,
                                WalWriter.checksum(body, 0, body.length));
                records.add(new Written(type, details, body, offset, end));
            }
        }
        return new Log(directory.resolve(name.toString()), name, records);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static List<WalRecord> read(Log log, List<WalDamage> damages) throws IOException {
        List<WalRecord> records = new ArrayList<>();
        try (WalReader reader = new WalReader(log.path, log.name)) {
            for (WalRecord r = reader.next(t -> true); r != null; r = reader.next(t -> true)) {
                records.add(r);
            }
            damages.addAll(reader.damages());
        }
        return records;
    }

    private static void assertSame(WalRecord read, Written written) {
        assertThat(read.offset()).isEqualTo(written.offset);
        assertThat(read.type()).isEqualTo(written.type);
        assertThat(read.details()).isEqualTo(written.details);
        assertThat(read.body()).isEqualTo(written.body);
    }
}
