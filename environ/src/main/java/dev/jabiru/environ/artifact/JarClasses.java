// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.wasm.Export;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.Import;
import dev.jabiru.wasm.Module;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleMainClassAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.constant.ModuleDesc;
import java.lang.constant.PackageDesc;

/** Generates the classes of a JAR that are not of a module: how people get at those that are. */
final class JarClasses {
  /** Written out, so that the JDK that compiles does not matter. */
  private static final int JAVA_25 = 69;

  private static final String WASI = "wasi_snapshot_preview1";
  private static final String START = "_start";

  private static final ClassDesc ARTIFACT = ClassDesc.of("dev.jabiru.runtime.Artifact");
  private static final ClassDesc CONFIG = ClassDesc.of("dev.jabiru.runtime.Config");
  private static final ClassDesc CHOICE = CONFIG.nested("TargetChoice");
  private static final ClassDesc ENGINE = ClassDesc.of("dev.jabiru.runtime.Engine");
  private static final ClassDesc PROGRAM = ClassDesc.of("dev.jabiru.wasi.WasiProgram");

  private static final MethodTypeDesc LOAD = MethodTypeDesc.of(ARTIFACT, ENGINE);
  private static final MethodTypeDesc MAIN =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String.arrayType());

  private final String packageName;
  private final ClassDesc loader;
  private final boolean hasFuel;
  private final boolean importsWasi;
  private final boolean hasMain;

  private JarClasses(String packageName, boolean hasFuel, boolean importsWasi, boolean hasMain) {
    this.packageName = packageName;
    this.loader = ClassDesc.of(packageName, ArtifactJar.LOADER);
    this.hasFuel = hasFuel;
    this.importsWasi = importsWasi;
    this.hasMain = hasMain;
  }

  static JarClasses of(CompilationArtifacts artifacts, String packageName) {
    int programs = 0;
    boolean starts = false;
    boolean importsWasi = false;
    for (ModuleArtifact each : artifacts.modules()) {
      Module module = ArtifactClassSource.skeleton(each);
      for (Import item : module.imports()) {
        importsWasi |= item.module().equals(WASI);
      }
      if (!each.isLinked()) {
        programs++;
        for (Export export : module.exports()) {
          starts |= export.kind() == ExternKind.FUNC && export.name().equals(START);
        }
      }
    }
    boolean hasFuel = artifacts.tunables().fuel();
    boolean hasMain = programs == 1 && starts && importsWasi && !hasFuel;
    return new JarClasses(packageName, hasFuel, importsWasi, hasMain);
  }

  /** Whether the modules are one program that can be started. */
  boolean hasMain() {
    return hasMain;
  }

  /** The name of the class that loads the modules. */
  String loaderName() {
    return packageName + "." + ArtifactJar.LOADER;
  }

  /** {@return the descriptor of the module that the JAR is on a module path} */
  byte[] moduleInfo() {
    ModuleAttribute module =
        ModuleAttribute.of(
            ModuleDesc.of(packageName),
            builder -> {
              builder.requires(ModuleDesc.of("java.base"), ClassFile.ACC_MANDATED, null);
              builder.requires(ModuleDesc.of("dev.jabiru.runtime"), ClassFile.ACC_TRANSITIVE, null);
              if (importsWasi) {
                builder.requires(ModuleDesc.of("dev.jabiru.wasi"), ClassFile.ACC_TRANSITIVE, null);
              }
              builder.exports(PackageDesc.of(packageName), 0);
            });
    return ClassFile.of()
        .buildModule(
            module,
            builder -> {
              builder.withVersion(JAVA_25, 0);
              if (hasMain) {
                builder.with(ModuleMainClassAttribute.of(loader));
              }
            });
  }

  /**
   * {@return the class that loads the modules}
   *
   * <pre>{@code
   * public final class WasmModules {
   *   public static Artifact load() {
   *     return load(Engine.of(Config.defaults().withTarget(TargetChoice.JVM)));
   *   }
   *   public static Artifact load(Engine engine) {
   *     return engine.load(WasmModules.class);
   *   }
   *   public static void main(String[] args) { // if they are a program
   *     WasiProgram.main(WasmModules.class, args);
   *   }
   * }
   * }</pre>
   */
  byte[] loader() {
    return ClassFile.of()
        .build(
            loader,
            builder -> {
              builder.withVersion(JAVA_25, 0);
              builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
              method(builder, "load", MethodTypeDesc.of(ARTIFACT), this::load);
              method(builder, "load", LOAD, this::loadInto);
              if (hasMain) {
                method(builder, "main", MAIN, this::main);
              }
            });
  }

  private static void method(
      ClassBuilder builder,
      String name,
      MethodTypeDesc type,
      java.util.function.Consumer<CodeBuilder> code) {
    builder.withMethodBody(name, type, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code);
  }

  private void load(CodeBuilder code) {
    code.invokestatic(CONFIG, "defaults", MethodTypeDesc.of(CONFIG))
        .getstatic(CHOICE, "JVM", CHOICE)
        .invokevirtual(CONFIG, "withTarget", MethodTypeDesc.of(CONFIG, CHOICE));
    if (hasFuel) {
      code.iconst_1()
          .invokevirtual(CONFIG, "withFuel", MethodTypeDesc.of(CONFIG, ConstantDescs.CD_boolean));
    }
    code.invokestatic(ENGINE, "of", MethodTypeDesc.of(ENGINE, CONFIG))
        .invokestatic(loader, "load", LOAD)
        .areturn();
  }

  private void loadInto(CodeBuilder code) {
    code.aload(0)
        .loadConstant(loader)
        .invokevirtual(ENGINE, "load", MethodTypeDesc.of(ARTIFACT, ConstantDescs.CD_Class))
        .areturn();
  }

  private void main(CodeBuilder code) {
    code.loadConstant(loader)
        .aload(0)
        .invokestatic(PROGRAM, "main", MAIN.insertParameterTypes(0, ConstantDescs.CD_Class))
        .return_();
  }
}
