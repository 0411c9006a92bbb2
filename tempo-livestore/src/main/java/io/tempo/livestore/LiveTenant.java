package io.tempo.livestore;

import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.core.ingest.PushResult;
import io.tempo.core.model.TenantId;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.recent.RecentView;
import io.tempo.livestore.Segment.CutReason;
import io.tempo.livestore.wal.WalWriter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The recent data of one tenant: a head segment, cut segments, local blocks. Thread-safe: one lock,
 * held for the append of a request to log and columns, and for moments otherwise.
 */
final class LiveTenant {

    private static final Logger LOG = LoggerFactory.getLogger(LiveTenant.class);
    private static final Duration RETRY_SOON = Duration.ofSeconds(1);
    private static final Duration RETRY_LATER = Duration.ofSeconds(10);

    /** Size of a block as a part of the size of its requests, until one has been written. */
    private static final double FIRST_GUESS = 0.3;

    private final LiveContext context;
    private final TenantId id;
    private final LiveStoreMetrics.OfTenant metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final LiveTraces traces = new LiveTraces();
    private final List<Segment> cut = new ArrayList<>();
    private final List<LocalBlock> blocks = new ArrayList<>();
    private final List<LocalBlock> letGo = new ArrayList<>();

    /** Null while there is nothing in it. */
    private Segment head;

    private double blockBytesPerWireByte = FIRST_GUESS;
    private volatile long memoryBytes;
    private volatile int liveTraces;

    /** Whether this object is of no more use, and a new one must be asked for. */
    private boolean discarded;

    LiveTenant(LiveContext context, TenantId id) {
        this.context = context;
        this.id = id;
        this.metrics = context.metrics().of(this);
    }

    TenantId id() {
        return id;
    }

    int liveTraces() {
        return liveTraces;
    }

    /** Heap bytes of the columns. */
    long memoryBytes() {
        return memoryBytes;
    }

    /** Of these, what the head has. */
    long headMemoryBytes() {
        lock.lock();
        try {
            return head == null ? 0 : head.accountedBytes;
        } finally {
            lock.unlock();
        }
    }

    // ---- taking requests ----

    /**
     * What {@link #push} has done.
     *
     * @param wal the log that it is in, to be synced up to {@code position}; null if nothing was
     *     stored
     * @param headCut whether there is a new segment to be completed
     */
    record Pushed(PushResult result, WalWriter wal, long position, boolean headCut) {}

    /**
     * Stores a request.
     *
     * @param checksum of the request's bytes
     * @return null if this object was discarded in the meantime
     */
    Pushed push(SpanBatch batch, int checksum) throws IngestBackpressureException {
        TenantPolicy.Limits limits = context.policy().limits(id);
        lock.lock();
        try {
            if (discarded) {
                return null;
            }
            checkMemory();
            long now = context.clock().millis();
            int liveBefore = traces.live();
            LiveTraces.Admission admission =
                    traces.admit(batch, now, limits.maxBytesPerTrace(), limits.maxLiveTraces());
            liveTraces = traces.live();
            metrics.tracesCreated.increment(Math.max(0, traces.live() - liveBefore));
            metrics.bytesReceived.increment(batch.wireBytes());
            metrics.recordsProcessed.increment();
            PushResult result = result(batch, admission, limits);
            if (admission.refused == batch.spanCount()) {
                return new Pushed(result, null, 0, false);
            }
            byte[] details =
                    SegmentRecord.pushedDetails(
                            now,
                            limits.maxAttributeBytes(),
                            admission.refusedSpans,
                            admission.refused);
            Segment segment;
            long position;
            try {
                segment = head();
                position =
                        segment.wal.append(
                                SegmentRecord.PUSHED,
                                details,
                                batch.body(),
                                batch.requestOffset(),
                                batch.wireBytes(),
                                checksum);
            } catch (IOException e) {
                traces.undo(batch);
                LOG.warn("a request of tenant {} is refused: {}", id, e.getMessage());
                throw new IngestBackpressureException(
                        "the disk of the write-ahead log is full or failing", RETRY_LATER);
            }
            boolean wasCut = append(segment, batch, admission, limits, now);
            return new Pushed(result, segment.wal, position, wasCut);
        } finally {
            lock.unlock();
        }
    }

    /** Gives whether the head was cut for it. */
    private boolean append(
            Segment segment,
            SpanBatch batch,
            LiveTraces.Admission admission,
            TenantPolicy.Limits limits,
            long now) {
        try {
            segment.append(
                    batch,
                    admission.refusedSpans,
                    admission.refused,
                    limits.maxAttributeBytes(),
                    now,
                    now);
        } catch (RuntimeException | OutOfMemoryError e) {
            // The columns take no more; what they have stays whole. The request is not
            // acknowledged.
            cutHead(CutReason.IMMEDIATE);
            throw e;
        }
        account(segment);
        return cutIfFull(segment);
    }

    private boolean cutIfFull(Segment segment) {
        boolean full =
                segment.wireBytes() * blockBytesPerWireByte >= context.settings().maxBlockBytes()
                        || segment.memoryBytes() >= context.settings().maxHeadMemoryBytes();
        if (full) {
            cutHead(CutReason.MAX_BLOCK_BYTES);
        }
        return full;
    }

    private void checkMemory() throws IngestBackpressureException {
        long most = context.settings().maxLiveTracesBytes();
        if (most > 0 && memoryBytes >= most) {
            throw new IngestBackpressureException(
                    "tenant %s has %,d bytes of live traces, at most %,d are held"
                            .formatted(id, memoryBytes, most),
                    RETRY_SOON);
        }
        if (context.memory().isFull()) {
            throw new IngestBackpressureException(
                    "%,d bytes of live traces are held, which is the most"
                            .formatted(context.memory().used()),
                    RETRY_SOON);
        }
    }

    private PushResult result(
            SpanBatch batch, LiveTraces.Admission admission, TenantPolicy.Limits limits) {
        if (admission.refused == 0) {
            return PushResult.ALL_STORED;
        }
        List<PushResult.Refusal> refusals = new ArrayList<>(2);
        if (admission.traceTooLarge > 0) {
            metrics.traceTooLarge.increment(admission.traceTooLarge);
            refusals.add(
                    new PushResult.Refusal(
                            "trace_too_large",
                            admission.traceTooLarge,
                            "trace %s of tenant %s has more than %,d bytes (max_bytes_per_trace)"
                                    .formatted(
                                            batch.traceId(admission.tooLargeExample),
                                            id,
                                            limits.maxBytesPerTrace())));
        }
        if (admission.liveTracesExceeded > 0) {
            metrics.liveTracesExceeded.increment(admission.liveTracesExceeded);
            refusals.add(
                    new PushResult.Refusal(
                            "live_traces_exceeded",
                            admission.liveTracesExceeded,
                            "tenant %s has %,d live traces already (max_traces_per_user)"
                                    .formatted(id, limits.maxLiveTraces())));
        }
        return new PushResult(refusals);
    }

    private Segment head() throws IOException {
        if (head == null) {
            UUID blockId = UUID.randomUUID();
            Instant now = context.clock().instant();
            WalWriter wal =
                    WalWriter.create(
                            context.walFiles(), context.settings().walPath(), blockId, id, now);
            head = new Segment(blockId, now, wal);
            account(head);
        }
        return head;
    }

    private void account(Segment segment) {
        long now = segment.memoryBytes();
        long more = now - segment.accountedBytes;
        segment.accountedBytes = now;
        memoryBytes += more;
        context.memory().add(more);
    }

    private void release(Segment segment) {
        memoryBytes -= segment.accountedBytes;
        context.memory().add(-segment.accountedBytes);
        segment.accountedBytes = 0;
    }

    // ---- cutting ----

    /** Ends the lives of idle traces, and cuts the head if it is old. */
    void sweep(Instant now) {
        LiveStoreSettings settings = context.settings();
        lock.lock();
        try {
            traces.sweep(
                    now.toEpochMilli(),
                    settings.maxTraceIdle().toMillis(),
                    settings.maxTraceLive().toMillis());
            liveTraces = traces.live();
            if (head != null && !now.isBefore(head.created.plus(settings.maxBlockDuration()))) {
                cutHead(CutReason.MAX_BLOCK_DURATION);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Cuts the head, whatever it has. */
    void cut(CutReason reason) {
        lock.lock();
        try {
            if (head != null) {
                cutHead(reason);
            }
        } finally {
            lock.unlock();
        }
    }

    private void cutHead(CutReason reason) {
        head.cutReason = reason;
        head.cutAt = context.clock().instant();
        cut.add(head);
        head = null;
        context.metrics().cut(reason);
    }

    /** The head's log, to be synced; null if there is none. */
    WalWriter headWal() {
        lock.lock();
        try {
            return head == null ? null : head.wal;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a segment that was replayed. */
    void restore(Segment segment) {
        lock.lock();
        try {
            account(segment);
            cut.add(segment);
        } finally {
            lock.unlock();
        }
    }

    /** Segments that wait to become blocks, oldest first. */
    List<Segment> cutSegments() {
        lock.lock();
        try {
            return List.copyOf(cut);
        } finally {
            lock.unlock();
        }
    }

    // ---- carrying over ----

    /**
     * The traces of a cut segment that are likely to get more spans: all live ones of a head that
     * was cut for its age. Of one that was cut for its size only the very latest, or else a busy
     * tenant's traces would be carried on and on.
     */
    int[] tracesToCarry(Segment segment) {
        if (segment.cutReason == CutReason.IMMEDIATE) {
            return new int[0];
        }
        LiveStoreSettings settings = context.settings();
        long now = context.clock().millis();
        long lastAfter = now - settings.maxTraceIdle().toMillis();
        long firstAfter = now - settings.maxTraceLive().toMillis();
        if (segment.cutReason == CutReason.MAX_BLOCK_BYTES) {
            long age = Duration.between(segment.created, segment.cutAt).toMillis();
            lastAfter = Math.max(lastAfter, segment.cutAt.toEpochMilli() - age / 32);
        }
        SpanColumns columns = segment.columns();
        int[] chosen = new int[columns.traceCount];
        int n = 0;
        lock.lock();
        try {
            for (int t = 0; t < columns.traceCount; t++) {
                long high = columns.traceIdHigh[t];
                long low = columns.traceIdLow[t];
                if (!segment.isCarried(t)
                        && traces.lastMillis(high, low) > lastAfter
                        && traces.firstMillis(high, low) > firstAfter) {
                    chosen[n++] = t;
                }
            }
        } finally {
            lock.unlock();
        }
        return Arrays.copyOf(chosen, n);
    }

    /**
     * Moves traces from a cut segment to the head, in the log first.
     *
     * @param chosen ordinals in the cut segment, of which those from {@code from} to {@code to}
     *     move
     * @param batch all their spans
     * @return the log that they are in now
     * @throws IOException if the log cannot be written; nothing has moved then
     */
    WalWriter carry(Segment from, int[] chosen, int start, int end, int spans, SpanBatch batch)
            throws IOException {
        int checksum = WalWriter.checksum(batch.body(), batch.requestOffset(), batch.wireBytes());
        SegmentRecord.Carried record =
                new SegmentRecord.Carried(
                        from.blockId, from.firstArrivalMillis(), from.lastArrivalMillis());
        lock.lock();
        try {
            Segment to = head();
            to.wal.append(
                    SegmentRecord.CARRIED,
                    record.details(),
                    batch.body(),
                    batch.requestOffset(),
                    batch.wireBytes(),
                    checksum);
            to.carriedFrom.add(from.blockId);
            to.append(
                    batch,
                    new int[0],
                    0,
                    0,
                    record.firstArrivalMillis(),
                    record.lastArrivalMillis());
            from.carriedOver(chosen, start, end, spans);
            account(to);
            context.metrics().tracesCarried.increment(end - start);
            cutIfFull(to);
            return to.wal;
        } finally {
            lock.unlock();
        }
    }

    // ---- blocks ----

    /** A cut segment has become a block; or nothing, if all its traces were carried over. */
    void completed(Segment segment, LocalBlock block) {
        lock.lock();
        try {
            cut.remove(segment);
            release(segment);
            if (block != null) {
                blocks.add(block);
                learnSize(segment, block);
            }
        } finally {
            lock.unlock();
        }
    }

    private void learnSize(Segment segment, LocalBlock block) {
        if (segment.wireBytes() > 1 << 20) {
            double seen = (double) block.meta().size() / segment.wireBytes();
            blockBytesPerWireByte = Math.max(0.01, (blockBytesPerWireByte + seen) / 2);
        }
    }

    /** Whether one of these segments is not yet a block. */
    boolean anyPending(Iterable<UUID> segments) {
        lock.lock();
        try {
            for (UUID segment : segments) {
                for (Segment waiting : cut) {
                    if (waiting.blockId.equals(segment)) {
                        return true;
                    }
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a block that was found at start. */
    void restore(LocalBlock block) {
        lock.lock();
        try {
            blocks.add(block);
        } finally {
            lock.unlock();
        }
    }

    /** Blocks that have not been let go. */
    List<LocalBlock> blocks() {
        lock.lock();
        try {
            return List.copyOf(blocks);
        } finally {
            lock.unlock();
        }
    }

    /** A block was copied, and is in the process' list of blocks. */
    void copied(LocalBlock block, Instant when) {
        lock.lock();
        try {
            block.copiedAt = when;
        } finally {
            lock.unlock();
        }
    }

    boolean isCopied(LocalBlock block) {
        lock.lock();
        try {
            return block.copiedAt != null;
        } finally {
            lock.unlock();
        }
    }

    /** Shows a block to no new view. */
    void letGo(LocalBlock block, Instant now) {
        lock.lock();
        try {
            if (blocks.remove(block)) {
                block.letGoAt = now;
                letGo.add(block);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes those blocks whose files nobody needs any more. */
    List<LocalBlock> takeReclaimable(Instant letGoUntil) {
        lock.lock();
        try {
            List<LocalBlock> free = new ArrayList<>();
            letGo.removeIf(
                    block -> {
                        boolean unused = block.views == 0 && !block.letGoAt.isAfter(letGoUntil);
                        if (unused) {
                            free.add(block);
                        }
                        return unused;
                    });
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Makes this object useless if there is nothing in it; gives whether it is now. */
    boolean discardIfEmpty() {
        lock.lock();
        try {
            discarded =
                    head == null
                            && cut.isEmpty()
                            && blocks.isEmpty()
                            && letGo.isEmpty()
                            && traces.isEmpty();
            if (discarded) {
                context.metrics().forget(metrics);
            }
            return discarded;
        } finally {
            lock.unlock();
        }
    }

    // ---- queries ----

    /** What there is now. */
    RecentView open() {
        Set<String> integerSpanKeys =
                DedicatedColumns.integerSpanKeys(
                        context.settings().blockVersion(), context.policy().dedicatedColumns(id));
        lock.lock();
        try {
            List<RecentPart> parts = new ArrayList<>(1 + cut.size() + blocks.size());
            if (head != null && !head.isEmpty()) {
                parts.add(head.snapshot(integerSpanKeys));
            }
            for (Segment segment : cut.reversed()) {
                if (!segment.isEmpty()) {
                    parts.add(segment.snapshot(integerSpanKeys));
                }
            }
            List<LocalBlock> shown = List.copyOf(blocks);
            for (LocalBlock block : shown.reversed()) {
                block.views++;
                parts.add(new BlockPart(block.reader, block.copiedAt != null));
            }
            return new View(parts, () -> release(shown));
        } finally {
            lock.unlock();
        }
    }

    private void release(List<LocalBlock> shown) {
        lock.lock();
        try {
            for (LocalBlock block : shown) {
                block.views--;
            }
        } finally {
            lock.unlock();
        }
    }
}
