package io.tempo.querier.frontend;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.model.TenantId;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.recent.RecentPart;
import io.tempo.querier.job.Job;
import io.tempo.querier.job.Scope;
import io.tempo.querier.job.Task;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a query into jobs: one for each live part, and one for some neighbouring row groups of each
 * block that overlaps the query's window.
 */
final class JobPlanner {

    /** A job of each querier at least so many times, so that they end together. */
    private static final int JOBS_PER_SLOT = 4;

    /** More row groups than a block can sensibly have; what a meta says beyond is not believed. */
    private static final int MAX_ROW_GROUPS = 100_000;

    private final Task.OfTables task;
    private final long targetBytes;
    private final int slots;
    private final List<PlannedJob> jobs = new ArrayList<>();

    private JobPlanner(Task.OfTables task, long targetBytes, int slots) {
        this.task = task;
        this.targetBytes = targetBytes;
        this.slots = slots;
    }

    /**
     * The jobs of a query, newest first.
     *
     * @param targetBytes what a job should look at, at most
     * @param slots how many jobs can be done at a time
     */
    static List<PlannedJob> plan(
            List<Sources> sources, Task.OfTables task, long targetBytes, int slots) {
        JobPlanner planner = new JobPlanner(task, targetBytes, Math.max(1, slots));
        int rowGroups = 0;
        for (Sources s : sources) {
            rowGroups += planner.rowGroups(s);
        }
        int most = Math.max(1, rowGroups / (planner.slots * JOBS_PER_SLOT));
        for (Sources s : sources) {
            planner.add(s, most);
        }
        planner.jobs.sort(PlannedJob.NEWEST_FIRST);
        return planner.jobs;
    }

    private int rowGroups(Sources sources) {
        int count = 0;
        for (BlockMeta meta : sources.blocks()) {
            if (meta.overlaps(task.startNanos(), task.endNanos())) {
                count += listedRowGroups(meta);
            }
        }
        return count;
    }

    /** Row groups by the meta alone, so that planning reads no footers. */
    private static int listedRowGroups(BlockMeta meta) {
        return Math.clamp(meta.totalRecords(), 1, MAX_ROW_GROUPS);
    }

    private void add(Sources sources, int mostRowGroups) {
        TenantId tenant = sources.tenant();
        for (RecentPart part : sources.recent()) {
            if (part.startNanos() > task.endNanos() || part.endNanos() < task.startNanos()) {
                continue;
            }
            switch (part) {
                case LivePart live ->
                        jobs.add(
                                new PlannedJob(
                                        new Job(tenant, task, new Scope.Live(live)),
                                        live.blockId().toString(),
                                        0,
                                        live.startNanos(),
                                        live.endNanos(),
                                        0));
                case BlockPart block ->
                        add(
                                tenant,
                                block.meta(),
                                block.reader().rowGroupCount(),
                                mostRowGroups,
                                (from, to) -> new Scope.LocalBlock(block, from, to));
            }
        }
        for (BlockMeta meta : sources.blocks()) {
            if (meta.overlaps(task.startNanos(), task.endNanos())) {
                add(
                        tenant,
                        meta,
                        listedRowGroups(meta),
                        mostRowGroups,
                        (from, to) -> new Scope.StoredBlock(meta, from, to));
            }
        }
    }

    private interface ScopeOfRowGroups {
        Scope of(int from, int to);
    }

    private void add(
            TenantId tenant,
            BlockMeta meta,
            int rowGroups,
            int mostRowGroups,
            ScopeOfRowGroups scope) {
        long bytesPerRowGroup = Math.max(1, meta.size() / Math.max(1, rowGroups));
        int step = (int) Math.clamp(targetBytes / bytesPerRowGroup, 1, mostRowGroups);
        for (int from = 0; from < rowGroups; from += step) {
            int to = Math.min(rowGroups, from + step);
            jobs.add(
                    new PlannedJob(
                            new Job(tenant, task, scope.of(from, to)),
                            meta.blockId().toString(),
                            from,
                            meta.startNanos(),
                            meta.endNanos(),
                            bytesPerRowGroup * (to - from)));
        }
    }
}
