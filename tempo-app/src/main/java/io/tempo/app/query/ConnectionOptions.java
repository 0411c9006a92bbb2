package io.tempo.app.query;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which server to ask, and as whom. */
final class ConnectionOptions {

    private static final String TENANT_HEADER = "X-Scope-OrgID";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            defaultValue = "${env:TEMPO_URL:-http://localhost:3200}",
            paramLabel = "URL",
            description = "the server (default: TEMPO_URL, or http://localhost:3200)")
    private String url;

    @Option(
            names = "--tenant",
            paramLabel = "ID",
            description = "whose data; sent as X-Scope-OrgID (default: none)")
    private String tenant;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "a header to send; may be given several times")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(
            names = "--timeout",
            defaultValue = "30s",
            paramLabel = "DURATION",
            description = "how long to wait for the answer (default: ${DEFAULT-VALUE})")
    private String timeout;

    /** A client for the server; to be closed by the caller. */
    TempoApi open() {
        Duration wait =
                TimeExpression.duration(timeout)
                        .filter(Duration::isPositive)
                        .orElseThrow(
                                () ->
                                        wrong(
                                                "--timeout takes a duration such as 30s: got "
                                                        + Cells.clean(timeout)));
        Map<String, String> sent = new LinkedHashMap<>(headers);
        if (tenant != null) {
            sent.put(TENANT_HEADER, tenant);
        }
        TempoApi api = new TempoApi(base(), wait);
        for (Map.Entry<String, String> header : sent.entrySet()) {
            try {
                api.header(header.getKey(), header.getValue());
            } catch (IllegalArgumentException e) {
                api.close();
                throw wrong("header cannot be sent: " + Cells.clean(e.getMessage()));
            }
        }
        return api;
    }

    /** Scheme, host, port and path without a slash at its end. */
    private String base() {
        String given = url.strip().replaceFirst("/+$", "");
        String full = given.contains("://") ? given : "http://" + given;
        try {
            URI uri = new URI(full);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return full;
            }
        } catch (URISyntaxException notAnAddress) {
            // Said below.
        }
        throw wrong("--url takes an address such as http://host:3200: got " + Cells.clean(url));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
