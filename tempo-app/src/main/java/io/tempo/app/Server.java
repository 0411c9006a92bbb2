package io.tempo.app;

import io.tempo.core.config.LoadedConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CountDownLatch;

/** Runs a target until the process is told to end. */
final class Server {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private Server() {}

    /** Starts, waits for SIGTERM or SIGINT, stops; gives the exit code. */
    static int run(LoadedConfig loaded) {
        SingleProcess process;
        try {
            process = SingleProcess.start(loaded);
        } catch (StartException e) {
            System.err.println("error running tempo: " + e.getMessage());
            return 1;
        }
        if (loaded.zeroConfig()) {
            process.addresses().forEach(System.out::println);
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(
                                        () -> {
                                            log.info("stopping");
                                            process.close();
                                            log.info("stopped");
                                            ended.countDown();
                                            // The default for a process ended by a signal is 128 +
                                            // its number;
                                            // an orderly stop is a success.
                                            Runtime.getRuntime().halt(0);
                                        }));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
