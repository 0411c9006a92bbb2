package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;

import org.junit.jupiter.api.Test;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Nobody sets a key in vain without being told: a key is marked as honoured in {@code schema.conf}
 * if, and only if, some code asks for its value.
 */
class HonouredKeysTest {

    /** The span log's package, which no target uses yet, so that its keys still have no effect. */
    private static final String SPAN_LOG = "/io/tempo/core/ingest/kafka/";

    private final Set<String> askedFor = new HashSet<>();
    private final Set<String> markedButNeverAskedFor = new TreeSet<>();
    private final Set<String> askedForButNotMarked = new TreeSet<>();

    @Test
    void honouredKeysAreThoseThatSomebodyAsksFor() {
        collectCalls();
        visit(Config.class, Schema.ROOT, "", SchemaNode.Mark.HONOURED, true);
        assertThat(markedButNeverAskedFor)
                .as("marked + in schema.conf, but not asked for")
                .isEmpty();
        assertThat(askedForButNotMarked).as("asked for, but not marked + in schema.conf").isEmpty();
    }

    /** Not tests, be they a folder of this module or another module's jar of them. */
    private static boolean isMain(Location location) {
        return !location.contains("/test-classes/")
                && !location.contains("-tests.jar")
                && !location.contains(SPAN_LOG);
    }

    private void collectCalls() {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(HonouredKeysTest::isMain)
                        .importPackages("io.tempo");
        for (JavaClass caller : classes) {
            caller.getMethodCallsFromSelf().stream()
                    // Only copies what a tenant does not say from the defaults.
                    .filter(call -> !call.getOrigin().getName().equals("fallBack"))
                    .forEach(
                            call ->
                                    askedFor.add(
                                            call.getTargetOwner().getName()
                                                    + "#"
                                                    + call.getTarget().getName()));
            caller.getMethodReferencesFromSelf()
                    .forEach(
                            reference ->
                                    askedFor.add(
                                            reference.getTargetOwner().getName()
                                                    + "#"
                                                    + reference.getTarget().getName()));
        }
    }

    private boolean isAskedFor(Class<?> type, RecordComponent component) {
        return askedFor.contains(type.getName() + "#" + component.getName());
    }

    private void visit(
            Class<?> type,
            SchemaNode.Block block,
            String path,
            SchemaNode.Mark outer,
            boolean reached) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Inline.class)) {
                // Several blocks may share the record; only those that are asked for it count.
                boolean asked = reached && isAskedFor(type, component);
                visit(component.getType(), block, path, outer, asked);
                continue;
            }
            SchemaNode child = block.children().get(Binder.key(component));
            String childPath = path.isEmpty() ? child.name() : path + "." + child.name();
            SchemaNode.Mark mark = child.mark().within(outer);
            switch (child) {
                case SchemaNode.Block inner ->
                        visit(recordOf(component.getGenericType()), inner, childPath, mark, true);
                case SchemaNode.Leaf leaf -> {
                    boolean used = reached && isAskedFor(type, component);
                    if (used && mark != SchemaNode.Mark.HONOURED) {
                        askedForButNotMarked.add(childPath);
                    } else if (!used && mark == SchemaNode.Mark.HONOURED) {
                        markedButNeverAskedFor.add(childPath);
                    }
                }
            }
        }
    }

    private static Class<?> recordOf(Type type) {
        return type instanceof ParameterizedType generic
                ? (Class<?>) generic.getActualTypeArguments()[0]
                : (Class<?>) type;
    }
}
