// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may use whom, and who may start threads. */
final class LayersTest {
  private static JavaClasses classes;

  @BeforeAll
  static void readClassFiles() {
    classes = LibraryClasses.read();
  }

  @Test
  void librariesUseOnlyTheJdk() {
    ArchRuleDefinition.classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "jdk.jfr..", "org.jspecify.annotations", "dev.jabiru..")
        .check(classes);
  }

  @Test
  void entityStandsAlone() {
    assertDependsOnlyOn("entity");
  }

  @Test
  void wasmAndCodegenNeverSeeEachOther() {
    assertDependsOnlyOn("wasm", "entity");
    assertDependsOnlyOn("codegen", "entity");
  }

  @Test
  void environNeverSeesCodegen() {
    assertDependsOnlyOn("environ", "wasm", "entity");
  }

  @Test
  void compilerNeverSeesTheRuntime() {
    assertDependsOnlyOn("compiler", "environ", "wasm", "codegen", "entity");
  }

  @Test
  void runtimeNeverSeesTheCompiler() {
    assertDependsOnlyOn("runtime", "environ", "wasm", "entity");
  }

  @Test
  void wasiSeesOnlyTheRuntimesApi() {
    assertDependsOnlyOn("wasi", "runtime");
  }

  @Test
  void amongTheCompilingModulesOnlyTheCompilerStartsThreads() {
    DescribedPredicate<HasName> startsAThread =
        nameMatching("<init>|start|startVirtualThread|ofVirtual|ofPlatform");
    noClasses()
        .that(resideInCompilingModules())
        .should()
        .dependOnClassesThat(
            nameMatching(
                "java\\.util\\.concurrent\\.(.*Executor.*|ForkJoin.*|CompletableFuture.*|CompletionService"
                    + "|StructuredTaskScope.*|.*Future.*|Thread.*Factory.*)|java\\.util\\.Timer.*"))
        .check(classes);
    noClasses()
        .that(resideInCompilingModules())
        .should()
        .callCodeUnitWhere(
            target(owner(DescribedPredicate.<JavaClass>describe("a thread", LayersTest::isThread)))
                .and(target(startsAThread)))
        .orShould()
        .callCodeUnitWhere(
            target(owner(nameMatching("java\\..*")))
                .and(
                    target(
                        nameMatching(
                            "parallelStream|parallel|parallelSetAll|parallelSort|parallelPrefix"))))
        .check(classes);
  }

  @Test
  void theRulesSeeEveryLibrary() {
    for (String library : LibraryClasses.LIBRARIES) {
      assertThat(classes)
          .as("classes of %s", library)
          .anyMatch(type -> LibraryClasses.isIn(type, library));
    }
  }

  private static boolean isThread(JavaClass type) {
    return type.isAssignableTo(Thread.class)
        || type.getName().startsWith("java.lang.Thread$Builder");
  }

  private static DescribedPredicate<JavaClass> resideInCompilingModules() {
    return JavaClass.Predicates.resideInAnyPackage(
        "dev.jabiru.entity..", "dev.jabiru.wasm..", "dev.jabiru.codegen..", "dev.jabiru.environ..");
  }

  private static void assertDependsOnlyOn(String library, String... allowed) {
    String[] packages = new String[allowed.length + 1];
    packages[0] = "dev.jabiru." + library + "..";
    for (int i = 0; i < allowed.length; i++) {
      packages[i + 1] = "dev.jabiru." + allowed[i] + "..";
    }
    noClasses()
        .that(JavaClass.Predicates.resideInAPackage(packages[0]))
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("dev.jabiru..")
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages))))
        .check(classes);
  }
}
