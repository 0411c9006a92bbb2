package io.tempo.core.traceql;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The spellings of {@link Intrinsic}s. */
final class Intrinsics {

    private static final Map<String, Intrinsic> BARE = new HashMap<>();
    private static final Map<String, Map<String, Intrinsic>> SCOPED = new HashMap<>();

    static {
        for (Intrinsic intrinsic : Intrinsic.values()) {
            int colon = intrinsic.text().indexOf(':');
            if (colon < 0) {
                BARE.put(intrinsic.text(), intrinsic);
            } else {
                scoped(
                        intrinsic.text().substring(0, colon),
                        intrinsic.text().substring(colon + 1),
                        intrinsic);
            }
        }
        scoped("trace", "duration", Intrinsic.TRACE_DURATION);
        scoped("trace", "rootName", Intrinsic.ROOT_NAME);
        scoped("trace", "rootService", Intrinsic.ROOT_SERVICE_NAME);
        scoped("span", "duration", Intrinsic.DURATION);
        scoped("span", "name", Intrinsic.NAME);
        scoped("span", "kind", Intrinsic.KIND);
        scoped("span", "status", Intrinsic.STATUS);
        scoped("span", "statusMessage", Intrinsic.STATUS_MESSAGE);
    }

    private Intrinsics() {}

    private static void scoped(String scope, String word, Intrinsic intrinsic) {
        SCOPED.computeIfAbsent(scope, _ -> new HashMap<>()).put(word, intrinsic);
    }

    static Optional<Intrinsic> bare(String word) {
        return Optional.ofNullable(BARE.get(word));
    }

    static boolean isScope(String word) {
        return SCOPED.containsKey(word);
    }

    static Optional<Intrinsic> scoped(String scope, String word) {
        return Optional.ofNullable(SCOPED.getOrDefault(scope, Map.of()).get(word));
    }
}
