package io.tempo.core.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What single keys cannot tell. Errors: values that contradict each other. Blockers: a document
 * without fault with which the chosen target cannot start. Warnings: what is likely a mistake.
 */
final class Checks {

    private final Section values;
    private final Map<String, Position> positions;
    private final List<ConfigProblem> errors = new ArrayList<>();
    private final List<ConfigProblem> blockers = new ArrayList<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();

    Checks(Section values, Map<String, Position> positions) {
        this.values = values;
        this.positions = positions;
    }

    List<ConfigProblem> errors() {
        return errors;
    }

    List<ConfigProblem> blockers() {
        return blockers;
    }

    List<ConfigProblem> warnings() {
        return warnings;
    }

    void run() {
        queryFrontend();
        backend();
        scheduler();
        caches();
        receivers();
        LimitChecks limits = new LimitChecks(positions, errors);
        limits.limits(values.section("overrides").section("defaults"), "overrides.defaults");
        String columns = "storage.trace.block.parquet_dedicated_columns";
        limits.dedicatedColumns(sections(columns), columns);
        for (String processor : new String[] {"service_graphs", "span_metrics"}) {
            String key = "metrics_generator.processor." + processor + ".histogram_buckets";
            limits.buckets((List<?>) values.at(key), key);
        }
        target();
        logging();
    }

    private void queryFrontend() {
        String prefix = text("http_api_prefix");
        if (!prefix.isEmpty() && !prefix.startsWith("/")) {
            error("http_api_prefix", "expected a leading slash, found '" + prefix + "'");
        }
        Duration cutoff = duration("query_frontend.query_end_cutoff");
        if (cutoff.compareTo(duration("query_frontend.search.query_backend_after")) > 0) {
            error(
                    "query_frontend.query_end_cutoff",
                    "expected at most query_frontend.search.query_backend_after, "
                            + shown("query_frontend.search.query_backend_after")
                            + ", found "
                            + GoDuration.format(cutoff));
        }
        long most = number("query_frontend.search.max_result_limit");
        if (most > 0 && number("query_frontend.search.default_result_limit") > most) {
            error(
                    "query_frontend.search.default_result_limit",
                    "expected at most query_frontend.search.max_result_limit, " + most);
        }
        if (number("query_frontend.trace_by_id.concurrent_shards")
                > number("query_frontend.trace_by_id.query_shards")) {
            warn("query_frontend.trace_by_id.concurrent_shards", "is more than query_shards");
        }
        if (flag("query_frontend.mcp_server.enabled")) {
            warn(
                    "query_frontend.mcp_server.enabled",
                    "is on: whoever asks through a language model hands it the tenant's traces");
        }
    }

    private void backend() {
        String backend = text("storage.trace.backend");
        Duration poll = duration("storage.trace.blocklist_poll");
        shorterThanPoll("live_store.complete_block_timeout", poll);
        if (!duration("backend_worker.compaction.block_retention").isZero()) {
            shorterThanPoll("backend_worker.compaction.block_retention", poll);
        }
        zero("backend_worker.compaction.retention_concurrency", 10);
        zero("storage.trace.blocklist_poll_concurrency", 50);
        long partSize = number("storage.trace.s3.part_size");
        if (partSize != 0 && partSize < 5L << 20) {
            error(
                    "storage.trace.s3.part_size",
                    "expected 0 or at least 5242880, found " + partSize);
        }
        if (backend.equals("s3")) {
            required("storage.trace.s3.bucket", "storage.trace.backend is s3");
        }
        if (backend.equals("gcs") || backend.equals("azure")) {
            block("storage.trace.backend", backend + " is not supported yet; use local or s3");
        }
        if (backend.equals("local")
                && values.isWrittenAt("storage.trace.backend")
                && !text("target").equals("all")) {
            warn(
                    "storage.trace.backend",
                    "is local: only processes that share the directory see each other's blocks");
        }
    }

    private void shorterThanPoll(String path, Duration poll) {
        if (duration(path).compareTo(poll) < 0) {
            warn(
                    path,
                    "is shorter than storage.trace.blocklist_poll, "
                            + shown("storage.trace.blocklist_poll")
                            + ": blocks may be out of sight for a while");
        }
    }

    private void zero(String path, int used) {
        if (number(path) == 0) {
            warn(path, "is 0: " + used + " is used");
        }
    }

    private void scheduler() {
        Duration prune = duration("backend_scheduler.work.prune_age");
        if (prune.compareTo(duration("storage.trace.blocklist_poll").multipliedBy(2)) <= 0) {
            warn(
                    "backend_scheduler.work.prune_age",
                    "is not more than twice storage.trace.blocklist_poll: finished jobs may be"
                            + " forgotten before their blocks are seen");
        }
        if (duration("backend_scheduler.provider.compaction.measure_interval")
                        .multipliedBy(2)
                        .compareTo(prune)
                > 0) {
            error(
                    "backend_scheduler.provider.compaction.measure_interval",
                    "expected at most half of backend_scheduler.work.prune_age, "
                            + GoDuration.format(prune));
        }
        if (duration("backend_scheduler.provider.redaction.rescan_delay").compareTo(prune) >= 0) {
            error(
                    "backend_scheduler.provider.redaction.rescan_delay",
                    "expected less than backend_scheduler.work.prune_age, "
                            + GoDuration.format(prune));
        }
    }

    private void caches() {
        Set<Object> claimed = new HashSet<>();
        List<Section> caches = sections("cache.caches");
        for (int i = 0; i < caches.size(); i++) {
            Section cache = caches.get(i);
            String path = "cache.caches[" + i + "]";
            if ((cache.get("memcached") == null) == (cache.get("redis") == null)) {
                error(path, "expected either memcached or redis");
            }
            List<?> roles = (List<?>) cache.get("roles");
            if (roles.isEmpty()) {
                error(path, "expected at least one role");
            }
            for (Object role : roles) {
                if (!claimed.add(role)) {
                    error(path, "role " + role + " is claimed twice");
                }
            }
        }
    }

    private void receivers() {
        Section receivers = values.section("distributor").section("receivers");
        Section otlp = receivers.section("otlp");
        boolean none =
                otlp == null
                        || otlp.section("protocols").get("grpc") == null
                                && otlp.section("protocols").get("http") == null;
        boolean distributes = text("target").equals("all") || text("target").equals("distributor");
        if (none && distributes) {
            warn("distributor.receivers", "names no protocol of otlp: no spans can be received");
        }
    }

    private void target() {
        String target = text("target");
        boolean kafka =
                switch (target) {
                    case "distributor", "live-store", "block-builder", "metrics-generator" -> true;
                    default -> false;
                };
        if (kafka) {
            required("ingest.kafka.address", "target is " + target);
            required("ingest.kafka.topic", "target is " + target);
        }
        switch (target) {
            case "querier" ->
                    required("querier.frontend_worker.frontend_address", "target is querier");
            case "backend-worker" ->
                    required("backend_worker.backend_scheduler_addr", "target is backend-worker");
            case "metrics-generator" ->
                    required("metrics_generator.storage.path", "target is metrics-generator");
            case "block-builder" -> {
                boolean listed =
                        !((Map<?, ?>) values.at("block_builder.assigned_partitions")).isEmpty();
                boolean counted = number("block_builder.partitions_per_instance") > 0;
                if (!listed && !counted) {
                    block("block_builder", "needs assigned_partitions or partitions_per_instance");
                }
            }
            default -> {}
        }
        if (!((Map<?, ?>) values.at("block_builder.assigned_partitions")).isEmpty()
                && number("block_builder.partitions_per_instance") > 0) {
            warn(
                    "block_builder.partitions_per_instance",
                    "is ignored, since assigned_partitions is set");
        }
        Duration targetLag = duration("ingest.kafka.target_consumer_lag_at_startup");
        Duration maxLag = duration("ingest.kafka.max_consumer_lag_at_startup");
        if (targetLag.isZero() != maxLag.isZero() || targetLag.compareTo(maxLag) > 0) {
            error(
                    "ingest.kafka.target_consumer_lag_at_startup",
                    "expected at most max_consumer_lag_at_startup, and both zero or neither");
        }
        if (text("ingest.kafka.sasl_username").isEmpty()
                != text("ingest.kafka.sasl_password").isEmpty()) {
            error("ingest.kafka.sasl_username", "expected both sasl_username and sasl_password");
        }
    }

    private void logging() {
        for (String kind : new String[] {"log_received_spans", "log_discarded_spans"}) {
            String path = "distributor." + kind + ".enabled";
            boolean honoured = Schema.leafAt(path).mark() == SchemaNode.Mark.HONOURED;
            if (honoured && flag(path)) {
                warn(path, "is on: every such span is logged, which is meant for debugging");
            }
        }
    }

    private void required(String path, String because) {
        Object value = values.at(path);
        if (value.equals("") || value instanceof List<?> items && items.isEmpty()) {
            block(path, "is required, since " + because);
        }
    }

    private String text(String path) {
        return (String) values.at(path);
    }

    private long number(String path) {
        return (Long) values.at(path);
    }

    private boolean flag(String path) {
        return (Boolean) values.at(path);
    }

    private Duration duration(String path) {
        return (Duration) values.at(path);
    }

    private String shown(String path) {
        return GoDuration.format(duration(path));
    }

    @SuppressWarnings("unchecked")
    private List<Section> sections(String path) {
        return (List<Section>) values.at(path);
    }

    private void error(String path, String message) {
        errors.add(new ConfigProblem(positions.get(path), path, message));
    }

    private void block(String path, String message) {
        blockers.add(new ConfigProblem(positions.get(path), path, message));
    }

    private void warn(String path, String message) {
        warnings.add(new ConfigProblem(positions.get(path), path, message));
    }
}
