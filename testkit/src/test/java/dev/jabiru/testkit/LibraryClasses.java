// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;

/** The class files of the published libraries, as the class path holds them. */
final class LibraryClasses {
  static final List<String> LIBRARIES =
      List.of("entity", "wasm", "codegen", "environ", "compiler", "runtime", "wasi");

  private static final JavaClasses CLASSES = importAll();

  private LibraryClasses() {}

  /** {@return all of them, read once} */
  static JavaClasses read() {
    return CLASSES;
  }

  private static JavaClasses importAll() {
    String[] packages = LIBRARIES.stream().map(name -> "dev.jabiru." + name).toArray(String[]::new);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(packages);
  }

  static boolean isIn(JavaClass type, String library) {
    String name = "dev.jabiru." + library;
    return type.getPackageName().equals(name) || type.getPackageName().startsWith(name + ".");
  }
}
