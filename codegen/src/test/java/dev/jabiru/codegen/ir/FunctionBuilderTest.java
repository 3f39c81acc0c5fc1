// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import static dev.jabiru.codegen.ir.Type.I32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.codegen.UserExternalName;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionBuilderTest {
  private Function function;
  private FunctionBuilder b;

  @BeforeEach
  void begin() {
    function =
        new Function(UserExternalName.ofFunction(0, 0), new Signature(List.of(I32), List.of(I32)));
    b = new FunctionBuilder(function);
  }

  private String finish() {
    b.finish();
    Verifier.require(function, "building");
    return function.toString();
  }

  @Test
  void aVariableIsWhatWasAssignedLast() {
    Block entry = b.createEntryBlock();
    Variable x = b.declareVar(I32);
    b.defVar(x, b.blockParam(entry, 0));
    b.defVar(x, b.iadd(b.useVar(x), b.useVar(x)));
    b.ret(b.list(b.useVar(x)));
    assertThat(finish()).contains("v1 = iadd v0, v0\n    return v1");
  }

  @Test
  void aVariableNeverAssignedIsZero() {
    b.createEntryBlock();
    b.ret(b.list(b.useVar(b.declareVar(I32))));
    assertThat(finish()).contains("iconst.i32 0");
  }

  @Test
  void aJoinOfTwoValuesGetsAParameterAndAJoinOfOneDoesNot() {
    Block entry = b.createEntryBlock();
    Variable x = b.declareVar(I32);
    Variable y = b.declareVar(I32);
    b.defVar(x, b.blockParam(entry, 0));
    b.defVar(y, b.blockParam(entry, 0));
    Block then = b.createBlock();
    Block join = b.createBlock();
    b.brif(b.useVar(x), then, join);
    b.sealBlock(then);
    b.switchToBlock(then);
    b.defVar(x, b.iconst(I32, 7));
    b.jump(join);
    b.sealBlock(join);
    b.switchToBlock(join);
    b.ret(b.list(b.iadd(b.useVar(x), b.useVar(y))));
    String text = finish();
    assertThat(function.dfg().blockParamCount(join)).isEqualTo(1);
    assertThat(text).contains("jump block2(v1)").contains("block2(v0)");
  }

  @Test
  void aLoopThatOnlyReadsAVariableHasNoParameterForIt() {
    Block entry = b.createEntryBlock();
    Variable x = b.declareVar(I32);
    b.defVar(x, b.blockParam(entry, 0));
    Block loop = b.createBlock();
    Block exit = b.createBlock();
    b.jump(loop);
    b.switchToBlock(loop);
    Value inLoop = b.useVar(x);
    b.brif(inLoop, loop, exit);
    b.sealBlock(loop);
    b.sealBlock(exit);
    b.switchToBlock(exit);
    b.ret(b.list(inLoop)); // a value handed out before it was found to stand for another
    finish();
    assertThat(function.dfg().blockParamCount(loop)).isZero();
    assertThat(function.dfg().resolve(inLoop)).isEqualTo(new Value(0));
  }

  @Test
  void explicitParametersComeBeforeThoseForVariables() {
    Block entry = b.createEntryBlock();
    Variable x = b.declareVar(I32);
    b.defVar(x, b.blockParam(entry, 0));
    Block loop = b.createBlock();
    Value param = b.appendBlockParam(loop, I32);
    b.jump(loop, b.list(b.iconst(I32, 5)));
    b.switchToBlock(loop);
    Value next = b.iadd(b.useVar(x), param);
    b.defVar(x, next);
    Block exit = b.createBlock();
    b.brif(next, loop, b.list(param), exit, b.list());
    b.sealBlock(loop);
    b.sealBlock(exit);
    b.switchToBlock(exit);
    b.ret(b.list(b.useVar(x)));
    String text = finish();
    assertThat(function.dfg().blockParam(loop, 0)).isEqualTo(param);
    assertThat(text).contains("jump block1(v2, v0)").contains("block1(v1, v4)");
  }

  @Test
  void anUnreachableLoopReadsZero() {
    b.createEntryBlock();
    b.ret(b.list(b.iconst(I32, 1)));
    Variable x = b.declareVar(I32);
    Block loop = b.createBlock();
    b.switchToBlock(loop);
    b.defVar(x, b.iadd(b.useVar(x), b.useVar(x)));
    b.jump(loop);
    b.sealBlock(loop);
    finish();
  }

  @Test
  void aHundredThousandBlocksInARowDoNotOverflowTheStack() {
    Block entry = b.createEntryBlock();
    Variable x = b.declareVar(I32);
    b.defVar(x, b.blockParam(entry, 0));
    Block exit = b.createBlock();
    for (int i = 0; i < 100_000; i++) {
      Block next = b.createBlock();
      b.brif(b.blockParam(entry, 0), next, exit);
      b.switchToBlock(next);
    }
    b.jump(exit);
    b.sealAllBlocks(); // so late that every block asks the one before
    b.switchToBlock(exit);
    b.ret(b.list(b.useVar(x)));
    finish();
    assertThat(function.dfg().blockParamCount(exit)).isZero();
  }

  @Test
  void misuseIsNoticed() {
    Block entry = b.createEntryBlock();
    Block open = b.createBlock();
    assertThatThrownBy(() -> b.switchToBlock(open)).hasMessageContaining("no terminator");
    b.jump(open);
    assertThatThrownBy(() -> b.interruptCheck()).hasMessageContaining("behind the terminator");
    b.switchToBlock(open);
    assertThatThrownBy(() -> b.jump(entry)).hasMessageContaining("sealed");
  }

  @Test
  void whatIsNotFinishedIsNamed() {
    b.createEntryBlock();
    Block open = b.createBlock();
    b.jump(open);
    b.switchToBlock(open);
    assertThatThrownBy(b::finish).hasMessageContaining("block1 is not sealed");
    b.sealBlock(open);
    assertThatThrownBy(b::finish).hasMessageContaining("block1 has no terminator");
  }

  @Test
  void sourceLocationsStickToTheInstructionsThatFollow() {
    Block entry = b.createEntryBlock();
    b.setSourceLoc(0x2a);
    b.ret(b.list(b.clz(b.blockParam(entry, 0))));
    assertThat(finish()).contains("@2a v1 = clz v0\n@2a return v1");
  }
}
