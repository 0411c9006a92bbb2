package io.tempo.core.config;

import java.util.List;
import java.util.Map;

/** Finds keys that somebody set to something that has no effect here. */
final class UnsupportedKeys {

    private final Map<String, Position> positions;
    private final List<ConfigProblem> warnings;

    private UnsupportedKeys(Map<String, Position> positions, List<ConfigProblem> warnings) {
        this.positions = positions;
        this.warnings = warnings;
    }

    /**
     * @param path of the section, "" for the root
     * @param defaults of the same block
     */
    static void find(
            Section section,
            Section defaults,
            String path,
            Map<String, Position> positions,
            List<ConfigProblem> warnings) {
        new UnsupportedKeys(positions, warnings)
                .visit(section, defaults, path, section.schema().mark());
    }

    private void visit(Section section, Section defaults, String path, SchemaNode.Mark outer) {
        for (SchemaNode child : section.schema().children().values()) {
            String childPath = path.isEmpty() ? child.name() : path + "." + child.name();
            SchemaNode.Mark mark = child.mark().within(outer);
            Object value = section.get(child.name());
            Object usual = defaults.get(child.name());
            boolean unsupported =
                    mark == SchemaNode.Mark.UNSUPPORTED && section.isWritten(child.name());
            switch (child) {
                case SchemaNode.Leaf leaf -> {
                    // Some defaults follow from what else is written.
                    if (unsupported && !Rendering.same(value, usual) && !leaf.isDefault(value)) {
                        warn(childPath);
                    }
                }
                case SchemaNode.Block block -> {
                    switch (block.shape()) {
                        case ONE -> visit((Section) value, (Section) usual, childPath, mark);
                        case OPTIONAL, SWITCH ->
                                optional(block, value, childPath, mark, unsupported);
                        case LIST -> list(block, (List<?>) value, childPath, mark, unsupported);
                    }
                }
            }
        }
    }

    private void optional(
            SchemaNode.Block block,
            Object value,
            String path,
            SchemaNode.Mark mark,
            boolean unsupported) {
        if (value == null) {
            return;
        }
        int before = warnings.size();
        visit((Section) value, Section.defaults(block), path, mark);
        if (unsupported && warnings.size() == before) {
            warn(path);
        }
    }

    private void list(
            SchemaNode.Block block,
            List<?> items,
            String path,
            SchemaNode.Mark mark,
            boolean unsupported) {
        if (unsupported && !items.isEmpty()) {
            warn(path);
        } else if (mark != SchemaNode.Mark.UNSUPPORTED) {
            for (int i = 0; i < items.size(); i++) {
                Section item = (Section) items.get(i);
                visit(item, Section.defaults(block), path + "[" + i + "]", mark);
            }
        }
    }

    private void warn(String path) {
        warnings.add(
                new ConfigProblem(positions.get(path), path, "is not supported and has no effect"));
    }
}
