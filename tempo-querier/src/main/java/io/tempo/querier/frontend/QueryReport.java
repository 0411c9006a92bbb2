package io.tempo.querier.frontend;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.recent.RecentPart;
import io.tempo.querier.job.JobWork;
import io.tempo.querier.job.Scope;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was looked at for one query, what was left out, and why. Its size is bounded: jobs are
 * summed up by the place that they look at, and places beyond {@link #MAX_PLACES} are summed up
 * together. Thread-safe.
 */
final class QueryReport implements Explanation {

    /** Places that are reported one by one, of those looked at and of those left out. */
    static final int MAX_PLACES = 200;

    private final long startNanos;
    private final long endNanos;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Place others = new Place("all others", "");
    private final List<LeftOut> leftOut = new ArrayList<>();
    private int leftOutCount;
    private int liveParts;
    private int localBlocks;
    private int storedBlocks;
    private long storedBytes;
    private int coveredBlocks;
    private List<String> damaged = List.of();
    private QueryWork work;
    private long queuedNanos;
    private long elapsedNanos;

    /** Data that the window leaves out. */
    record LeftOut(String place, String kind, String reason) {}

    /** What the jobs on one place came to. */
    static final class Place {
        private final String name;
        private final String kind;
        private int jobs;
        private int skipped;
        private String reason = "";
        private JobWork work = JobWork.NONE;
        private List<String> unreadable = List.of();

        private Place(String name, String kind) {
            this.name = name;
            this.kind = kind;
        }

        /** The block, or the block that live data is going to be. */
        String name() {
            return name;
        }

        String kind() {
            return kind;
        }

        int jobs() {
            return jobs;
        }

        /** Jobs that did not have to be done. */
        int skipped() {
            return skipped;
        }

        /** Why not; "" if all were done. */
        String reason() {
            return reason;
        }

        JobWork work() {
            return work;
        }

        List<String> unreadable() {
            return unreadable;
        }
    }

    /**
     * How much data there is, by where it lies.
     *
     * @param liveParts pieces in memory
     * @param localBlocks on the local disk
     * @param storedBlocks in object storage
     * @param storedBytes size of the stored blocks
     * @param coveredBlocks stored blocks that are not asked because recent data has their spans
     * @param damaged what is wrong with stored blocks whose meta cannot be read
     */
    record Data(
            int liveParts,
            int localBlocks,
            int storedBlocks,
            long storedBytes,
            int coveredBlocks,
            List<String> damaged) {}

    /**
     * A report on a query with a window.
     *
     * @param startNanos first nanosecond; unix time
     * @param endNanos last nanosecond
     */
    QueryReport(long startNanos, long endNanos) {
        this.startNanos = startNanos;
        this.endNanos = endNanos;
    }

    long startNanos() {
        return startNanos;
    }

    long endNanos() {
        return endNanos;
    }

    @Override
    public synchronized void opened(List<Sources> sources) {
        List<String> messages = new ArrayList<>();
        for (Sources s : sources) {
            messages.addAll(s.damaged());
            for (RecentPart part : s.recent()) {
                String kind =
                        switch (part) {
                            case LivePart live -> {
                                liveParts++;
                                yield "live data";
                            }
                            case BlockPart block -> {
                                localBlocks++;
                                yield "local block";
                            }
                        };
                check(part.blockId().toString(), kind, part.startNanos(), part.endNanos());
            }
            coveredBlocks += s.listed().live().size() - s.blocks().size();
            for (BlockMeta meta : s.blocks()) {
                storedBlocks++;
                storedBytes += meta.size();
                check(
                        meta.blockId().toString(),
                        "stored block",
                        meta.startNanos(),
                        meta.endNanos());
            }
        }
        damaged = messages.stream().distinct().sorted().limit(MAX_PLACES).toList();
    }

    private void check(String place, String kind, long start, long end) {
        if (start <= endNanos && end >= startNanos) {
            return;
        }
        leftOutCount++;
        if (leftOut.size() < MAX_PLACES) {
            leftOut.add(
                    new LeftOut(
                            place,
                            kind,
                            end < startNanos
                                    ? "ends " + time(end) + ", before the window starts"
                                    : "starts " + time(start) + ", after the window ends"));
        }
    }

    @Override
    public synchronized void skipped(PlannedJob job, String reason) {
        Place place = place(job);
        place.jobs++;
        place.skipped++;
        place.reason = reason;
    }

    @Override
    public synchronized void done(PlannedJob job, JobWork jobWork) {
        Place place = place(job);
        place.jobs++;
        place.work = place.work.plus(jobWork);
        if (!jobWork.unreadable().isEmpty()) {
            place.unreadable = jobWork.unreadable();
        }
    }

    private Place place(PlannedJob job) {
        String kind =
                switch (job.job().scope()) {
                    case Scope.Live live -> "live data";
                    case Scope.LocalBlock local -> "local block";
                    case Scope.StoredBlock stored -> "stored block";
                    case Scope.Places several -> "parts of split traces";
                };
        String key = kind + ' ' + job.place();
        Place known = places.get(key);
        if (known != null) {
            return known;
        }
        if (places.size() < MAX_PLACES) {
            Place added = new Place(job.place(), kind);
            places.put(key, added);
            return added;
        }
        return others;
    }

    @Override
    public synchronized void ended(QueryContext query, QueryWork whole) {
        work = whole;
        queuedNanos = query.queuedNanos();
        elapsedNanos = query.elapsedNanos();
    }

    synchronized Data data() {
        return new Data(liveParts, localBlocks, storedBlocks, storedBytes, coveredBlocks, damaged);
    }

    /** The first places that jobs looked at, in the order in which they were done. */
    synchronized List<Place> places() {
        return List.copyOf(places.values());
    }

    /** The jobs on places that are not among {@link #places}, together. */
    synchronized Place others() {
        return others;
    }

    /** The first pieces of data that the window leaves out. */
    synchronized List<LeftOut> leftOut() {
        return List.copyOf(leftOut);
    }

    /** How many the window leaves out in all. */
    synchronized int leftOutCount() {
        return leftOutCount;
    }

    /** What was done in all. */
    synchronized QueryWork work() {
        return work;
    }

    /** How long the query waited for a querier. */
    synchronized long queuedNanos() {
        return queuedNanos;
    }

    synchronized long elapsedNanos() {
        return elapsedNanos;
    }

    static String time(long unixNanos) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(unixNanos, 1_000_000_000L),
                        Math.floorMod(unixNanos, 1_000_000_000L))
                .toString();
    }
}
