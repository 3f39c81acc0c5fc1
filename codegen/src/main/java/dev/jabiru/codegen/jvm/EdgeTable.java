// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.InstructionData;
import java.util.HashMap;
import java.util.Map;

/** Finds edges of one instruction that do the same: the same block, the same arguments. */
final class EdgeTable {
  private record Key(int target, String args) {}

  private final Body body;
  private final InstructionData data;
  private final BlockOrder order;
  private final int firstTarget;
  private final Map<Key, Integer> seen = new HashMap<>();

  EdgeTable(Body body, InstructionData data, BlockOrder order, int firstTarget) {
    this.body = body;
    this.data = data;
    this.order = order;
    this.firstTarget = firstTarget;
  }

  /** The first edge asked about that does the same as this one. */
  int firstLike(int edge) {
    int n = body.edgeArgCount(data, edge);
    StringBuilder args = new StringBuilder(2 * n);
    for (int i = 0; i < n; i++) {
      int arg = body.edgeArg(data, edge, i);
      args.append((char) arg).append((char) (arg >>> 16));
    }
    Key key = new Key(order.targets[firstTarget + edge], args.toString());
    Integer first = seen.putIfAbsent(key, edge);
    return first == null ? edge : first;
  }
}
