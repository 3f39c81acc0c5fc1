// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.StackSlotData;
import dev.jabiru.codegen.ir.StackSlotData.Area;
import dev.jabiru.codegen.ir.Type;
import java.util.Arrays;

/**
 * The frame of a function that is cut into regions: which values travel between the methods, and
 * where. Numbers travel as raw bits in a {@code long[]}, references in an {@code Object[]}.
 *
 * <p>A value <em>crosses</em> if it is live where control enters a region from another one; it is
 * written to its home once, where it is defined. A parameter of a block that other regions jump to
 * has a home too, where they leave its argument.
 */
final class Frame {
  private final Body body;
  private final Region[] regions;
  private final int[] regionOf; // by position
  private final int[] entryOf; // by position: its number among the entries of its region, or -1
  private final int[] entryCounts; // by region
  private final boolean[] crosses; // by value
  private final boolean[] homed; // by value
  private final SlotAllocator numbers;
  private final SlotAllocator references;
  private final int numbersBase;
  private final int referencesBase;

  /** Regions must have been analysed. */
  Frame(Body body, Region[] regions) {
    this.body = body;
    this.regions = regions;
    int positions = body.order.count();
    regionOf = new int[positions];
    entryOf = new int[positions];
    entryCounts = new int[regions.length];
    Arrays.fill(entryOf, -1);
    for (int r = 0; r < regions.length; r++) {
      Arrays.fill(regionOf, regions[r].from, regions[r].to, r);
    }
    int values = body.useCount.length;
    crosses = new boolean[values];
    homed = new boolean[values];
    numbers = new SlotAllocator(values, false);
    references = new SlotAllocator(values, false);
    findEntries();
    findCrossing();
    assignHomes();
    numbersBase = reserveSlots(numbers, false);
    referencesBase = reserveSlots(references, true);
  }

  /** Places for the one stack slot, if instructions keep such values there. */
  private int reserveSlots(SlotAllocator places, boolean isRef) {
    int bytes = 0;
    for (int i = 0; i < body.firstInst[entryOf.length]; i++) {
      InstructionData data = body.data(body.insts[i]);
      if (data.opcode() == Opcode.STACK_STORE && (data.type() == Type.REF) == isRef) {
        StackSlotData slot = body.function.stackSlots().get(data.stackSlot());
        bytes = slot.area() == Area.FRAME ? Math.max(bytes, slot.bytes()) : bytes;
      }
    }
    return places.reserve(bytes / LongLists.VALUE_BYTES);
  }

  /** Where in the array of a kind the stack slot begins. */
  int slotBase(JvmType type) {
    return type == JvmType.REF ? referencesBase : numbersBase;
  }

  private void findEntries() {
    boolean[] isEntry = new boolean[entryOf.length];
    isEntry[0] = true;
    for (int p = 0; p < entryOf.length; p++) {
      for (int e = body.order.firstTarget[p]; e < body.order.firstTarget[p + 1]; e++) {
        int target = body.order.targets[e];
        if (regionOf[target] != regionOf[p]) {
          isEntry[target] = true;
        }
      }
    }
    for (int p = 0; p < entryOf.length; p++) {
      if (isEntry[p]) {
        entryOf[p] = entryCounts[regionOf[p]]++;
      }
    }
  }

  private void findCrossing() {
    for (int p = 0; p < entryOf.length; p++) {
      if (entryOf[p] >= 0) {
        regions[regionOf[p]].forEachLiveIn(p, value -> crosses[value] = true);
      }
      InstructionData data = body.data(body.terminator(p));
      for (int e = 0; e < data.edgeCount(); e++) {
        int target = body.order.targets[body.order.firstTarget[p] + e];
        if (regionOf[target] == regionOf[p]) {
          continue;
        }
        for (int i = 0, n = body.edgeArgCount(data, e); i < n; i++) {
          int value = body.edgeArg(data, e, i);
          if (!body.isConstant(value) && regionOf[body.definingPosition[value]] != regionOf[p]) {
            crosses[value] = true;
          }
        }
      }
    }
    for (int p = 0; p < entryOf.length; p++) {
      for (int i = 0, n = entryOf[p] < 0 ? 0 : body.paramCount(p); i < n; i++) {
        int param = body.param(p, i);
        homed[param] = body.useCount[param] > 0;
      }
    }
    for (int v = 0; v < crosses.length; v++) {
      homed[v] |= crosses[v];
    }
  }

  private void assignHomes() {
    Intervals intervals = new Intervals(crosses.length);
    for (int p = 0; p < entryOf.length; p++) {
      Region region = regions[regionOf[p]];
      int position = p;
      for (int i = 0, n = body.paramCount(p); i < n; i++) {
        if (homed[body.param(p, i)]) {
          intervals.define(body.param(p, i), region.startPoint(p));
        }
      }
      for (int i = body.firstInst[p]; i < body.firstInst[p + 1]; i++) {
        int point = Region.pointOf(i);
        int inst = body.insts[i];
        for (int r = 0, n = body.resultCount(inst); r < n; r++) {
          if (homed[body.result(inst, r)]) {
            intervals.define(body.result(inst, r), point);
          }
        }
        if (region.isRoot(i)) {
          region.forEachUse(i, value -> use(intervals, value, position, point));
          foreignArgs(intervals, i, position, point);
        }
      }
    }
    relate();
    for (int value : intervals.byStart()) {
      boolean isRef = body.jvmType(value) == JvmType.REF;
      (isRef ? references : numbers)
          .assign(
              value,
              isRef ? JvmType.REF : JvmType.LONG,
              intervals.start(value),
              intervals.end(value));
    }
  }

  private void use(Intervals intervals, int value, int position, int point) {
    if (!homed[value]) {
      return;
    }
    intervals.extend(value, point);
    int defined = body.definingPosition[value];
    int loop = body.order.loopHeader[position];
    int outermost = -1;
    while (loop > defined) {
      outermost = loop;
      loop = body.order.outerLoop(loop);
    }
    if (outermost >= 0) {
      int end = body.order.loopEnd[outermost];
      intervals.extend(value, Region.pointOf(body.firstInst[end + 1] - 1));
    }
  }

  private void foreignArgs(Intervals intervals, int index, int position, int point) {
    InstructionData data = body.data(body.insts[index]);
    for (int e = 0; e < data.edgeCount(); e++) {
      for (int i = 0, n = body.edgeArgCount(data, e); i < n; i++) {
        use(intervals, body.edgeArg(data, e, i), position, point);
      }
    }
  }

  private void relate() {
    for (int p = 0; p < entryOf.length; p++) {
      InstructionData data = body.data(body.terminator(p));
      for (int e = 0; e < data.edgeCount(); e++) {
        int target = body.order.targets[body.order.firstTarget[p] + e];
        for (int i = 0, n = body.edgeArgCount(data, e); i < n; i++) {
          int arg = body.edgeArg(data, e, i);
          int param = body.param(target, i);
          if (homed[arg] && homed[param]) {
            (body.jvmType(arg) == JvmType.REF ? references : numbers).relate(arg, param);
          }
        }
      }
    }
  }

  boolean crosses(int value) {
    return crosses[value];
  }

  boolean isHomed(int value) {
    return homed[value];
  }

  /** The index in the array of its kind at which a value travels. */
  int homeOf(int value) {
    return (body.jvmType(value) == JvmType.REF ? references : numbers).slotOf(value);
  }

  /** Whether two values are at the same place in the frame. */
  boolean sharesHome(int a, int b) {
    return homed[a]
        && homed[b]
        && (body.jvmType(a) == JvmType.REF) == (body.jvmType(b) == JvmType.REF)
        && homeOf(a) == homeOf(b);
  }

  /** The length of the array of numbers; there is room for a result. */
  int numberCount() {
    return Math.max(1, numbers.limit());
  }

  /** The length of the array of references; 0 if there need be none. */
  int referenceCount() {
    boolean returnsRef =
        !body.function.signature().returns().isEmpty()
            && Body.jvmType(body.function.signature().returns().get(0)) == JvmType.REF;
    return Math.max(returnsRef ? 1 : 0, references.limit());
  }

  Region[] regions() {
    return regions;
  }

  int entryOf(int position) {
    return entryOf[position];
  }

  int entryCount(Region region) {
    return entryCounts[regionOf[region.from]];
  }

  /** The number by which the methods of the function name a block to go on at. */
  int ticket(int position) {
    assert entryOf[position] >= 0;
    return regionOf[position] << TICKET_SHIFT | entryOf[position];
  }

  /** What a region returns when the function has returned. */
  static final int DONE = -1;

  /** In a ticket, the number of the region is above this many bits of the entry's. */
  static final int TICKET_SHIFT = 12;
}
