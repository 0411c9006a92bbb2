package io.tempo.core.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.testing.KafkaBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Whoever begins in the midst of a log finds the same sections as who began at its start. */
class SectionStartTest {

    private static final Duration CYCLE = Duration.ofSeconds(10);
    private static final SectionSize SIZE = new SectionSize(CYCLE, SectionSize.MOST_BYTES);

    /** When a cycle began, not long ago: brokers delete old records. */
    private static final long T0 =
            SIZE.startOf(SIZE.cycleOf(System.currentTimeMillis() - Duration.ofHours(1).toMillis()));

    @TempDir static Path directory;

    private static KafkaBroker broker;

    /** A record to be written. */
    private record Entry(long timestamp, int bytes) {}

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void randomLogsHaveTheSameSectionsFromWhereverTheyAreRead() throws Exception {
        int logs = 12;
        topic("random", logs);
        Random random = new Random(11);
        List<List<Entry>> entries = new ArrayList<>();
        for (int p = 0; p < logs; p++) {
            entries.add(randomLog(random));
        }
        // One producer lets many records into one batch, the other writes each alone.
        write("random", entries.subList(0, logs / 2), 0, 200);
        write("random", entries.subList(logs / 2, logs), logs / 2, 0);
        SectionSize small = new SectionSize(CYCLE, 400);
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            for (int p = 0; p < logs; p++) {
                TopicPartition partition = new TopicPartition("random", p);
                for (SectionSize size : new SectionSize[] {SIZE, small}) {
                    checkBefore(consumer, partition, size, random);
                    checkCycle(consumer, partition, size);
                }
            }
        }
    }

    /** Times that go forward on the whole, with jumps, late records and many equal ones. */
    private static List<Entry> randomLog(Random random) {
        List<Entry> log = new ArrayList<>();
        long time = T0 + random.nextInt(10_000);
        int records = random.nextInt(150);
        for (int i = 0; i < records; i++) {
            time +=
                    switch (random.nextInt(12)) {
                        case 0 -> random.nextInt(40_000);
                        case 1 -> CYCLE.toMillis() - Math.floorMod(time, CYCLE.toMillis());
                        case 2, 3, 4, 5 -> 0;
                        default -> random.nextInt(1_500);
                    };
            long late = random.nextInt(8) == 0 ? random.nextInt(25_000) : 0;
            log.add(new Entry(time - late, random.nextInt(100)));
        }
        return log;
    }

    /** Reads from some times on: all sections that are asked for are found, and none else. */
    private static void checkBefore(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            SectionSize size,
            Random random) {
        List<ConsumerRecord<byte[], byte[]>> all = read(consumer, partition, 0);
        Map<Long, Section> expected = new HashMap<>();
        SectionCutter whole = new SectionCutter(size, partition.partition());
        for (ConsumerRecord<byte[], byte[]> record : all) {
            whole.next(record.offset(), record.timestamp(), record.value().length);
            expected.put(record.offset(), whole.section());
        }
        for (int i = 0; i < 12; i++) {
            long time = T0 - 15_000 + random.nextInt(200_000);
            SectionStart start = SectionStart.before(consumer, partition, size, time);
            Map<Long, Section> found = new HashMap<>();
            SectionCutter cutter = new SectionCutter(size, partition.partition());
            boolean sure = start.aligned();
            boolean first = true;
            for (ConsumerRecord<byte[], byte[]> record :
                    all.subList((int) start.offset(), all.size())) {
                SectionCutter.Cut cut =
                        cutter.next(record.offset(), record.timestamp(), record.value().length);
                sure |= !first && cut == SectionCutter.Cut.CYCLE;
                first = false;
                if (sure) {
                    found.put(record.offset(), cutter.section());
                }
            }
            assertThat(expected).containsAllEntriesOf(found);
            Set<Section> wanted = new HashSet<>();
            for (ConsumerRecord<byte[], byte[]> record : all) {
                if (record.timestamp() >= time) {
                    wanted.add(expected.get(record.offset()));
                }
            }
            for (Map.Entry<Long, Section> e : expected.entrySet()) {
                if (wanted.contains(e.getValue())) {
                    assertThat(found)
                            .as("partition %s from %d (%s)", partition, time, start)
                            .containsEntry(e.getKey(), e.getValue());
                }
            }
        }
    }

    /** Begins at each section, as one does who has committed its offset. */
    private static void checkCycle(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, SectionSize size) {
        List<ConsumerRecord<byte[], byte[]>> all = read(consumer, partition, 0);
        SectionCutter whole = new SectionCutter(size, partition.partition());
        List<Section> expected = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : all) {
            whole.next(record.offset(), record.timestamp(), record.value().length);
            expected.add(whole.section());
        }
        for (Section section : new HashSet<>(expected)) {
            int from = (int) section.firstOffset();
            long cycle =
                    SectionStart.cycle(consumer, partition, size, from, all.get(from).timestamp());
            SectionCutter cutter = new SectionCutter(size, partition.partition(), cycle);
            for (int i = from; i < all.size(); i++) {
                ConsumerRecord<byte[], byte[]> record = all.get(i);
                cutter.next(record.offset(), record.timestamp(), record.value().length);
                assertThat(cutter.section())
                        .as("%s from %s: record %d", partition, section, i)
                        .isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void anEmptyLogBeginsAtItsBeginning() throws Exception {
        topic("empty", 1);
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            assertThat(
                            SectionStart.before(
                                    consumer, new TopicPartition("empty", 0), SIZE, T0 + 5_000))
                    .isEqualTo(new SectionStart(0, true));
        }
    }

    @Test
    void aLogOfOldRecordsOnlyBeginsWithItsLast() throws Exception {
        topic("old", 1);
        write("old", List.of(List.of(new Entry(T0, 1), new Entry(T0 + 1, 1))), 0, 0);
        TopicPartition partition = new TopicPartition("old", 0);
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            assertThat(SectionStart.before(consumer, partition, SIZE, T0 + 100_000))
                    .isEqualTo(new SectionStart(1, false));
        }
    }

    @Test
    void ofEqualTimestampsInOneBatchTheFirstBeginsTheSection() throws Exception {
        topic("equal", 1);
        long next = T0 + CYCLE.toMillis();
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(T0 + 1, 1));
        for (int i = 0; i < 5; i++) {
            entries.add(new Entry(next, 1));
        }
        write("equal", List.of(entries), 0, 200);
        TopicPartition partition = new TopicPartition("equal", 0);
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            checkCycle(consumer, partition, SIZE);
            checkBefore(consumer, partition, SIZE, new Random(1));
            SectionStart start = SectionStart.before(consumer, partition, SIZE, next);
            assertThat(start.offset()).isZero();
        }
    }

    @Test
    void whatWasDeletedByRetentionIsNotMissed() throws Exception {
        topic("deleted", 1);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            entries.add(new Entry(T0 + i * 1_000L, 1));
        }
        write("deleted", List.of(entries), 0, 0);
        TopicPartition partition = new TopicPartition("deleted", 0);
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(14))).all().get();
        }
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            assertThat(SectionStart.before(consumer, partition, SIZE, T0))
                    .isEqualTo(new SectionStart(14, true));
            // The first section that is whole is that of the third cycle.
            SectionStart start = SectionStart.before(consumer, partition, SIZE, T0 + 25_000);
            assertThat(start.offset()).isEqualTo(14);
            assertThat(SectionStart.cycle(consumer, partition, SIZE, 14, T0 + 14_000))
                    .isEqualTo(SIZE.cycleOf(T0) + 1);
        }
    }

    // ---- the broker ----

    private static void topic(String name, int partitions) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
        }
    }

    private static void write(
            String topic, List<List<Entry>> logs, int firstPartition, int lingerMillis)
            throws Exception {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.address(),
                                "key.serializer",
                                ByteArraySerializer.class,
                                "value.serializer",
                                ByteArraySerializer.class,
                                "linger.ms",
                                lingerMillis,
                                "batch.size",
                                lingerMillis > 0 ? 4_000 : 0,
                                "max.in.flight.requests.per.connection",
                                1))) {
            for (int l = 0; l < logs.size(); l++) {
                for (Entry e : logs.get(l)) {
                    producer.send(
                            new ProducerRecord<>(
                                    topic,
                                    firstPartition + l,
                                    e.timestamp(),
                                    null,
                                    new byte[e.bytes()]));
                }
            }
            producer.flush();
        }
    }

    private static Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.address(),
                        "key.deserializer",
                        ByteArrayDeserializer.class,
                        "value.deserializer",
                        ByteArrayDeserializer.class,
                        "fetch.max.wait.ms",
                        10));
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, long from) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long end = consumer.endOffsets(Set.of(partition)).get(partition);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (consumer.position(partition) < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }
}
