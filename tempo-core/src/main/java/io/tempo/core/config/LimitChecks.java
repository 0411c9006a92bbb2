package io.tempo.core.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What single keys of a tenant's limits cannot tell: lists whose items must fit each other. */
final class LimitChecks {

    private final Map<String, Position> positions;
    private final List<ConfigProblem> problems;

    LimitChecks(Map<String, Position> positions, List<ConfigProblem> problems) {
        this.positions = positions;
        this.problems = problems;
    }

    void limits(Section limits, String path) {
        dedicatedColumns(
                limits.section("storage").sections("parquet_dedicated_columns"),
                path + ".storage.parquet_dedicated_columns");
        for (String processor : new String[] {"service_graphs", "span_metrics"}) {
            String key = "metrics_generator.processor." + processor + ".histogram_buckets";
            buckets((List<?>) limits.at(key), path + "." + key);
        }
        labels(
                (Map<?, ?>) limits.at("cost_attribution.dimensions"),
                path + ".cost_attribution.dimensions");
    }

    void dedicatedColumns(List<Section> columns, String path) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            String scope = (String) columns.get(i).get("scope");
            String name = (String) columns.get(i).get("name");
            String itemPath = path + "[" + i + "]";
            if (name.isEmpty()) {
                problem(itemPath, "name is empty");
            } else if (!names.add(scope + "." + name)) {
                problem(itemPath, scope + " attribute " + name + " is listed twice");
            }
        }
    }

    void buckets(List<?> buckets, String path) {
        for (int i = 1; i < buckets.size(); i++) {
            if ((Double) buckets.get(i) <= (Double) buckets.get(i - 1)) {
                problem(
                        path,
                        "each bucket must be larger than the one before it, found "
                                + buckets.get(i)
                                + " after "
                                + buckets.get(i - 1));
                return;
            }
        }
    }

    private void labels(Map<?, ?> dimensions, String path) {
        Set<Object> labels = new HashSet<>();
        dimensions.forEach(
                (attribute, label) -> {
                    if (!isLabel((String) label)) {
                        problem(path, "'" + label + "' is not a label: letters, digits and _");
                    } else if (!labels.add(label)) {
                        problem(path, "label " + label + " is used twice");
                    }
                });
    }

    private static boolean isLabel(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private void problem(String path, String message) {
        problems.add(new ConfigProblem(positions.get(path), path, message));
    }
}
