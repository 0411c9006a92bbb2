package io.tempo.app.loadgen;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.URI;
import java.util.concurrent.Callable;

/** {@code tempo loadgen}. */
@Command(
        name = "loadgen",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends OTLP spans over some connections, each with one request under way, and prints"
                    + " how many were taken how fast.",
            "The same seed sends the same spans, apart from their time."
        })
public final class LoadGenCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--endpoint",
            description =
                    "where to send: host and port (default: localhost:4318, gRPC: localhost:4317)")
    private String endpoint;

    @Option(
            names = "--protocol",
            defaultValue = "http",
            description = "http or grpc (default: ${DEFAULT-VALUE})")
    private Protocol protocol;

    @Option(
            names = "--spans",
            defaultValue = "1000000",
            description = "how many spans to send, about (default: ${DEFAULT-VALUE})")
    private long spans;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description =
                    "spans a second; 0 is as fast as they are taken (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--connections",
            defaultValue = "4",
            description = "connections (default: ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--traces-per-request",
            defaultValue = "50",
            description = "traces in a request (default: ${DEFAULT-VALUE})")
    private int tracesPerRequest;

    @Option(
            names = "--spans-per-trace",
            defaultValue = "20",
            description = "spans of a trace, about (default: ${DEFAULT-VALUE})")
    private int spansPerTrace;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "which spans (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--tenant", description = "value of X-Scope-OrgID (default: none)")
    private String tenant;

    enum Protocol {
        http,
        grpc
    }

    @Override
    public Integer call() throws Exception {
        if (connections < 1 || connections > 10_000) {
            throw new ParameterException(
                    spec.commandLine(), "--connections takes 1 to 10000: got " + connections);
        }
        if (spans < 1 || rate < 0 || tracesPerRequest < 1 || spansPerTrace < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--spans, --traces-per-request and --spans-per-trace take positive numbers,"
                            + " --rate 0 or more");
        }
        URI target = target();
        LoadGenerator generator =
                new LoadGenerator(
                        new LoadGenerator.Settings(
                                target.getHost(),
                                target.getPort(),
                                protocol == Protocol.grpc,
                                spans,
                                rate,
                                connections,
                                tracesPerRequest,
                                spansPerTrace,
                                seed,
                                tenant));
        LoadReport report = generator.run();
        spec.commandLine().getOut().println(report.text());
        return report.failures() == 0 ? 0 : 1;
    }

    private URI target() {
        String given =
                endpoint != null
                        ? endpoint
                        : protocol == Protocol.grpc ? "localhost:4317" : "localhost:4318";
        try {
            URI uri = URI.create(given.contains("://") ? given : "http://" + given);
            if (uri.getHost() != null && uri.getPort() > 0) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Said below.
        }
        throw new ParameterException(
                spec.commandLine(), "--endpoint takes host:port: got " + given);
    }
}
