package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TraceId;
import io.tempo.core.testing.GoldenTraces;
import io.tempo.core.testing.MemoryBlock;
import io.tempo.core.testing.TableContents;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What is damaged, or does not agree with its meta, is refused with the block's name. */
class DamagedBlockTest {

    private static final int FLIPS = Integer.getInteger("tempo.test.flips", 24);

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void flippedBytesGiveNothingButAnError(String version) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        MemoryBlock block = MemoryBlock.golden(version);
        byte[] good = block.object("data.parquet");
        List<TraceId> ids = ids(BlockReaderTest.open(block));
        int refused = 0;
        for (int i = 0; i < FLIPS; i++) {
            byte[] bad = good.clone();
            // Footer and page indexes are a twentieth of the file and matter most.
            int tail = bad.length / 20;
            int at =
                    i % 2 == 0 ? random.nextInt(bad.length) : bad.length - 1 - random.nextInt(tail);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            block.put("data.parquet", bad);
            try {
                BlockReader reader = BlockReaderTest.open(block);
                touch(reader);
                reader.findTrace(ids.get(random.nextInt(ids.size())));
                for (int group = 0; group < reader.rowGroupCount(); group++) {
                    reader.readRows(group, 0, reader.rows(group));
                }
            } catch (IOException | UncheckedIOException e) {
                refused++;
                assertThat(e.getMessage()).as("byte %d", at).contains("single-tenant/");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("byte " + at + " flipped", e);
            }
        }
        assertThat(refused).isGreaterThan(FLIPS / 4);
    }

    @Test
    void aCutFileIsRefused() throws IOException {
        MemoryBlock block = MemoryBlock.golden("vParquet5");
        byte[] good = block.object("data.parquet");
        for (int length : new int[] {0, 3, 8, 12, 1000, good.length / 2, good.length - 1}) {
            byte[] cut = Arrays.copyOf(good, length);
            block.put("data.parquet", cut);
            BlockMeta meta = meta(block);
            assertThatThrownBy(() -> BlockReader.open(meta, block))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(meta.blockId().toString());
            // Likewise where the meta has been made to fit.
            assertThatThrownBy(() -> BlockReader.open(with(meta, length, 0), block))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(meta.blockId().toString());
        }
    }

    @Test
    void aWrongSizeIsRefusedAndAWrongFooterSizeIsNotNeeded() throws IOException {
        MemoryBlock block = MemoryBlock.golden("vParquet5");
        BlockMeta meta = meta(block);
        assertThatThrownBy(() -> BlockReader.open(with(meta, meta.size() - 1, 0), block))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("says " + (meta.size() - 1));
        for (int footerSize : new int[] {0, 1, meta.footerSize() - 1, Integer.MAX_VALUE}) {
            BlockReader reader = BlockReader.open(with(meta, meta.size(), footerSize), block);
            assertThat(reader.rows(0)).isEqualTo(GoldenTraces.TRACES);
        }
    }

    @Test
    void columnsThatTheMetaDoesNotListAreRefused() throws IOException {
        MemoryBlock block = MemoryBlock.golden("vParquet5");
        BlockMeta meta = meta(block);
        List<DedicatedColumn> fewer = meta.dedicatedColumns().subList(0, 13);
        assertThatThrownBy(() -> BlockReader.open(with(meta, "vParquet5", fewer), block))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rs.ss.Spans.DedicatedAttributes.Int03");
        List<DedicatedColumn> more = new ArrayList<>(meta.dedicatedColumns());
        more.add(new DedicatedColumn(AttributeScope.EVENT, "level", DedicatedColumn.Type.STRING));
        assertThatThrownBy(() -> BlockReader.open(with(meta, "vParquet5", more), block))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rs.ss.Spans.Events.DedicatedAttributes.String01");
        assertThatThrownBy(
                        () ->
                                BlockReader.open(
                                        with(meta, "vParquet4", meta.dedicatedColumns()), block))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(meta.blockId().toString());
        assertThatThrownBy(
                        () -> BlockReader.open(with(meta, "vParquet5-preview5", List.of()), block))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("vParquet5-preview5");
    }

    @Test
    void aMissingOrDamagedBloomShardIsNamed() throws IOException {
        MemoryBlock block = MemoryBlock.golden("vParquet5");
        BlockReader reader = BlockReaderTest.open(block);
        block.put("bloom-0", new byte[10]);
        assertThatThrownBy(() -> reader.findTrace(new TraceId(1, 2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reader.meta().blockId() + "/bloom-0");
        block.remove("bloom-0");
        assertThatThrownBy(() -> reader.findTrace(new TraceId(1, 2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reader.meta().blockId() + "/bloom-0");
    }

    @Test
    void theIndexIsNotNeeded() throws IOException {
        MemoryBlock block = MemoryBlock.golden("vParquet5");
        List<TraceId> ids = ids(BlockReaderTest.open(block));
        block.remove("index");
        assertThat(BlockReaderTest.open(block).findTrace(ids.get(5))).isNotNull();
        block.put("index", "{\"rowGroups\":null}".getBytes(StandardCharsets.UTF_8));
        assertThat(BlockReaderTest.open(block).findTrace(ids.get(5))).isNotNull();
    }

    /** Reads every column that there is. */
    private static void touch(BlockReader reader) {
        for (int group = 0; group < reader.rowGroupCount(); group++) {
            TraceTable table = reader.table(group);
            int sum = table.spanCount() + table.resourceCount() + table.scopeCount();
            for (NumberField field : NumberField.values()) {
                sum += table.numbers(field).length;
            }
            for (StringField field : StringField.values()) {
                StringColumn column = table.strings(field);
                for (int id : column.ids()) {
                    sum += column.strings().length(id);
                }
            }
            for (int trace = 0; trace < table.traceCount(); trace++) {
                sum += table.serviceStats(trace).services().length;
                sum += (int) table.traceId(trace).low();
            }
            for (AttributeScope scope : AttributeScope.values()) {
                for (String key : table.attributeKeys(scope)) {
                    AttributeColumn column = table.attribute(scope, key);
                    for (int owner = 0; column != null && owner < column.types().length; owner++) {
                        Object value = TableContents.value(column, owner);
                        sum += value == null ? 0 : value.hashCode();
                    }
                }
            }
            assertThat(sum).isNotNull();
        }
    }

    private static List<TraceId> ids(BlockReader reader) {
        TraceTable table = reader.table(0);
        List<TraceId> ids = new ArrayList<>();
        for (int trace = 0; trace < table.traceCount(); trace++) {
            ids.add(table.traceId(trace));
        }
        return ids;
    }

    private static BlockMeta meta(MemoryBlock block) throws IOException {
        return BlockMetaJson.read(block.object("meta.json"), "meta.json");
    }

    private static BlockMeta with(BlockMeta meta, long size, int footerSize) {
        return with(meta, meta.format(), meta.dedicatedColumns(), size, footerSize);
    }

    private static BlockMeta with(BlockMeta meta, String format, List<DedicatedColumn> dedicated) {
        return with(meta, format, dedicated, meta.size(), meta.footerSize());
    }

    private static BlockMeta with(
            BlockMeta meta,
            String format,
            List<DedicatedColumn> dedicated,
            long size,
            int footerSize) {
        return new BlockMeta(
                format,
                meta.blockId(),
                meta.tenantId(),
                meta.startTime(),
                meta.endTime(),
                meta.totalObjects(),
                size,
                meta.compactionLevel(),
                meta.totalRecords(),
                meta.bloomShards(),
                footerSize,
                dedicated,
                meta.replicationFactor());
    }
}
