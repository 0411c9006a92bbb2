package io.tempo.core.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The pages that every process has: {@code /ready}, {@code /metrics}, {@code /status…} and the
 * build's description.
 */
public final class AdminRoutes {

    private static final List<String> PARTS =
            List.of("version", "services", "endpoints", "runtime_config", "config");

    private final Readiness readiness;
    private final PrometheusMeterRegistry metrics;
    private final ConfigPages config;

    /** Texts of the configuration pages. */
    public interface ConfigPages {

        /**
         * The configuration as YAML.
         *
         * @param mode "" for what is in effect, "diff" for what differs from the defaults,
         *     "defaults"
         */
        String config(String mode);

        /** Limits as YAML: the defaults, and each tenant's; {@code mode} as for {@link #config}. */
        String runtimeConfig(String mode);
    }

    public AdminRoutes(Readiness readiness, PrometheusMeterRegistry metrics, ConfigPages config) {
        this.readiness = readiness;
        this.metrics = metrics;
        this.config = config;
    }

    /**
     * Adds the pages to a server.
     *
     * @param apiPrefix what the paths of the API begin with; may be ""
     */
    public void register(ServerBuilder server, String apiPrefix) {
        server.service("/ready", (ctx, req) -> ready());
        server.route().get("/metrics").build((ctx, req) -> metrics());
        server.route().get("/status").build(blocking(this::status));
        server.route().get("/status/{endpoint}").build(blocking(this::statusPart));
        server.route().get(apiPrefix + "/api/status/buildinfo").build((ctx, req) -> buildInfo());
    }

    private interface Page {
        HttpResponse serve(ServiceRequestContext ctx);
    }

    private static HttpService blocking(Page page) {
        return (ctx, req) -> HttpResponse.of(() -> page.serve(ctx), ctx.blockingTaskExecutor());
    }

    private HttpResponse ready() {
        Optional<String> reason = readiness.notReady();
        return reason.isEmpty()
                ? text(HttpStatus.OK, "ready\n")
                : text(HttpStatus.SERVICE_UNAVAILABLE, reason.get());
    }

    private HttpResponse metrics() {
        return HttpResponse.of(
                HttpStatus.OK,
                MediaType.parse("text/plain; version=0.0.4; charset=utf-8"),
                metrics.scrape());
    }

    private HttpResponse buildInfo() {
        BuildInfo build = BuildInfo.current();
        String json =
                JsonNodeFactory.instance
                                .objectNode()
                                .put("version", build.version())
                                .put("revision", build.revision())
                                .put("branch", build.branch())
                                .put("buildUser", "")
                                .put("buildDate", build.buildDate())
                                .put("goVersion", "")
                        + "\n";
        return HttpResponse.of(HttpStatus.OK, MediaType.JSON, json);
    }

    private HttpResponse status(ServiceRequestContext ctx) {
        StringBuilder all = new StringBuilder();
        for (String part : PARTS) {
            all.append(part(ctx, part, mode(ctx)).orElseThrow()).append('\n');
        }
        return text(HttpStatus.OK, all.toString());
    }

    private HttpResponse statusPart(ServiceRequestContext ctx) {
        String mode = mode(ctx);
        if (!mode.isEmpty() && !mode.equals("diff") && !mode.equals("defaults")) {
            return text(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    "unknown value for mode query parameter: " + mode);
        }
        return part(ctx, ctx.pathParam("endpoint"), mode)
                .map(page -> text(HttpStatus.OK, page))
                .orElseGet(() -> text(HttpStatus.NOT_FOUND, "404 page not found\n"));
    }

    private static String mode(ServiceRequestContext ctx) {
        return ctx.queryParams().get("mode", "");
    }

    private Optional<String> part(ServiceRequestContext ctx, String name, String mode) {
        String body =
                switch (name) {
                    case "version" -> BuildInfo.current().details();
                    case "services" -> services();
                    case "endpoints" -> endpoints(ctx);
                    case "runtime_config" -> "---\n" + config.runtimeConfig(mode);
                    case "config" -> "---\n" + config.config(mode);
                    default -> null;
                };
        return Optional.ofNullable(body).map(b -> "GET /status/" + name + "\n" + b);
    }

    private String services() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"SERVICE NAME", "STATUS", "FAILURE CASE"});
        readiness.services().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .forEach(s -> rows.add(new String[] {s.name(), s.state().toString(), s.failure()}));
        return table(rows);
    }

    private static String endpoints(ServiceRequestContext ctx) {
        TreeSet<String> paths = new TreeSet<>();
        for (ServiceConfig service : ctx.config().server().serviceConfigs()) {
            String methods =
                    service.route().methods().containsAll(List.of(HttpMethod.GET, HttpMethod.PUT))
                            ? "any"
                            : service.route().methods().stream()
                                    .map(HttpMethod::name)
                                    .sorted()
                                    .toList()
                                    .toString();
            paths.add(service.route().patternString() + "\t" + methods);
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"NAME", "METHODS"});
        paths.forEach(p -> rows.add(p.split("\t")));
        return table(rows);
    }

    private static String table(List<String[]> rows) {
        int columns = rows.getFirst().length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                line.append(row[c]).repeat(' ', widths[c] - row[c].length() + 2);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static HttpResponse text(HttpStatus status, String body) {
        return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, body);
    }
}
