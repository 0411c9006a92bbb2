package io.tempo.core.config;

import java.util.Map;

/**
 * Defaults that follow from what was written.
 *
 * <ul>
 *   <li>Without a file, the API listens on localhost only, and the one tenant may send as much as
 *       the machine takes: memory budgets protect the process, limits protect tenants from each
 *       other.
 *   <li>Where nobody names a storage backend, everything is kept in files below {@code
 *       ./tempo-data}; where one is named, paths default to the reference's, below {@code
 *       /var/tempo}.
 *   <li>Where nobody names a receiver, OTLP is received on localhost, by gRPC and by HTTP.
 * </ul>
 */
final class Profile {

    private static final Map<String, String> DATA_PATHS =
            Map.of(
                    "storage.trace.local.path", "./tempo-data/blocks",
                    "storage.trace.wal.path", "./tempo-data/wal",
                    "live_store.wal.path", "./tempo-data/live-store/traces",
                    "live_store.shutdown_marker_dir", "./tempo-data/live-store/shutdown-marker",
                    "block_builder.wal.path", "./tempo-data/block-builder/traces",
                    "backend_scheduler.local_work_path", "./tempo-data");

    /** Bytes a second that no machine takes. */
    private static final long UNLIMITED_RATE = 10_000_000_000L;

    private final Section values;
    private final Section defaults;

    private Profile(Section values, Section defaults) {
        this.values = values;
        this.defaults = defaults;
    }

    static void apply(Section values, Section defaults, boolean file) {
        new Profile(values, defaults).apply(file);
    }

    private void apply(boolean file) {
        if (!file) {
            set("server.http_listen_address", "localhost");
            set("server.grpc_listen_address", "localhost");
            set("overrides.defaults.ingestion.rate_limit_bytes", UNLIMITED_RATE);
            set("overrides.defaults.ingestion.burst_size_bytes", UNLIMITED_RATE);
            set("overrides.defaults.ingestion.max_traces_per_user", 0L);
        }
        if (((String) values.at("storage.trace.backend")).isEmpty()) {
            setIfEmpty("storage.trace.backend", "local");
            DATA_PATHS.forEach(this::set);
            setIfEmpty("storage.trace.local.path", DATA_PATHS.get("storage.trace.local.path"));
        } else if (values.at("storage.trace.backend").equals("local")) {
            setIfEmpty("storage.trace.local.path", "/var/tempo/blocks");
        }
        fillReceivers(values);
        fillReceivers(defaults);
    }

    /** Switches every protocol of OTLP on, unless a receiver is named. */
    static void fillReceivers(Section values) {
        Section receivers = values.section("distributor").section("receivers");
        for (String name : receivers.schema().children().keySet()) {
            if (receivers.isWritten(name) || receivers.get(name) != null) {
                return;
            }
        }
        SchemaNode.Block otlp = (SchemaNode.Block) receivers.schema().children().get("otlp");
        receivers.set(otlp.name(), everyProtocol(otlp));
    }

    private static Section everyProtocol(SchemaNode.Block otlp) {
        Section section = Section.defaults(otlp);
        Section protocols = section.section("protocols");
        for (String name : new String[] {"grpc", "http"}) {
            protocols.set(
                    name,
                    Section.defaults((SchemaNode.Block) protocols.schema().children().get(name)));
        }
        return section;
    }

    /** Also replaces a value that says nothing. */
    private void setIfEmpty(String path, String value) {
        defaults.setAt(path, value);
        if (values.at(path).equals("")) {
            values.setAt(path, value);
        }
    }

    private void set(String path, Object value) {
        defaults.setAt(path, value);
        if (!values.isWrittenAt(path)) {
            values.setAt(path, value);
        }
    }
}
