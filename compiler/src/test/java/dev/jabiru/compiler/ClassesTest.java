// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.Skeleton;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactClassSource;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.jvm.ClassSource;
import dev.jabiru.environ.jvm.ModuleClassLoader;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Validator;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassesTest {
  private static final String DIVIDE =
      """
      (module $divide
        (func $count (param i32) (result i32) (i32.popcnt (local.get 0)))
        (func $a.b<c> (param i64 i64) (result i64) (i64.div_u (local.get 0) (local.get 1))))
      """;

  private static ClassSource lazy(Module module) {
    return new CodegenModuleCompiler(2).prepare(module, Tunables.defaults());
  }

  private static ArtifactClassSource eager(Module module) {
    CompilationArtifacts artifacts = Modules.compile(2, module);
    CompilationArtifacts read = ArtifactFile.read(ArtifactFile.write(artifacts));
    return ArtifactClassSource.of(read.modules().getFirst());
  }

  /** Calls a function that uses nothing of its instance. */
  private static Object call(ClassSource source, int function, Object... args) throws Throwable {
    ModuleClassLoader loader = new ModuleClassLoader(source, source);
    Object context = loader.contextClass().getConstructor().newInstance();
    MethodHandle handle = loader.functionHandle(function).bindTo(context);
    return handle.invokeWithArguments(args);
  }

  @Test
  void functionsRunFromEitherSource() throws Throwable {
    Module module = Modules.parse(DIVIDE);
    for (ClassSource source : List.of(lazy(module), eager(module))) {
      assertThat(call(source, 0, 0xff0f)).isEqualTo(12);
      assertThat(call(source, 1, -1L, 2L)).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void methodsAreCalledAsTheFunctionsAre() {
    ClassSource source = lazy(Modules.parse(DIVIDE));
    assertThat(source.classOf(0)).isEqualTo("wasm.divide.Code0");
    assertThat(source.methodOf(0)).isEqualTo("count$0");
    assertThat(source.methodOf(1)).isEqualTo("a_b_c_$1");
  }

  @Test
  void frameNamesFunctionAndOffset() {
    Module module = Modules.parse(DIVIDE);
    for (ClassSource source : List.of(lazy(module), eager(module))) {
      assertThatThrownBy(() -> call(source, 1, 1L, 0L))
          .satisfies(e -> {
            StackTraceElement top = guestFrame(e);
            ClassSource.Frame frame =
                source.frame(top.getClassName(), top.getMethodName(), top.getLineNumber());
            assertThat(frame).isNotNull();
            assertThat(frame.function()).isEqualTo(1);
            assertThat(module.bytes()[frame.wasmOffset()]).isEqualTo((byte) 0x80); // i64.div_u
          });
      assertThat(source.frame("java.lang.String", "count$0", 1)).isNull();
      assertThat(source.frame("wasm.divide.Code0", "other$9", 1)).isNull();
    }
  }

  @Test
  void linesOfImplicitExceptionsKnowTheirTrap() {
    Module module =
        Modules.parse(
            "(module (memory 1) (func (param i32) (result i32) (i32.load (local.get 0))))");
    ClassSource source = lazy(module);
    assertThat(source.classBytes(source.classOf(0))).isNotNull();
    List<ClassSource.Frame> traps = new ArrayList<>();
    for (int line = 1; line < 20; line++) {
      ClassSource.Frame frame = source.frame(source.classOf(0), source.methodOf(0), line);
      if (frame != null && frame.trap() != null) {
        traps.add(frame);
      }
    }
    assertThat(traps).hasSize(1);
    assertThat(traps.getFirst().trap()).isEqualTo(TrapCode.OUT_OF_BOUNDS_MEMORY);
    assertThat(module.bytes()[traps.getFirst().wasmOffset()]).isEqualTo((byte) 0x28); // i32.load
  }

  private static StackTraceElement guestFrame(Throwable thrown) {
    for (StackTraceElement element : thrown.getStackTrace()) {
      if (element.getClassName().startsWith("wasm.")) {
        return element;
      }
    }
    throw new AssertionError(thrown);
  }

  @Test
  void classesAreGeneratedOneByOneAndAgainTheSame() {
    Module module = Modules.large(60);
    ClassSource source = lazy(module);
    assertThat(source.classBytes("wasm.large.Code999")).isNull();
    assertThat(source.classBytes("wasm.large.Code")).isNull();
    assertThat(source.classBytes("wasm.large.Code01")).isNull();
    assertThat(source.classBytes("wasm.other.Code0")).isNull();
    String name = source.classOf(30);
    assertThat(name).isNotEqualTo(source.classOf(0)).isNotEqualTo(source.classOf(59));
    assertThat(source.classBytes(name)).isNotNull().isEqualTo(source.classBytes(name));
  }

  @Test
  void lazyClassesAreThoseOfTheArtifact() {
    Module module = Modules.large(60);
    CompilationArtifacts artifacts =
        new CodegenModuleCompiler(2)
            .compile(
                List.of(new dev.jabiru.environ.ModuleCompiler.Input("large", module)),
                Set.of(Target.JVM),
                Tunables.defaults(),
                dev.jabiru.environ.ModuleCompiler.Progress.NONE);
    ClassSource source = lazy(module);
    List<ClassArtifact> classes = artifacts.modules().getFirst().classes();
    assertThat(classes.getFirst().name()).isEqualTo(source.contextClass());
    for (ClassArtifact c : classes) {
      assertThat(source.classBytes(c.name())).as(c.name()).isEqualTo(c.bytes().toArray());
    }
    for (int i = 0; i < 60; i++) {
      assertThat(ArtifactClassSource.of(artifacts.modules().getFirst()).classOf(i))
          .isEqualTo(source.classOf(i));
    }
  }

  @Test
  void moreParametersThanAMethodTakesAreStillAFunction() {
    String text = "(module (func (param" + " i64".repeat(130) + ") (result i64) (local.get 129)))";
    ClassSource source = lazy(Modules.parse(text));
    ModuleClassLoader loader = new ModuleClassLoader(source, source);
    assertThat(loader.functionHandle(0).type().parameterCount()).isEqualTo(126);
  }

  @Test
  void skeletonIsAValidModuleWithTheNamesOfItsFunctions() {
    Module module = Modules.parse(DIVIDE);
    byte[] bytes = SkeletonWriter.skeletonOf(module);
    Module skeleton = Module.decode(bytes, Features.all());
    Validator.validate(skeleton);
    assertThat(skeleton.definedFuncCount()).isEqualTo(2);
    assertThat(skeleton.names().funcName(new FuncIndex(0))).isEqualTo("count");
    assertThat(skeleton.names().moduleName()).isEqualTo("divide");
    assertThat(SkeletonWriter.skeletonOf(skeleton)).isEqualTo(bytes);
  }

  @Test
  void artifactWithAnotherSkeletonIsRefused() {
    ModuleArtifact module = Modules.compile(1, Modules.parse(DIVIDE)).modules().getFirst();
    List<Bytes> skeletons = new ArrayList<>();
    skeletons.add(Bytes.of(SkeletonWriter.skeletonOf(Modules.parse("(module)"))));
    skeletons.add(Bytes.of(new byte[] {1, 2, 3}));
    for (Bytes skeleton : skeletons) {
      assertThatThrownBy(() ->
              ArtifactClassSource.of(
                  new ModuleArtifact(
                      "m",
                      module.inputHash(),
                      false,
                      new Skeleton(skeleton),
                      module.classes(),
                      module.functions())))
          .hasMessageStartingWith("damaged artifact");
    }
  }
}
