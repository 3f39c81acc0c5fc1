// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Layout;
import dev.jabiru.codegen.ir.Value;
import java.util.Arrays;

/**
 * Removes block parameters that get the same value over every edge.
 *
 * <p>The front end gives a loop header one parameter per local that the loop might write, before it
 * knows which of them it does write. Each one left in place costs a move per back edge.
 *
 * <p>Parameters may be redundant only together: those of two nested loops pass one value round in
 * circles. So the pass looks at the strongly connected components of the graph from parameters to
 * their arguments, as Braun et al. describe (2013, section 3.2), operands before users. If only one
 * value comes into a component from outside, all of its parameters are that value. If several do,
 * the parameters that take none of them directly are looked at again by themselves, as a smaller
 * graph.
 *
 * <p>Blocks and edges stay as they were, so the flow graph and the dominator tree stay valid.
 */
final class RemoveRedundantParams implements Pass {
  @Override
  public void run(Function function, Analyses analyses) {
    new Search(function, analyses.graph()).run();
  }

  private static final class Search {
    private static final int NONE = -1;

    private final DataFlowGraph dfg;
    private final Layout layout;
    private final ControlFlowGraph graph;

    /** By value: the part of the graph it is in now; 0 for what is no parameter or is finished. */
    private final int[] part;

    // Parts and components still to look at, each a range of `members`, the next one last.
    private int[] tasks = new int[64];
    private int taskEnd;
    private int[] members = new int[256];
    private int memberEnd;
    private int partCount;

    // Tarjan's algorithm, by value: when it was found, the earliest it leads back to.
    private final int[] found;
    private final int[] low;
    private final boolean[] isOpen;
    private final int[] open;
    private final int[] path;
    private final int[] nextArg;
    private boolean isChanged;

    Search(Function function, ControlFlowGraph graph) {
      this.dfg = function.dfg();
      this.layout = function.layout();
      this.graph = graph;
      int n = dfg.valueCount();
      this.part = new int[n];
      this.found = new int[n];
      this.low = new int[n];
      this.isOpen = new boolean[n];
      this.open = new int[n];
      this.path = new int[n];
      this.nextArg = new int[n];
    }

    void run() {
      for (Block block = layout.firstBlock(); block != null; block = layout.nextBlock(block)) {
        if (BlockParams.areArguments(dfg, graph, block, layout.entry())) {
          for (int i = 0, n = dfg.blockParamCount(block); i < n; i++) {
            addMember(dfg.blockParam(block, i).index());
          }
        }
      }
      if (memberEnd == 0) {
        return;
      }
      pushTask(0, false);
      while (taskEnd > 0) {
        int start = tasks[--taskEnd];
        boolean isComponent = (start & 1) != 0;
        if (isComponent) {
          finishComponent(start >> 1);
        } else {
          findComponents(start >> 1);
        }
      }
      if (isChanged) {
        removeAliases();
      }
    }

    private void addMember(int value) {
      if (memberEnd == members.length) {
        members = Arrays.copyOf(members, memberEnd * 2);
      }
      members[memberEnd++] = value;
    }

    /** The members of a task are those from {@code start} up to the start of the task above it. */
    private void pushTask(int start, boolean isComponent) {
      if (taskEnd == tasks.length) {
        tasks = Arrays.copyOf(tasks, taskEnd * 2);
      }
      tasks[taskEnd++] = start << 1 | (isComponent ? 1 : 0);
    }

    private int argCount(int param) {
      return graph.predecessorCount(blockOf(param));
    }

    private Block blockOf(int param) {
      Block block = dfg.definingBlock(new Value(param));
      if (block == null) {
        throw new AssertionError("v" + param + " is no parameter");
      }
      return block;
    }

    private int arg(int param, int i) {
      int position = dfg.definingPosition(new Value(param));
      Value arg = dfg.edgeArg(graph.predecessorEdge(blockOf(param), i), position);
      return dfg.resolve(arg).index();
    }

    /** Replaces a part, the last members, by tasks for its components, operands on top. */
    private void findComponents(int start) {
      int[] values = Arrays.copyOfRange(members, start, memberEnd);
      memberEnd = start;
      int id = ++partCount;
      for (int value : values) {
        part[value] = id;
        found[value] = 0;
      }
      int[] components = new int[values.length];
      int[] ends = new int[values.length];
      int count = 0;
      int filled = 0;
      int time = 0;
      int openEnd = 0;
      for (int root : values) {
        if (found[root] != 0) {
          continue;
        }
        int depth = 0;
        path[depth++] = root;
        nextArg[root] = 0;
        found[root] = low[root] = ++time;
        open[openEnd++] = root;
        isOpen[root] = true;
        while (depth > 0) {
          int v = path[depth - 1];
          if (nextArg[v] < argCount(v)) {
            int arg = arg(v, nextArg[v]++);
            if (part[arg] != id) {
              continue;
            }
            if (found[arg] == 0) {
              path[depth++] = arg;
              nextArg[arg] = 0;
              found[arg] = low[arg] = ++time;
              open[openEnd++] = arg;
              isOpen[arg] = true;
            } else if (isOpen[arg]) {
              low[v] = Math.min(low[v], found[arg]);
            }
            continue;
          }
          depth--;
          if (depth > 0) {
            low[path[depth - 1]] = Math.min(low[path[depth - 1]], low[v]);
          }
          if (low[v] == found[v]) { // v and what is open above it are a component
            int w;
            do {
              w = open[--openEnd];
              isOpen[w] = false;
              components[filled++] = w;
            } while (w != v);
            ends[count++] = filled;
          }
        }
      }
      for (int c = count - 1; c >= 0; c--) {
        pushTask(memberEnd, true);
        for (int i = c == 0 ? 0 : ends[c - 1]; i < ends[c]; i++) {
          addMember(components[i]);
        }
      }
    }

    /**
     * Looks at one component, the last members: does it have one value, or is there a part inside?
     */
    private void finishComponent(int start) {
      int id = ++partCount;
      for (int i = start; i < memberEnd; i++) {
        part[members[i]] = id;
      }
      int only = NONE;
      boolean hasOne = true;
      int inner = start;
      for (int i = start; i < memberEnd; i++) {
        int param = members[i];
        boolean isInner = true;
        for (int a = 0, n = argCount(param); a < n; a++) {
          int arg = arg(param, a);
          if (part[arg] != id) {
            isInner = false;
            hasOne &= only == NONE || only == arg;
            only = arg;
          }
        }
        if (isInner) { // to the front
          members[i] = members[inner];
          members[inner++] = param;
        }
      }
      if (hasOne && only != NONE) {
        for (int i = start; i < memberEnd; i++) {
          part[members[i]] = 0;
          dfg.changeToAlias(new Value(members[i]), new Value(only));
        }
        isChanged = true;
        memberEnd = start;
      } else {
        // Those that take values from outside stay; to the others they are outside. Without any
        // value
        // from outside, nothing ever gets in.
        inner = only == NONE ? start : inner;
        for (int i = inner; i < memberEnd; i++) {
          part[members[i]] = 0;
        }
        memberEnd = inner;
        if (inner > start) {
          pushTask(start, false);
        }
      }
    }

    private void removeAliases() {
      for (Block block = layout.firstBlock(); block != null; block = layout.nextBlock(block)) {
        if (dfg.blockParamCount(block) > 0) {
          BlockParams.retain(dfg, graph, block, param -> !dfg.isAlias(param));
        }
      }
      dfg.resolveAliases(layout);
    }
  }
}
