// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The classes of modules that import from each other. */
class LinkedClassesTest {
  private static final String LIB =
      """
      (module
        (global $calls (mut i32) (i32.const 0))
        (func (export "next") (param i32) (result i32)
          (i32.add (local.get 0) (i32.const 1))))
      """;

  private static final String MAIN =
      """
      (module
        (import "lib" "next" (func $next (param i32) (result i32)))
        (import "host" "next" (func $host (param i32) (result i32)))
        (func (export "go") (param i32) (result i32)
          (call $next (call $host (call $own (local.get 0)))))
        (func $own (param i32) (result i32) (local.get 0)))
      """;

  private static ModuleCompiler.Input input(String name, String text, boolean isLinked) {
    return new ModuleCompiler.Input(name, Modules.parse(text), isLinked);
  }

  private static CompilationArtifacts compile(ModuleCompiler.Input... inputs) {
    return new CodegenModuleCompiler(1)
        .compile(
            List.of(inputs), Set.of(Target.JVM), Tunables.defaults(), ModuleCompiler.Progress.NONE);
  }

  /** What the code of a module invokes, in order. */
  private static List<String> calls(ModuleArtifact module) {
    List<String> calls = new ArrayList<>();
    for (ClassArtifact c : module.classes().subList(1, module.classes().size())) {
      ClassModel model = ClassFile.of().parse(c.bytes().toArray());
      model
          .methods()
          .forEach(method ->
              method
                  .code()
                  .ifPresent(code ->
                      code.forEach(element -> {
                        if (element instanceof InvokeInstruction invoke) {
                          calls.add(
                              (invoke.opcode() == Opcode.INVOKESTATIC ? "static " : "virtual ")
                                  + invoke.owner().asInternalName()
                                  + "."
                                  + invoke.name().stringValue()
                                  + invoke.type().stringValue());
                        }
                      })));
    }
    return calls;
  }

  @Test
  void callsOfALinkedModuleAreOfItsStaticMethods() {
    CompilationArtifacts artifacts = compile(input("main", MAIN, false), input("lib", LIB, true));
    assertThat(calls(artifacts.modules().getFirst()))
        .contains("static wasm/lib/Code0.func$0(Lwasm/lib/Context;I)I")
        .contains("static wasm/main/Code0.own$3(Lwasm/main/Context;I)I")
        .containsOnlyOnce(
            "virtual java/lang/invoke/MethodHandle.invokeExact(Lwasm/main/Context;I)I");
  }

  @Test
  void callsOfWhatIsNotLinkedAskTheInstance() {
    CompilationArtifacts artifacts = compile(input("main", MAIN, false), input("lib", LIB, false));
    assertThat(calls(artifacts.modules().getFirst())).noneMatch(call -> call.contains("wasm/lib/"));
  }

  @Test
  void modulesWithSimilarNamesHaveTheirOwnPackages() {
    CompilationArtifacts artifacts =
        compile(input("a.b", LIB, false), input("a/b", LIB, false), input("A_B", LIB, false));
    assertThat(artifacts.modules())
        .extracting(module -> module.classes().getFirst().name())
        .containsExactly("wasm.a_b.Context", "wasm.a_b_2.Context", "wasm.A_B_3.Context");
  }
}
