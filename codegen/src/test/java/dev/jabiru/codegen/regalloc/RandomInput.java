// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random function for the allocator: nested loops and branches, calls, all sorts of demands. */
final class RandomInput implements RegallocInput {
  static final MachineEnv SMALL = new MachineEnv(new int[] {0, 1, 2}, new int[] {8, 9, 10}, 3, 11);
  static final MachineEnv LARGE =
      new MachineEnv(
          new int[] {0, 1, 2, 6, 7, 8, 9, 10, 3, 12, 13, 14},
          new int[] {16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30},
          11,
          31);

  record Inst(int[] vregs, int[] demands, long clobbers, boolean isMove) {}

  private static final class Node {
    final List<Inst> insts = new ArrayList<>();
    final List<Integer> params = new ArrayList<>();
    final List<Node> successors = new ArrayList<>();
    final List<Node> predecessors = new ArrayList<>();
    List<Integer> arguments = List.of();
    int depth;
    int number;
    int first;
  }

  private final Random random;
  private final MachineEnv env;
  private final boolean isSmall;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Inst> insts = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();
  private final List<Boolean> remats = new ArrayList<>();
  private List<Integer> live = new ArrayList<>();
  private Node at;
  private int depth;
  private int budget;
  private final int vregsPerBlock;

  RandomInput(long seed, MachineEnv env, int budget) {
    this(seed, env, budget, false);
  }

  /** {@return a function of about so many instructions} */
  static RandomInput sequence(int insts) {
    return new RandomInput(1, LARGE, insts, true);
  }

  private RandomInput(long seed, MachineEnv env, int budget, boolean isLong) {
    random = new Random(seed * 31 + 7);
    this.env = env;
    this.budget = budget;
    isSmall = env.intRegisters().length < 5;
    vregsPerBlock = 2 + random.nextInt(8);
    at = open();
    for (int i = 0; i < 3; i++) {
      straight();
    }
    body(4);
    while (isLong && this.budget > 0) {
      body(6);
    }
    straight();
    at.insts.add(use());
    int inst = 0;
    for (int n = 0; n < nodes.size(); n++) {
      Node node = nodes.get(n);
      node.number = n;
      node.first = inst;
      inst += node.insts.size();
      insts.addAll(node.insts);
    }
  }

  private Node open() {
    Node node = new Node();
    node.depth = depth;
    nodes.add(node);
    return node;
  }

  private static void link(Node from, Node to) {
    from.successors.add(to);
    to.predecessors.add(from);
  }

  private int vreg(int c) {
    classes.add(c);
    remats.add(false);
    return classes.size() - 1;
  }

  private int pick(int c) {
    for (int i = 0; i < 8; i++) {
      int back = random.nextInt(3) == 0 ? live.size() : Math.min(live.size(), 12);
      int v = live.isEmpty() ? -1 : live.get(live.size() - 1 - random.nextInt(back));
      if (v >= 0 && classes.get(v) == c) {
        return v;
      }
    }
    int v = vreg(c);
    remats.set(v, random.nextInt(3) == 0);
    at.insts.add(new Inst(new int[] {v}, new int[] {3 | Operand.REG}, 0, false));
    live.add(v);
    return v;
  }

  private void body(int nesting) {
    int items = 1 + random.nextInt(4);
    for (int i = 0; i < items && budget > 0; i++) {
      switch (nesting == 0 ? 0 : random.nextInt(4)) {
        case 0, 1 -> straight();
        case 2 -> branch(nesting - 1);
        default -> loop(nesting - 1);
      }
    }
  }

  private void straight() {
    for (int i = 0; i < vregsPerBlock; i++) {
      instruction();
      budget--;
    }
  }

  private int[] params(Node to, List<Integer> choice) {
    int[] result = new int[choice.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = vreg(choice.get(i));
      to.params.add(result[i]);
    }
    return result;
  }

  private List<Integer> someClasses() {
    List<Integer> result = new ArrayList<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      result.add(random.nextInt(3) == 0 ? 1 : 0);
    }
    return result;
  }

  private void jump(Node to, List<Integer> paramClasses) {
    List<Integer> arguments = new ArrayList<>();
    for (int c : paramClasses) {
      arguments.add(pick(c));
    }
    at.arguments = arguments;
    at.insts.add(new Inst(new int[0], new int[0], 0, false));
    link(at, to);
  }

  private void branch(int nesting) {
    at.insts.add(use());
    Node fork = at;
    List<Integer> joinClasses = someClasses();
    Node join = new Node();
    join.depth = depth;
    List<Integer> before = new ArrayList<>(live);
    int arms = 2 + random.nextInt(2);
    for (int i = 0; i < arms; i++) {
      live = new ArrayList<>(before);
      at = open();
      link(fork, at);
      if (random.nextInt(3) > 0) {
        body(nesting);
      }
      jump(join, joinClasses);
    }
    live = before;
    nodes.add(join);
    at = join;
    for (int v : params(join, joinClasses)) {
      live.add(v);
    }
  }

  private void loop(int nesting) {
    List<Integer> headerClasses = someClasses();
    depth++;
    Node header = new Node();
    header.depth = depth;
    jump(header, headerClasses);
    nodes.add(header);
    at = header;
    for (int v : params(header, headerClasses)) {
      live.add(v);
    }
    straight();
    body(nesting);
    List<Integer> after = new ArrayList<>(live);
    at.insts.add(use());
    Node fork = at;
    at = open();
    link(fork, at);
    // Swaps and rotations of the parameters, and new values.
    if (random.nextBoolean()) {
      straight();
    }
    List<Integer> own = new ArrayList<>();
    List<Integer> rotated = new ArrayList<>(header.params);
    java.util.Collections.shuffle(rotated, random);
    for (int i = 0; i < headerClasses.size(); i++) {
      int c = headerClasses.get(i);
      int v = classes.get(rotated.get(i)) == c && random.nextInt(3) > 0 ? rotated.get(i) : pick(c);
      own.add(v);
    }
    at.arguments = own;
    at.insts.add(new Inst(new int[0], new int[0], 0, false));
    link(at, header);
    depth--;
    live = after;
    at = open();
    link(fork, at);
  }

  private Inst use() {
    int count = random.nextInt(3);
    int[] vregs = new int[count];
    int[] demands = new int[count];
    for (int i = 0; i < count; i++) {
      vregs[i] = pick(0);
      demands[i] = random.nextBoolean() ? Operand.REG : Operand.ANY;
    }
    return new Inst(vregs, demands, 0, false);
  }

  private void instruction() {
    int c = random.nextInt(3) == 0 ? 1 : 0;
    int kind = random.nextInt(isSmall ? 9 : 10);
    int late = Operand.DEF | Operand.LATE;
    switch (kind) {
      case 0, 1 -> add(pick(c), Operand.REG, pick(c), Operand.ANY, c, late | Operand.reuse(0));
      case 2 -> add(pick(c), Operand.REG, pick(c), Operand.REG, c, late | Operand.REG);
      case 3 ->
          add(
              pick(c),
              Operand.REG,
              pick(c),
              Operand.LATE | Operand.ANY,
              c,
              late | Operand.reuse(0));
      case 4 -> shift();
      case 5 -> {
        int v = pick(c);
        int d = vreg(c);
        at.insts.add(
            new Inst(new int[] {v, d}, new int[] {Operand.ANY, late | Operand.REG}, 0, true));
        live.add(d);
      }
      case 6 ->
          add(
              pick(c),
              Operand.REG,
              pick(c),
              Operand.ANY,
              c,
              random.nextBoolean() ? Operand.DEF | Operand.REG : late | Operand.ANY);
      case 7 -> call();
      case 8 -> divide();
      default ->
          add(
              pick(c),
              Operand.LATE | Operand.REG,
              pick(c),
              Operand.LATE | Operand.REG,
              c,
              late | Operand.REG);
    }
  }

  private void add(int a, int demandA, int b, int demandB, int c, int demandD) {
    int d = vreg(c);
    at.insts.add(new Inst(new int[] {a, b, d}, new int[] {demandA, demandB, demandD}, 0, false));
    if (random.nextInt(8) > 0) {
      live.add(d);
    }
  }

  private void shift() {
    add(
        pick(0),
        Operand.REG,
        pick(0),
        Operand.fixed(1),
        0,
        Operand.DEF | Operand.LATE | Operand.reuse(0));
  }

  private void divide() {
    int a = pick(0);
    int b = pick(0);
    int quotient = vreg(0);
    int other = vreg(0);
    at.insts.add(
        new Inst(
            new int[] {a, b, quotient, other},
            new int[] {
              Operand.fixed(0),
              Operand.ANY | (isSmall ? 0 : Operand.LATE),
              Operand.DEF | Operand.LATE | Operand.fixed(0),
              Operand.DEF | (isSmall ? Operand.LATE : 0) | Operand.fixed(2)
            },
            random.nextBoolean() ? 1L : 0,
            false));
    live.add(quotient);
    if (random.nextBoolean()) {
      live.add(other);
    }
  }

  private void call() {
    long all = 0;
    for (int r : env.intRegisters()) {
      all |= 1L << r;
    }
    for (int r : env.floatRegisters()) {
      all |= 1L << r;
    }
    List<int[]> operands = new ArrayList<>();
    int ints = random.nextInt(3);
    for (int i = 0; i < ints; i++) {
      operands.add(new int[] {pick(0), Operand.fixed(env.intRegisters()[i + 1])});
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      operands.add(new int[] {pick(1), Operand.fixed(env.floatRegisters()[i])});
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      operands.add(
          new int[] {
            pick(random.nextInt(2)),
            random.nextInt(4) == 0 ? Operand.ANY | Operand.LATE : Operand.ANY
          });
    }
    List<Integer> results = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      int c = i - 1;
      int d = vreg(c);
      int r = c == 0 ? env.intRegisters()[0] : env.floatRegisters()[0];
      operands.add(new int[] {d, Operand.DEF | Operand.LATE | Operand.fixed(r)});
      results.add(d);
    }
    int[] vregs = new int[operands.size()];
    int[] demands = new int[operands.size()];
    for (int i = 0; i < vregs.length; i++) {
      vregs[i] = operands.get(i)[0];
      demands[i] = operands.get(i)[1];
    }
    at.insts.add(new Inst(vregs, demands, all, false));
    live.addAll(results);
  }

  @Override
  public int blockCount() {
    return nodes.size();
  }

  @Override
  public int firstInst(int block) {
    return nodes.get(block).first;
  }

  @Override
  public int endInst(int block) {
    return nodes.get(block).first + nodes.get(block).insts.size();
  }

  @Override
  public int successorCount(int block) {
    return nodes.get(block).successors.size();
  }

  @Override
  public int successor(int block, int edge) {
    return nodes.get(block).successors.get(edge).number;
  }

  @Override
  public int predecessorCount(int block) {
    return nodes.get(block).predecessors.size();
  }

  @Override
  public int predecessor(int block, int position) {
    return nodes.get(block).predecessors.get(position).number;
  }

  @Override
  public int loopDepth(int block) {
    return nodes.get(block).depth;
  }

  @Override
  public int blockParamCount(int block) {
    return nodes.get(block).params.size();
  }

  @Override
  public int blockParam(int block, int position) {
    return nodes.get(block).params.get(position);
  }

  @Override
  public int branchArgument(int block, int edge, int position) {
    return nodes.get(block).arguments.get(position);
  }

  @Override
  public int vregCount() {
    return classes.size();
  }

  @Override
  public int vregClass(int vreg) {
    return classes.get(vreg);
  }

  @Override
  public boolean isRematerializable(int vreg) {
    return remats.get(vreg);
  }

  @Override
  public int operandCount(int inst) {
    return insts.get(inst).vregs.length;
  }

  @Override
  public int operandVreg(int inst, int operand) {
    return insts.get(inst).vregs[operand];
  }

  @Override
  public int operandDemand(int inst, int operand) {
    return insts.get(inst).demands[operand];
  }

  @Override
  public long clobbers(int inst) {
    return insts.get(inst).clobbers;
  }

  @Override
  public boolean isMove(int inst) {
    return insts.get(inst).isMove;
  }
}
