package io.tempo.core.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Whether this process can do its work, as {@code /ready} tells it. Thread-safe. */
public final class Readiness {

    private final List<Service> services = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    /** The states of a part of the process. */
    public enum State {
        STARTING("Starting"),
        RUNNING("Running"),
        STOPPING("Stopping"),
        FAILED("Failed");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A part of the process, with its state and, once it runs, a reason why it is not ready. */
    public static final class Service {

        private final String name;
        private volatile State state = State.STARTING;
        private volatile String failure = "";
        private final Supplier<Optional<String>> check;

        private Service(String name, Supplier<Optional<String>> check) {
            this.name = name;
            this.check = check;
        }

        public String name() {
            return name;
        }

        public State state() {
            return state;
        }

        /** What made it fail; "" if nothing did. */
        public String failure() {
            return failure;
        }

        public void set(State newState) {
            state = newState;
        }

        /** Marks it failed, and says why. */
        public void fail(String reason) {
            failure = reason;
            state = State.FAILED;
        }
    }

    /** Adds a service that is ready once it runs. */
    public Service service(String name) {
        return service(name, Optional::empty);
    }

    /**
     * Adds a service that, once it runs, is ready while {@code check} gives no reason against it.
     */
    public Service service(String name, Supplier<Optional<String>> check) {
        Service service = new Service(name, check);
        services.add(service);
        return service;
    }

    /** From now on the process is not ready, because it is about to end. */
    public void stopping() {
        stopping = true;
    }

    public List<Service> services() {
        return services;
    }

    /** Why the process is not ready; empty if it is. */
    public Optional<String> notReady() {
        if (stopping) {
            return Optional.of("Application is stopping");
        }
        Map<State, Integer> others = new TreeMap<>();
        for (Service service : services) {
            if (service.state != State.RUNNING) {
                others.merge(service.state, 1, Integer::sum);
            }
        }
        if (!others.isEmpty()) {
            StringBuilder text = new StringBuilder("Some services are not Running:\n");
            others.forEach(
                    (state, count) -> text.append(state).append(": ").append(count).append('\n'));
            return Optional.of(text.toString());
        }
        return services.stream().flatMap(s -> s.check.get().stream()).findFirst();
    }
}
