// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.ModuleCompiler.Progress;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.text.WatParser;
import java.util.List;
import java.util.Set;

/** Modules for tests. */
final class Modules {
  private Modules() {}

  static Module parse(String text) {
    return Module.decode(WatParser.parse(text, Features.all()).binary(), Features.all());
  }

  /** A module of many functions, large and small, that call each other. */
  static Module large(int functions) {
    StringBuilder text = new StringBuilder("(module $large (memory 1)");
    for (int i = 0; i < functions; i++) {
      text.append("(func $f").append(i).append(" (param i32) (result i32)\n");
      text.append("(i32.const ").append(i).append(")");
      for (int n = 0; n < i * 37 % 400; n++) {
        text.append("(i32.xor (i32.load offset=").append(n).append(" (local.get 0)))\n");
        if (n % 50 == 49) {
          text.append("(call $f").append((i * 7 + n) % functions).append(")\n");
        }
      }
      text.append(")\n");
    }
    return parse(text.append(")").toString());
  }

  static CompilationArtifacts compile(int threads, Module... modules) {
    return compile(threads, Set.of(Target.JVM), modules);
  }

  static CompilationArtifacts compile(int threads, Set<Target> targets, Module... modules) {
    List<ModuleCompiler.Input> inputs = new java.util.ArrayList<>();
    for (int i = 0; i < modules.length; i++) {
      inputs.add(new ModuleCompiler.Input("m" + i, modules[i]));
    }
    return new CodegenModuleCompiler(threads)
        .compile(inputs, targets, Tunables.defaults(), Progress.NONE);
  }
}
