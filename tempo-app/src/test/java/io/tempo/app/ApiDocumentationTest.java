package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Holds {@code docs/api.md} to what is served. */
class ApiDocumentationTest {

    private static String document() throws Exception {
        return Files.readString(Path.of("..", "docs", "api.md"));
    }

    @Test
    void everyPathIsExplained(@TempDir Path folder) throws Exception {
        List<String> paths;
        try (TestTempo tempo =
                TestTempo.start(folder, "query_frontend: {mcp_server: {enabled: true}}")) {
            paths =
                    tempo.get("/status/endpoints")
                            .body()
                            .lines()
                            .filter(line -> line.startsWith("/") || line.startsWith("^"))
                            .map(line -> line.split(" ")[0])
                            .toList();
        }
        assertThat(paths).hasSizeGreaterThan(15);
        String document = document();
        for (String path : paths) {
            String written = path;
            if (path.startsWith("/tempopb.StreamingQuerier/")) {
                written = '`' + path.substring(path.lastIndexOf('/') + 1) + '`';
            } else if (path.startsWith("/grpc.")) {
                written = path.substring(1);
            } else if (path.startsWith("^")) {
                written = path.replaceAll("[$^]", "").replace("(?<tagName>.+)", "{name}");
            } else if (path.contains(":")) {
                written = path.replace(":traceID", "{id}").replace(":endpoint", "");
            }
            assertThat(document).as(path).contains(written);
        }
    }

    @Test
    void everyPartOfTheCommandLineIsExplained() throws Exception {
        String document = document();
        CommandLine query = Main.commandLine().getSubcommands().get("query");
        assertThat(query.getSubcommands().keySet())
                .allSatisfy(name -> assertThat(document).contains("tempo query " + name + " "));
    }
}
