package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds {@code docs/configuration.md} to the schema. */
class DocumentationTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z_0-9.\\[\\]]+)` \\| (?:`([^`]*)`|–) \\| (\\S.*) \\|$");

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "configuration.md"));
    }

    @Test
    void everyHonouredKeyIsListedWithItsDefault() throws IOException {
        String keys = document();
        keys = keys.substring(keys.indexOf("\n## Keys"), keys.indexOf("\n## Limits of single"));
        Map<String, String> listed = new TreeMap<>();
        Map<String, String> later = new TreeMap<>();
        for (String line : keys.split("\n")) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && row.group(3).startsWith("*not yet*")) {
                later.put(row.group(1), row.group(2) == null ? "" : row.group(2));
            } else if (row.matches()) {
                listed.put(row.group(1), row.group(2) == null ? "" : row.group(2));
            } else {
                assertThat(line).matches("|## .*|### .*|Keys marked .*|\\| Key .*|\\|---.*");
            }
        }
        Map<String, String> honoured = new TreeMap<>();
        Map<String, String> unsupported = new TreeMap<>();
        collect(Schema.ROOT, "", SchemaNode.Mark.HONOURED, honoured, unsupported);
        assertThat(listed).isEqualTo(honoured);
        assertThat(unsupported).containsAllEntriesOf(later);
    }

    private static void collect(
            SchemaNode.Block block,
            String path,
            SchemaNode.Mark outer,
            Map<String, String> honoured,
            Map<String, String> unsupported) {
        for (SchemaNode child : block.children().values()) {
            String childPath = path.isEmpty() ? child.name() : path + "." + child.name();
            SchemaNode.Mark mark = child.mark().within(outer);
            switch (child) {
                case SchemaNode.Leaf leaf -> {
                    switch (mark) {
                        case HONOURED -> honoured.put(childPath, Rendering.defaultOf(leaf));
                        case UNSUPPORTED -> unsupported.put(childPath, Rendering.defaultOf(leaf));
                        case SILENT -> {}
                    }
                }
                case SchemaNode.Block inner -> {
                    boolean list = inner.shape() == SchemaNode.Shape.LIST;
                    String innerPath = childPath + (list ? "[]" : "");
                    collect(inner, innerPath, mark, honoured, unsupported);
                }
            }
        }
    }

    @Test
    void itsExamplesLoad() throws IOException {
        List<String> examples = new ArrayList<>();
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(document());
        while (block.find()) {
            examples.add(block.group(1));
        }
        assertThat(examples).hasSize(2);
        LoadedConfig loaded = Documents.load(examples.get(0));
        assertThat(loaded.warnings()).isEmpty();
        TenantLimits limits =
                TenantLimits.parse("example", examples.get(1), loaded.config().overrides());
        assertThat(limits.byTenant()).containsOnlyKeys("team-a", "*");
    }

    @Test
    void theSampleFileLoads() throws IOException {
        LoadedConfig loaded =
                Documents.load(Files.readString(Path.of("..", "config", "single-process.yaml")));
        assertThat(loaded.warnings()).isEmpty();
        // Started with it, a process goes on where one without a file left off.
        StorageConfig.Trace storage = loaded.config().storage().trace();
        assertThat(storage.local()).isEqualTo(Config.defaults().storage().trace().local());
        assertThat(storage.block()).isEqualTo(Config.defaults().storage().trace().block());
        assertThat(loaded.config().liveStore()).isEqualTo(Config.defaults().liveStore());
    }
}
