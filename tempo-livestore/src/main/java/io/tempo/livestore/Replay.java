package io.tempo.livestore;

import io.tempo.core.model.TenantId;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.livestore.wal.WalDamage;
import io.tempo.livestore.wal.WalFileName;
import io.tempo.livestore.wal.WalReader;
import io.tempo.livestore.wal.WalRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the log that an earlier process left. First all files are looked through for traces that
 * were carried over, then each can be made a segment again.
 *
 * <p>What is damaged is reported and skipped. A file in which something was lost, beyond what a
 * killed process leaves at the end, is kept under another name when it is done with.
 */
final class Replay {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final LiveStoreMetrics metrics;
    private final List<LogFile> files = new ArrayList<>();

    /** Traces that other segments have taken over, by the segment that they were in. */
    private final Map<UUID, Set<TraceId>> carriedOut = new HashMap<>();

    /**
     * A file of the log.
     *
     * @param carriedFrom segments that it has traces of
     * @param lossy whether something in its middle is damaged
     */
    record LogFile(
            Path path, WalFileName name, Instant created, Set<UUID> carriedFrom, boolean lossy) {

        UUID blockId() {
            return name.blockId();
        }

        TenantId tenant() {
            return name.tenant();
        }
    }

    private Replay(LiveStoreMetrics metrics) {
        this.metrics = metrics;
    }

    /** Looks through the files of a directory. */
    static Replay open(Path directory, LiveStoreMetrics metrics) throws IOException {
        Replay replay = new Replay(metrics);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path path : entries) {
                if (Files.isRegularFile(path)) {
                    replay.lookAt(path);
                }
            }
        }
        replay.files.sort(Comparator.comparing(LogFile::created).thenComparing(LogFile::path));
        return replay;
    }

    private void lookAt(Path path) throws IOException {
        WalFileName name = WalFileName.parse(path.getFileName().toString()).orElse(null);
        if (name == null) {
            return;
        }
        if (Files.size(path) == 0) {
            Files.delete(path);
            return;
        }
        Set<UUID> carriedFrom = new HashSet<>();
        boolean lossy = false;
        Instant created;
        try (WalReader reader = new WalReader(path, name)) {
            created = reader.created();
            // All bodies are read, so that damage is known before anything is decided.
            for (WalRecord r = reader.next(t -> true); r != null; r = reader.next(t -> true)) {
                if (SegmentRecord.parse(r.type(), r.details())
                        instanceof SegmentRecord.Carried carried) {
                    noteCarried(path, r, carried);
                    carriedFrom.add(carried.from());
                }
            }
            for (WalDamage damage : reader.damages()) {
                LOG.error("write-ahead log {}", damage);
                metrics.walDamages.increment();
                metrics.walDamagedBytes.increment(damage.length());
                lossy |= !damage.atEnd();
            }
        }
        files.add(new LogFile(path, name, created, carriedFrom, lossy));
    }

    private void noteCarried(Path path, WalRecord record, SegmentRecord.Carried carried) {
        SpanBatch batch = scan(path, record);
        if (batch == null) {
            return;
        }
        Set<TraceId> traces = carriedOut.computeIfAbsent(carried.from(), id -> new HashSet<>());
        for (int s = 0; s < batch.spanCount(); s++) {
            traces.add(batch.traceId(s));
        }
    }

    /** The files with something in them, oldest first. */
    List<LogFile> files() {
        return List.copyOf(files);
    }

    /** Makes a segment of a file; it may turn out to be empty. */
    Segment read(LogFile file) throws IOException {
        Segment segment = new Segment(file.blockId(), file.created(), file.path());
        segment.cutReason = Segment.CutReason.IMMEDIATE;
        segment.cutAt = file.created();
        segment.carriedFrom.addAll(file.carriedFrom());
        Set<TraceId> elsewhere = carriedOut.getOrDefault(file.blockId(), Set.of());
        try (WalReader reader = new WalReader(file.path(), file.name())) {
            for (WalRecord r = reader.next(t -> true); r != null; r = reader.next(t -> true)) {
                append(file.path(), segment, r, elsewhere);
            }
        }
        return segment;
    }

    private void append(Path path, Segment segment, WalRecord record, Set<TraceId> elsewhere) {
        SegmentRecord parsed = SegmentRecord.parse(record.type(), record.details());
        if (parsed == null) {
            LOG.error(
                    "write-ahead log {}: the record at offset {} is of an unknown kind, skipped",
                    path,
                    record.offset());
            metrics.walDamages.increment();
            return;
        }
        SpanBatch batch = scan(path, record);
        if (batch == null) {
            return;
        }
        switch (parsed) {
            case SegmentRecord.Pushed p -> {
                int[] leftOut = leftOut(batch, p.refusedSpans(), elsewhere);
                segment.append(
                        batch,
                        leftOut,
                        leftOut.length,
                        p.maxAttributeBytes(),
                        p.arrivalMillis(),
                        p.arrivalMillis());
            }
            case SegmentRecord.Carried c -> {
                int[] leftOut = leftOut(batch, new int[0], elsewhere);
                segment.append(
                        batch,
                        leftOut,
                        leftOut.length,
                        0,
                        c.firstArrivalMillis(),
                        c.lastArrivalMillis());
            }
        }
    }

    private static int[] leftOut(SpanBatch batch, int[] refused, Set<TraceId> elsewhere) {
        if (elsewhere.isEmpty()) {
            return refused;
        }
        int[] leftOut = new int[batch.spanCount()];
        int n = 0;
        for (int s = 0; s < batch.spanCount(); s++) {
            if (Arrays.binarySearch(refused, s) >= 0 || elsewhere.contains(batch.traceId(s))) {
                leftOut[n++] = s;
            }
        }
        return Arrays.copyOf(leftOut, n);
    }

    /** Null if the body is no request, which is then reported. */
    private SpanBatch scan(Path path, WalRecord record) {
        try {
            return OtlpScanner.scan(record.body());
        } catch (OtlpException e) {
            LOG.error(
                    "write-ahead log {}: the record at offset {} is skipped: {}",
                    path,
                    record.offset(),
                    e.getMessage());
            metrics.walDamages.increment();
            return null;
        }
    }

    /** Gets a file that has lost something out of the way of being deleted. */
    static void keepDamaged(LogFile file) throws IOException {
        Path kept = file.path().resolveSibling(file.path().getFileName() + ".damaged");
        Files.deleteIfExists(kept);
        Files.createLink(kept, file.path());
        LOG.warn("the damaged log is kept as {}", kept);
    }
}
