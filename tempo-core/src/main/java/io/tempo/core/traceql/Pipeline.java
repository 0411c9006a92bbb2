package io.tempo.core.traceql;

import java.util.List;

/**
 * Stages joined by {@code |}; each takes the spansets of the one before it. The first one takes,
 * for each trace, one spanset with all its spans.
 *
 * @param stages at least one, the first never {@link Stage.Coalesce}
 */
public record Pipeline(List<Stage> stages, Position at) implements QueryBody {

    public Pipeline {
        stages = List.copyOf(stages);
    }
}
