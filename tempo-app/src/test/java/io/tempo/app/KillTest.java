package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** A process that ends under load, in order or not, has lost nothing that it acknowledged. */
class KillTest {

    private static final int THREADS = 4;
    private static final int ENOUGH_REQUESTS = 1000;

    @TempDir private Path folder;

    @Test
    void killedAtAnyMomentItLosesNothingAcknowledged() throws Exception {
        Load load = new Load(1);
        for (int round = 0; round < 2; round++) {
            long requests = load.acknowledgedRequests() + moment();
            try (ChildTempo tempo = ChildTempo.start(folder);
                    Load.Senders senders = load.start(tempo.client(), THREADS, ENOUGH_REQUESTS)) {
                senders.awaitAcknowledged(requests);
                tempo.kill();
                senders.join();
            }
        }
        checkAfterRestart(load);
    }

    @Test
    void toldToStopItEndsInTimeAndLosesNothing() throws Exception {
        Load load = new Load(2);
        try (ChildTempo tempo = ChildTempo.start(folder);
                Load.Senders senders = load.start(tempo.client(), THREADS, ENOUGH_REQUESTS)) {
            senders.awaitAcknowledged(moment());
            assertThat(tempo.terminate(10)).as("exit code").isZero();
            senders.join();
        }
        checkAfterRestart(load);
    }

    /** A number of requests after which to strike: while blocks are cut, written and flushed. */
    private static int moment() {
        return ThreadLocalRandom.current().nextInt(20, 200);
    }

    private void checkAfterRestart(Load load) throws Exception {
        try (ChildTempo tempo = ChildTempo.start(folder)) {
            JsonNode answer = tempo.client().search("{}");
            load.check(answer, load.acknowledged());
            load.checkById(tempo.client());
        }
    }
}
