package io.tempo.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between packages, as {@code docs/architecture.md} draws them. */
@AnalyzeClasses(packages = "io.tempo", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

    /** Leaves out tests, and the test kit where it comes as a jar. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }

    private static final String DISTRIBUTOR = "io.tempo.distributor..";
    private static final String LIVE_STORE = "io.tempo.livestore..";
    private static final String QUERIER = "io.tempo.querier..";
    private static final String BLOCK_BUILDER = "io.tempo.blockbuilder..";
    private static final String METRICS_GENERATOR = "io.tempo.metricsgen..";

    /** Components know core and themselves, core knows none of them, only the app knows all. */
    @ArchTest
    static final ArchRule componentsDoNotKnowEachOther =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("io.tempo..")
                    .withOptionalLayers(true)
                    .layer("core")
                    .definedBy("io.tempo.core..")
                    .layer("distributor")
                    .definedBy(DISTRIBUTOR)
                    .layer("live-store")
                    .definedBy(LIVE_STORE)
                    .layer("querier")
                    .definedBy(QUERIER)
                    .layer("block-builder")
                    .definedBy(BLOCK_BUILDER)
                    .layer("metrics-generator")
                    .definedBy(METRICS_GENERATOR)
                    .layer("app")
                    .definedBy("io.tempo.app..", "io.tempo.launcher..")
                    .whereLayer("core")
                    .mayNotAccessAnyLayer()
                    .whereLayer("distributor")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("live-store")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("querier")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("block-builder")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("metrics-generator")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("app")
                    .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule corePackagesHaveNoCycles =
            slices().matching("io.tempo.core.(**)").should().beFreeOfCycles();

    /** The nouns need nothing else. */
    @ArchTest
    static final ArchRule modelIsAtTheBottom =
            classes()
                    .that()
                    .resideInAPackage("io.tempo.core.model")
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage("io.tempo.core.model", "java.."));

    /** The file layer knows nothing of spans and traces. */
    @ArchTest
    static final ArchRule parquetIsAFileLayer =
            noClasses()
                    .that()
                    .resideInAPackage("io.tempo.core.parquet..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.tempo..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.tempo.core.parquet..",
                                                            "io.tempo.core.columns",
                                                            "io.tempo.core.model"))));

    /** The launcher runs on Java 17 and without the jar's other classes. */
    @ArchTest
    static final ArchRule launcherStandsAlone =
            classes()
                    .that()
                    .resideInAPackage("io.tempo.launcher..")
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage("io.tempo.launcher..", "java.."));

    @ArchTest
    static final ArchRule noHadoop =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.hadoop..");
}
