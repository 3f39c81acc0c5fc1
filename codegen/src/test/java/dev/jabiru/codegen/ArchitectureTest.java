// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.entity.ListPool;
import org.junit.jupiter.api.Test;

/** The layers inside the module. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-test/"))
          .importPackages("dev.jabiru.codegen");

  @Test
  void aFunctionHasOnePool() {
    fields()
        .that()
        .haveRawType(ListPool.class)
        .and()
        .areDeclaredInClassesThat()
        .resideInAnyPackage("..ir..", "..opt..")
        .should()
        .beDeclaredIn(DataFlowGraph.class)
        .check(CLASSES);
  }

  @Test
  void theIrKnowsNeitherPassesNorTargets() {
    noClasses()
        .that()
        .resideInAPackage("..codegen.ir..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..codegen.opt..", "..codegen.jvm..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..codegen.opt..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..codegen.jvm..")
        .check(CLASSES);
  }
}
