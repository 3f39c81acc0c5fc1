// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.wasm.Module;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.DynamicConstantPoolEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Class files hold the checks that were asked for, and nothing of those that were not. */
class ChecksTest {
  /** Loops, recursion, calls through tables and in the caller's place, a function in regions. */
  private static Module module() {
    StringBuilder text = new StringBuilder("(module (type $f (func (param i32) (result i32)))\n");
    text.append("(memory 1) (table funcref (elem $loop $twice))\n");
    text.append(
        """
        (func $loop (type $f) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (local.get 0))
        (func $twice (type $f) (i32.add (call $twice (local.get 0)) (call $loop (local.get 0))))
        (func $jump (type $f) (return_call $twice (local.get 0)))
        (func $indirect (type $f) (call_indirect (type $f) (local.get 0) (local.get 0)))
        (func $large (type $f) (loop
        """);
    for (int i = 0; i < 3000; i++) {
      text.append("(i32.store offset=").append(i).append(" (local.get 0) (call $loop (i32.load");
      text.append(" offset=").append(i * 2).append(" (local.get 0))))\n");
    }
    text.append("(br_if 0 (local.tee 0 (i32.shr_u (local.get 0) (i32.const 1))))) (local.get 0)))");
    return Modules.parse(text.toString());
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void classFilesHoldTheChecksAskedForAndNoOthers(boolean interruptible, boolean fuel) {
    Tunables tunables = Tunables.defaults().withInterruptible(interruptible).withFuel(fuel);
    List<ClassArtifact> classes =
        new CodegenModuleCompiler(1)
            .compile(
                List.of(new ModuleCompiler.Input("m", module())),
                Set.of(Target.JVM),
                tunables,
                ModuleCompiler.Progress.NONE)
            .modules()
            .getFirst()
            .classes();
    Set<String> spellings = new TreeSet<>();
    int dynamic = 0;
    int checkingMethods = 0;
    for (ClassArtifact file : classes) {
      ClassModel model = ClassFile.of().parse(file.bytes().toArray());
      for (PoolEntry entry : model.constantPool()) {
        dynamic += entry instanceof DynamicConstantPoolEntry made && isOfChecks(made) ? 1 : 0;
        if (entry instanceof Utf8Entry utf8) {
          String word = utf8.stringValue().toLowerCase(Locale.ROOT);
          if (word.contains("interrupt") || word.contains("fuel") || word.contains("safepoint")) {
            spellings.add(utf8.stringValue());
          }
        }
      }
      for (MethodModel method : model.methods()) {
        CodeAttribute code = (CodeAttribute) method.code().orElseThrow();
        boolean checks =
            code.elementStream()
                    .anyMatch(e -> e.toString().toLowerCase(Locale.ROOT).contains("fuel"))
                || code.elementStream().anyMatch(e -> e.toString().contains("interrupt"));
        checkingMethods += checks ? 1 : 0;
      }
    }
    assertThat(spellings.stream().anyMatch(s -> s.contains("nterrupt"))).isEqualTo(interruptible);
    assertThat(spellings.stream().anyMatch(s -> s.toLowerCase(Locale.ROOT).contains("fuel")))
        .isEqualTo(fuel);
    assertThat(dynamic > 0).isEqualTo(interruptible);
    assertThat(checkingMethods > 0).isEqualTo(interruptible || fuel);
    if (!interruptible && !fuel) {
      assertThat(spellings).isEmpty();
    }
  }

  /** The other dynamic constants are the handles that reach memories. */
  private static boolean isOfChecks(DynamicConstantPoolEntry entry) {
    return !entry
        .bootstrap()
        .bootstrapMethod()
        .reference()
        .name()
        .stringValue()
        .equals("arrayAccess");
  }
}
