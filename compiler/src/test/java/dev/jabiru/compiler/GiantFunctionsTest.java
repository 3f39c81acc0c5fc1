// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.artifact.ArtifactClassSource;
import dev.jabiru.environ.jvm.ModuleClassLoader;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Validator;
import java.io.ByteArrayOutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Functions of a size that no method may have, from the bytes of a module: their class files keep
 * all limits of the format and of HotSpot, and they run.
 */
class GiantFunctionsTest {
  /** HotSpot compiles no method of as many bytes. */
  private static final int HUGE_METHOD_BYTES = 8000;

  private static final int I64 = 0x7e;
  private static final int EMPTY = 0x40;

  /** Writes a function {@code (i64) -> i64} and says what it would return. */
  private static final class Body {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int blocks;

    Body op(int... bytes) {
      for (int b : bytes) {
        out.write(b);
      }
      return this;
    }

    Body constant(long value) {
      op(0x42);
      while (value != value << 57 >> 57) {
        out.write((int) value & 0x7f | 0x80);
        value >>= 7;
      }
      out.write((int) value & 0x7f);
      return this;
    }

    static void unsigned(ByteArrayOutputStream to, int value) {
      for (; value > 0x7f; value >>>= 7) {
        to.write(value & 0x7f | 0x80);
      }
      to.write(value);
    }

    /** {@code x = x * a + b}, wrapping, where bit {@code n} of x is set; else {@code x ^= b}. */
    long step(long x, long a, long b, int bit) {
      op(0x20, 0).constant(1L << bit).op(0x83, 0x50, 0x45, 0x04, EMPTY); // x & 1 << n == 0 == 0, if
      op(0x20, 0).constant(a).op(0x7e).constant(b).op(0x7c, 0x21, 0);
      op(0x05); // else
      op(0x20, 0).constant(b).op(0x85, 0x21, 0, 0x0b);
      blocks += 3;
      return apply(x, a, b, bit);
    }

    static long apply(long x, long a, long b, int bit) {
      return (x >>> bit & 1) != 0 ? x * a + b : x ^ b;
    }

    int size() {
      return out.size();
    }

    Module module() {
      ByteArrayOutputStream code = new ByteArrayOutputStream();
      code.write(1); // one group of locals
      code.write(1);
      code.write(I64);
      code.writeBytes(out.toByteArray());
      code.write(0x0b);
      ByteArrayOutputStream section = new ByteArrayOutputStream();
      section.write(1);
      unsigned(section, code.size());
      section.writeBytes(code.toByteArray());
      ByteArrayOutputStream module = new ByteArrayOutputStream();
      module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
      module.writeBytes(new byte[] {1, 6, 1, 0x60, 1, I64, 1, I64}); // the type
      module.writeBytes(new byte[] {3, 2, 1, 0}); // the function
      module.write(10);
      unsigned(module, section.size());
      module.writeBytes(section.toByteArray());
      Module decoded = Module.decode(module.toByteArray(), Features.defaults());
      Validator.validate(decoded);
      return decoded;
    }
  }

  private static void assertWithinLimits(ModuleArtifact artifact, int atLeastClasses) {
    int methods = 0;
    for (ClassArtifact file : artifact.classes()) {
      ClassModel model = ClassFile.of().parse(file.bytes().toArray());
      assertThat(model.constantPool().size()).as(file.name()).isLessThan(65_535);
      assertThat(model.methods().size()).as(file.name()).isLessThan(65_535);
      assertThat(model.fields().size()).as(file.name()).isLessThan(65_535);
      for (MethodModel method : model.methods()) {
        CodeAttribute code = (CodeAttribute) method.code().orElseThrow();
        String name = file.name() + "." + method.methodName().stringValue();
        assertThat(code.codeLength()).as(name).isLessThan(HUGE_METHOD_BYTES);
        assertThat(code.maxLocals()).as(name).isLessThan(65_535);
        assertThat(code.maxStack()).as(name).isLessThan(65_535);
        methods++;
      }
    }
    assertThat(artifact.classes().size()).isGreaterThanOrEqualTo(atLeastClasses);
    assertThat(methods).isGreaterThan(100);
  }

  private long call(ModuleArtifact artifact, long x) throws Throwable {
    ModuleClassLoader loader = new ModuleClassLoader(ArtifactClassSource.of(artifact), this);
    Object context = loader.contextClass().getConstructor().newInstance();
    return (long) loader.functionHandle(0).bindTo(context).invoke(x);
  }

  @Test
  void aFunctionOfTwoMegabytesKeepsAllLimitsAndRuns() throws Throwable {
    SplittableRandom random = new SplittableRandom(1);
    Body body = new Body();
    long x = 7;
    while (body.size() < 2 << 20) {
      x = body.step(x, random.nextLong(), random.nextLong(), random.nextInt(64));
    }
    body.op(0x20, 0);
    ModuleArtifact artifact = Modules.compile(1, body.module()).modules().getFirst();
    // So many different constants do not fit one class.
    assertWithinLimits(artifact, 3);
    assertThat(call(artifact, 7)).isEqualTo(x);
  }

  @Test
  void fiftyThousandBlocksInALoopKeepAllLimitsAndRun() throws Throwable {
    int rounds = 20;
    SplittableRandom random = new SplittableRandom(2);
    Body body = new Body();
    body.constant(rounds).op(0x21, 1, 0x03, EMPTY); // n = rounds, loop
    while (body.blocks < 50_000) {
      body.step(0, random.nextInt(100) | 1, random.nextInt(100), random.nextInt(64));
    }
    body.op(0x20, 1).constant(1).op(0x7d, 0x22, 1, 0x50, 0x45, 0x0d, 0, 0x0b); // --n != 0, br_if
    body.op(0x20, 0);
    long x = 7;
    for (int i = 0; i < rounds; i++) {
      random = new SplittableRandom(2);
      for (int n = 0; n < body.blocks; n += 3) {
        x = Body.apply(x, random.nextInt(100) | 1, random.nextInt(100), random.nextInt(64));
      }
    }
    ModuleArtifact artifact = Modules.compile(1, body.module()).modules().getFirst();
    assertWithinLimits(artifact, 2);
    assertThat(call(artifact, 7)).isEqualTo(x);
  }
}
