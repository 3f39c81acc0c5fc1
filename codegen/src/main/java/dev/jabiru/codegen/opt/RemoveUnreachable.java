// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Layout;

/** Removes the blocks that nothing leads to from the entry. */
final class RemoveUnreachable implements Pass {
  @Override
  public void run(Function function, Analyses analyses) {
    Layout layout = function.layout();
    DominatorTree tree = analyses.tree();
    boolean isChanged = false;
    Block block = layout.firstBlock();
    while (block != null) {
      Block next = layout.nextBlock(block);
      if (!tree.isReachable(block)) {
        layout.removeBlock(block);
        isChanged = true;
      }
      block = next;
    }
    if (isChanged) {
      analyses.edgesChanged();
    }
  }
}
