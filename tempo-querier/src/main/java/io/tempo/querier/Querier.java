package io.tempo.querier;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.search.SearchStats;
import io.tempo.core.storage.BlockStore;
import io.tempo.querier.job.Job;
import io.tempo.querier.job.JobControl;
import io.tempo.querier.job.JobResult;
import io.tempo.querier.job.JobRunner;
import io.tempo.querier.job.JobWork;
import io.tempo.querier.job.Scope;
import io.tempo.querier.job.TableVisitor;
import io.tempo.querier.job.Task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Does jobs on blocks and on recent data. Thread-safe. */
public final class Querier implements JobRunner {

    private static final Logger log = LoggerFactory.getLogger(Querier.class);

    private final BlockStore store;
    private final TraceParts traceParts;

    /** A querier that reads blocks from a store. */
    public Querier(BlockStore store) {
        this.store = store;
        this.traceParts = new TraceParts(store);
    }

    @Override
    public JobResult run(Job job, JobControl control) {
        return switch (job.task()) {
            case Task.OfTables task -> visitTables(task, job.scope(), control);
            case Task.OfTraces task -> traceParts.find(task, places(job.scope()), control);
        };
    }

    private static Scope.Places places(Scope scope) {
        return switch (scope) {
            case Scope.Places places -> places;
            case Scope.Live live -> new Scope.Places(List.of(live.part()), List.of());
            case Scope.LocalBlock local -> new Scope.Places(List.of(local.part()), List.of());
            case Scope.StoredBlock stored -> new Scope.Places(List.of(), List.of(stored.meta()));
        };
    }

    private JobResult visitTables(Task.OfTables task, Scope scope, JobControl control) {
        TableVisitor visitor = task.begin(control);
        Run run = new Run(visitor, control);
        switch (scope) {
            case Scope.Live live -> run.visit(() -> live.part().table());
            case Scope.LocalBlock local -> run.visit(local);
            case Scope.StoredBlock stored -> run.visit(stored);
            case Scope.Places places -> {
                for (var part : places.recent()) {
                    switch (part) {
                        case LivePart live -> run.visit(live::table);
                        case BlockPart block ->
                                run.visit(
                                        new Scope.LocalBlock(
                                                block, 0, block.reader().rowGroupCount()));
                    }
                }
                for (var meta : places.blocks()) {
                    run.visit(new Scope.StoredBlock(meta, 0, Integer.MAX_VALUE));
                }
            }
        }
        return run.result();
    }

    @FunctionalInterface
    private interface Opener {
        TraceTable open() throws IOException;
    }

    /** The tables of one job, one after the other. */
    private final class Run {

        private final long began = System.nanoTime();
        private final TableVisitor visitor;
        private final JobControl control;
        private final SearchStats stats = new SearchStats();
        private final List<String> unreadable = new ArrayList<>();
        private int tables;

        Run(TableVisitor visitor, JobControl control) {
            this.visitor = visitor;
            this.control = control;
        }

        void visit(Scope.LocalBlock local) {
            for (int g = local.fromRowGroup(); g < local.toRowGroup(); g++) {
                int rowGroup = g;
                visit(() -> local.part().reader().table(rowGroup));
            }
        }

        void visit(Scope.StoredBlock stored) {
            int rowGroups;
            try {
                // What a meta counts beyond the file's row groups is not there.
                rowGroups =
                        Math.min(stored.toRowGroup(), store.open(stored.meta()).rowGroupCount());
            } catch (IOException e) {
                report(e);
                return;
            }
            for (int g = stored.fromRowGroup(); g < rowGroups; g++) {
                int rowGroup = g;
                visit(() -> store.open(stored.meta()).table(rowGroup));
            }
        }

        void visit(Opener opener) {
            if (visitor.isDone()) {
                return;
            }
            if (control.isCancelled()) {
                throw new CancellationException("the job was cancelled");
            }
            try {
                visitor.visit(opener.open(), stats);
                tables++;
            } catch (IOException | UncheckedIOException e) {
                report(e);
            }
        }

        private void report(Exception e) {
            log.warn("a block could not be read: {}", e.getMessage());
            unreadable.add(e.getMessage());
        }

        JobResult result() {
            return new JobResult(
                    visitor.answer(),
                    JobWork.of(stats, tables, System.nanoTime() - began, unreadable));
        }
    }
}
