package io.tempo.livestore;

import io.tempo.core.recent.RecentPart;
import io.tempo.core.recent.RecentView;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** The parts of a tenant, kept until closed. */
final class View implements RecentView {

    private final List<RecentPart> parts;
    private final Set<UUID> blockIds;
    private final AtomicReference<Runnable> release;

    View(List<RecentPart> parts, Runnable release) {
        this.parts = List.copyOf(parts);
        this.release = new AtomicReference<>(release);
        Set<UUID> ids = new HashSet<>();
        for (RecentPart part : parts) {
            ids.add(part.blockId());
        }
        this.blockIds = Set.copyOf(ids);
    }

    static View empty() {
        return new View(List.of(), () -> {});
    }

    @Override
    public Set<UUID> blockIds() {
        return blockIds;
    }

    @Override
    public List<RecentPart> parts() {
        return parts;
    }

    @Override
    public void close() {
        Runnable once = release.getAndSet(null);
        if (once != null) {
            once.run();
        }
    }
}
