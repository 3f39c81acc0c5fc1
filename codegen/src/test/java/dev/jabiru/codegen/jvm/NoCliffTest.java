// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.BlockCall;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionBuilder;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.codegen.ir.Variable;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However large a function is, no method of it is too large to be compiled, and it still works. */
class NoCliffTest {
  private static Function function(int params) {
    List<Type> types = new ArrayList<>();
    for (int i = 0; i < params; i++) {
      types.add(Type.I64);
    }
    return new Function(
        UserExternalName.ofFunction(0, 10), new Signature(types, List.of(Type.I64)));
  }

  private static void assertSmallMethods(TestWorld world) {
    int methods = 0;
    for (byte[] bytes : world.loader.classes.values()) {
      for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
        CodeAttribute code = (CodeAttribute) method.code().orElseThrow();
        assertThat(code.codeLength()).as(method.methodName().stringValue()).isLessThan(8000);
        methods++;
      }
    }
    assertThat(methods).isGreaterThan(10);
  }

  @Test
  void oneBlockOfHalfAMillionInstructions() throws Throwable {
    Function function = function(1);
    FunctionBuilder b = new FunctionBuilder(function);
    Block entry = b.createEntryBlock();
    Value x = b.blockParam(entry, 0);
    long wanted = 5;
    for (int i = 0; i < 250_000; i++) {
      long constant = i * 0x9E3779B97F4A7C15L;
      x = b.bxor(b.imul(x, b.iconst(Type.I64, constant | 1)), b.iconst(Type.I64, constant));
      wanted = wanted * (constant | 1) ^ constant;
    }
    b.ret(b.list(x));
    b.finish();
    TestWorld world = TestWorld.of(List.of(function));
    assertSmallMethods(world);
    assertThat(world.loader.classes.size()).isGreaterThan(3);
    assertThat(world.call(10, 5L)).isEqualTo(wanted);
  }

  @Test
  void fiftyThousandBlocks() throws Throwable {
    Function function = function(2);
    FunctionBuilder b = new FunctionBuilder(function);
    Block entry = b.createEntryBlock();
    List<Variable> variables = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Variable variable = b.declareVar(Type.I64);
      variables.add(variable);
      b.defVar(variable, b.blockParam(entry, i % 2));
    }
    long[] model = new long[20];
    for (int i = 0; i < 20; i++) {
      model[i] = i % 2 == 0 ? 7 : 1000;
    }
    for (int i = 0; i < 25_000; i++) {
      Variable v = variables.get(i % 20);
      Variable w = variables.get((i * 7 + 3) % 20);
      Block then = b.createBlock();
      Block join = b.createBlock();
      Value odd = b.ireduce(b.band(b.useVar(v), b.iconst(Type.I64, 1)));
      b.brif(odd, then, join);
      b.switchToBlock(then);
      b.sealBlock(then);
      b.defVar(w, b.iadd(b.useVar(w), b.useVar(v)));
      b.jump(join);
      b.switchToBlock(join);
      b.sealBlock(join);
      b.defVar(v, b.iadd(b.useVar(v), b.iconst(Type.I64, i)));
      if ((model[i % 20] & 1) != 0) {
        model[(i * 7 + 3) % 20] += model[i % 20];
      }
      model[i % 20] += i;
    }
    Value sum = b.iconst(Type.I64, 0);
    long wanted = 0;
    for (int i = 0; i < 20; i++) {
      sum = b.iadd(sum, b.useVar(variables.get(i)));
      wanted += model[i];
    }
    b.ret(b.list(sum));
    b.finish();
    TestWorld world = TestWorld.of(List.of(function));
    assertSmallMethods(world);
    assertThat(world.call(10, 7L, 1000L)).isEqualTo(wanted);
  }

  @Test
  void aBranchTableOfTenThousandTargets() throws Throwable {
    Function function =
        new Function(
            UserExternalName.ofFunction(0, 10),
            new Signature(List.of(Type.I32), List.of(Type.I32)));
    FunctionBuilder b = new FunctionBuilder(function);
    Block entry = b.createEntryBlock();
    Block join = b.createBlock();
    b.appendBlockParam(join, Type.I32);
    List<BlockCall> calls = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      calls.add(new BlockCall(join, b.list(b.iconst(Type.I32, i * 3))));
    }
    BlockCall otherwise = new BlockCall(join, b.list(b.iconst(Type.I32, -1)));
    b.brTable(b.blockParam(entry, 0), calls, otherwise);
    b.switchToBlock(join);
    b.ret(b.list(b.blockParam(join, 0)));
    b.sealAllBlocks();
    b.finish();
    TestWorld world = TestWorld.of(List.of(function));
    assertSmallMethods(world);
    for (int i : new int[] {0, 1, 511, 512, 4999, 5000, 9998, 9999}) {
      assertThat(world.call(10, i)).isEqualTo(i * 3);
    }
    assertThat(world.call(10, 10_000)).isEqualTo(-1);
    assertThat(world.call(10, -1)).isEqualTo(-1);
  }

  @Test
  void aLargeFunctionInALoopKeepsItsValues() throws Throwable {
    Function function = function(2);
    FunctionBuilder b = new FunctionBuilder(function);
    Block entry = b.createEntryBlock();
    Variable i = b.declareVar(Type.I64);
    Variable sum = b.declareVar(Type.I64);
    b.defVar(i, b.iconst(Type.I64, 0));
    b.defVar(sum, b.blockParam(entry, 1));
    Block loop = b.createBlock();
    Block body = b.createBlock();
    Block done = b.createBlock();
    b.jump(loop);
    b.switchToBlock(loop);
    Value more =
        b.icmp(dev.jabiru.codegen.ir.IntCondition.ULT, b.useVar(i), b.blockParam(entry, 0));
    b.brif(more, body, done);
    b.switchToBlock(body);
    for (int k = 0; k < 3000; k++) {
      Value x = b.bxor(b.useVar(sum), b.iadd(b.useVar(i), b.iconst(Type.I64, k * 77777L)));
      b.defVar(sum, b.rotl(x, b.iconst(Type.I64, 7)));
    }
    b.defVar(i, b.iadd(b.useVar(i), b.iconst(Type.I64, 1)));
    b.jump(loop);
    b.switchToBlock(done);
    b.ret(b.list(b.useVar(sum)));
    b.sealAllBlocks();
    b.finish();
    TestWorld world = TestWorld.of(List.of(function));
    assertSmallMethods(world);
    long wanted = 3;
    for (long n = 0; n < 100; n++) {
      for (int k = 0; k < 3000; k++) {
        wanted = Long.rotateLeft(wanted ^ (n + k * 77777L), 7);
      }
    }
    assertThat(world.call(10, 100L, 3L)).isEqualTo(wanted);
  }
}
