package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every default of the reference ({@code config/defaults.yaml}), and every one that is ours. */
class DefaultsTest {

    private static final YamlNode.Mapping REFERENCE =
            YamlDocument.parse("defaults.yaml", Documents.text("defaults.yaml"));

    /** Documented in {@code docs/configuration.md}. */
    private static final List<String> DIFFERENT =
            List.of(
                    "query_frontend.query_end_cutoff", // 30s; spans are searchable at once
                    "usage_report.reporting_enabled"); // true; nothing is ever reported

    @Test
    void theReferencesDefaultsAreADocument() {
        LoadedConfig loaded = Documents.load(Documents.text("defaults.yaml"));
        List<String> warned = loaded.warnings().stream().map(ConfigProblem::path).toList();
        // Its placeholder for the machine's name, and what is on there and cannot be here.
        assertThat(warned)
                .allMatch(
                        path ->
                                path.endsWith("instance_id")
                                        || path.equals("usage_report.reporting_enabled"));
    }

    @Test
    void defaultsAreTheReferencesButForTheDocumentedOnes() {
        Map<String, String> wrong = new TreeMap<>();
        compare(REFERENCE, Section.defaults(Schema.ROOT), "", wrong);
        assertThat(wrong.keySet()).containsExactlyElementsOf(DIFFERENT);
    }

    private static void compare(
            YamlNode.Mapping reference, Section ours, String path, Map<String, String> wrong) {
        for (YamlNode.Entry entry : reference.entries()) {
            String keyPath = path.isEmpty() ? entry.key() : path + "." + entry.key();
            SchemaNode node = ours.schema().children().get(entry.key());
            Object value = ours.get(entry.key());
            switch (node) {
                case SchemaNode.Block block -> {
                    switch (entry.value()) {
                        case YamlNode.Mapping m when block.shape() == SchemaNode.Shape.ONE ->
                                compare(m, (Section) value, keyPath, wrong);
                        case YamlNode.Sequence s -> {
                            List<?> items = (List<?>) value;
                            assertThat(items).as(keyPath).hasSameSizeAs(s.items());
                            for (int i = 0; i < items.size(); i++) {
                                compare(
                                        (YamlNode.Mapping) s.items().get(i),
                                        (Section) items.get(i),
                                        keyPath + "[" + i + "]",
                                        wrong);
                            }
                        }
                        default -> assertThat(value).as(keyPath).isNull();
                    }
                }
                case SchemaNode.Leaf leaf -> {
                    boolean hostName =
                            entry.value() instanceof YamlNode.Scalar s
                                    && s.text().equals("<hostname>");
                    boolean nothing = entry.value() instanceof YamlNode.Scalar s && s.isNull();
                    Object expected =
                            hostName
                                    ? HostName.get()
                                    : nothing ? "" : Values.read(leaf.type(), entry.value());
                    if (!expected.equals(value)) {
                        wrong.put(keyPath, value + " instead of " + expected);
                    }
                }
                case null -> wrong.put(keyPath, "unknown");
            }
        }
    }

    /** Keys that the reference leaves out of its defaults, and those that only exist here. */
    @Test
    void defaultsThatTheReferenceDoesNotPrint() {
        Map<String, String> ours = new TreeMap<>();
        collect(Section.defaults(Schema.ROOT), REFERENCE, "", ours);
        assertThat(String.join("\n", lines(ours)))
                .isEqualTo(Documents.text("unprinted-defaults.txt").strip());
    }

    private static List<String> lines(Map<String, String> values) {
        List<String> lines = new ArrayList<>();
        values.forEach((k, v) -> lines.add(k + " = " + v));
        return lines;
    }

    private static void collect(
            Section section, YamlNode.Mapping reference, String path, Map<String, String> into) {
        for (SchemaNode child : section.schema().children().values()) {
            String childPath = path.isEmpty() ? child.name() : path + "." + child.name();
            YamlNode printed = reference == null ? null : reference.get(child.name());
            Object value = section.get(child.name());
            if (value instanceof Section inner) {
                collect(inner, printed instanceof YamlNode.Mapping m ? m : null, childPath, into);
            } else if (printed == null) {
                into.put(
                        childPath,
                        value == null
                                ? "unset"
                                : value instanceof Duration d
                                        ? GoDuration.format(d)
                                        : value.toString());
            }
        }
    }

    @Test
    void withoutAFileEverythingIsLocal() {
        LoadedConfig loaded = ConfigLoader.load(List.of());
        Config config = loaded.config();
        assertThat(loaded.zeroConfig()).isTrue();
        assertThat(loaded.mode()).isEqualTo(LoadedConfig.Mode.RUN);
        assertThat(loaded.warnings()).isEmpty();
        assertThat(config.target()).isEqualTo(Target.ALL);
        assertThat(config.server().httpListenAddress()).isEqualTo("localhost");
        assertThat(config.server().grpcListenAddress()).isEqualTo("localhost");
        assertThat(config.streamOverHttpEnabled()).isTrue();
        assertThat(config.storage().trace().backend()).isEqualTo(StorageBackend.LOCAL);
        assertThat(config.storage().trace().local().path()).hasToString("./tempo-data/blocks");
        assertThat(config.storage().trace().wal().path()).hasToString("./tempo-data/wal");
        assertThat(config.liveStore().wal().path()).hasToString("./tempo-data/live-store/traces");
        assertThat(config.distributor().receivers().otlpGrpc().orElseThrow().endpoint())
                .isEqualTo("localhost:4317");
        assertThat(config.distributor().receivers().otlpHttp().orElseThrow().endpoint())
                .isEqualTo("localhost:4318");
        assertThat(config.overrides().defaults().ingestion().rateLimitBytes())
                .isEqualTo(10_000_000_000L);
        assertThat(config.overrides().defaults().ingestion().burstSizeBytes())
                .isEqualTo(10_000_000_000L);
        assertThat(config.overrides().defaults().ingestion().maxTracesPerUser()).isZero();
        assertThat(loaded.effective().yaml("diff")).isEqualTo("{}\n");
    }

    @Test
    void withAFileTheListenersAreOpen() {
        LoadedConfig loaded = Documents.load("server: {http_listen_port: 3300}");
        assertThat(loaded.config().overrides().defaults().ingestion().maxTracesPerUser())
                .isEqualTo(10_000);
        assertThat(loaded.config().overrides().defaults().ingestion().rateLimitBytes())
                .isEqualTo(30_000_000);
        assertThat(loaded.zeroConfig()).isFalse();
        assertThat(loaded.config().server().httpListenAddress()).isEmpty();
        assertThat(loaded.config().server().httpListenPort()).isEqualTo(3300);
        assertThat(loaded.config().storage().trace().local().path())
                .hasToString("./tempo-data/blocks");
    }

    @Test
    void aNamedBackendBringsTheReferencesPaths() {
        Config config = Config.fromYaml("storage: {trace: {backend: local}}");
        assertThat(config.storage().trace().local().path()).hasToString("/var/tempo/blocks");
        assertThat(config.storage().trace().wal().path()).hasToString("/var/tempo/wal");
        assertThat(config.liveStore().wal().path()).hasToString("/var/tempo/live-store/traces");
    }

    @Test
    void whatIsWrittenWinsOverWhatFollows() {
        Config config =
                Config.fromYaml(
                        """
                        storage: {trace: {wal: {path: /w}}}
                        distributor: {receivers: {otlp: {protocols: {http:}}}}
                        """);
        assertThat(config.storage().trace().wal().path()).hasToString("/w");
        assertThat(config.distributor().receivers().otlpGrpc()).isEmpty();
        assertThat(config.distributor().receivers().otlpHttp().orElseThrow().endpoint())
                .isEqualTo("localhost:4318");
    }
}
