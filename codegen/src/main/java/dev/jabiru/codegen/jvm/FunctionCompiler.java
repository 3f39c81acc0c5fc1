// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles one function: as one method if that is small enough, else region by region. */
final class FunctionCompiler {
  /** HotSpot compiles no method of this many bytes or more. */
  static final int HUGE_METHOD_BYTES = 8000;

  /** Functions estimated above this are not even tried as one method. */
  private static final int WORTH_TRYING_BYTES = 6000;

  /** What a region is first estimated to become at most; if one comes out larger, less. */
  private static final int REGION_BYTES = 6000;

  /** What passing a value along an edge comes to at most: from home to variable to home. */
  private static final int BYTES_PER_EDGE_ARG = 45;

  private final Function function;
  private final Signature signature;
  private final Names names;

  FunctionCompiler(Function function, JvmAbi abi) {
    this.function = function;
    this.signature = function.signature();
    this.names = new Names(abi);
  }

  CompiledFunction compile() {
    LongLists.shortenCalls(function);
    Body body = new Body(function);
    Trees trees = new Trees(body);
    int[] bytes = Partition.estimate(body);
    long total = 0;
    for (int b : bytes) {
      total += b;
    }
    if (total <= WORTH_TRYING_BYTES) {
      CompiledFunction whole = asOneMethod(body, trees);
      if (whole != null) {
        return whole;
      }
    }
    return compileInRegions(REGION_BYTES);
  }

  /** Compiles in regions estimated at no more than this, or less where they come out too large. */
  CompiledFunction compileInRegions(int regionBytes) {
    for (int limit = regionBytes; limit > 0; limit = limit * 2 / 3) {
      LongLists.shortenEdges(function, Math.max(1, limit / BYTES_PER_EDGE_ARG));
      Body whole = new Body(function);
      SplitHugeBlocks.run(whole, Partition.estimate(whole), Math.max(1, limit / 2));
      Body body = new Body(function);
      Trees trees = new Trees(body);
      CompiledFunction parts =
          new RegionCompiler(function, names, body, trees).compile(Partition.estimate(body), limit);
      if (parts != null) {
        return parts;
      }
    }
    throw new AssertionError("no partition of " + function.name() + " is fine enough");
  }

  private @Nullable CompiledFunction asOneMethod(Body body, Trees trees) {
    int values = body.useCount.length;
    Intervals intervals = new Intervals(values);
    Region region =
        new Region(body, trees, 0, body.order.count(), new Region.ValueNumbers(values), intervals);
    region.analyze();
    region.computeIntervals();

    SlotAllocator slots = new SlotAllocator(values, true);
    slots.reserve(1);
    Symbols symbols = new Symbols();
    int[] entry = entryTypes(symbols);
    int direct = Convention.directParams(signature);
    for (int i = 0; i < direct; i++) {
      int param = body.param(0, i);
      if (intervals.contains(param)) {
        slots.assignNew(param, body.jvmType(param), intervals.end(param));
      } else {
        slots.reserve(body.jvmType(param).slots());
      }
    }
    assignSlots(region, slots);

    Sites sites = new Sites();
    List<MethodCode> methods = new ArrayList<>();
    boolean hasTailCalls = TailEntries.areNeeded(body, false);
    if (hasTailCalls) {
      TailEntries.add(methods, function, names, symbols, sites);
    }
    sites.nextMethod();
    DispatchMethods dispatch = new DispatchMethods(names, symbols, methods.size() + 1);
    Asm asm = new Asm(symbols, entry);
    MemoryCache cache = new MemoryCache(region);
    if (cache.memory() != MemoryCache.NONE) {
      cache.setSlot(slots.reserve(1));
    }
    Lowering lowering = new Lowering(asm, body, trees, names, sites, slots, cache, dispatch);
    FrameAccess homes = new FrameAccess(asm, body, slots, null, new int[] {entry[0]}, -1, -1, -1);
    new RegionLowering(region, lowering, null, homes).lower();
    if (asm.size() >= HUGE_METHOD_BYTES) {
      return null;
    }
    String descriptor = Convention.descriptor(signature, names.context);
    methods.add(asm.finish(hasTailCalls ? TailEntries.BODY : "", descriptor, !hasTailCalls));
    dispatch.addTo(methods, sites);
    return result(function, sites, symbols, methods, 0);
  }

  /** The arguments of the plain entry. */
  private int[] entryTypes(Symbols symbols) {
    return entryTypes(symbols, signature, names);
  }

  static int[] entryTypes(Symbols symbols, Signature signature, Names names) {
    int direct = Convention.directParams(signature);
    int[] types = new int[1 + Convention.MAX_SLOTS];
    types[0] = VerificationType.object(symbols.classNumber(names.abi.contextClass()));
    int slot = 1;
    for (int i = 0; i < direct; i++) {
      JvmType type = Body.jvmType(signature.params().get(i));
      types[slot] = VerificationType.of(type);
      slot += type.slots();
    }
    return Arrays.copyOf(types, slot);
  }

  /** Gives the region's values their local variables. */
  static void assignSlots(Region region, SlotAllocator slots) {
    relate(region, slots);
    Intervals intervals = region.intervals();
    for (int value : intervals.byStart()) {
      if (slots.slotOf(value) < 0) {
        slots.assign(
            value, region.body.jvmType(value), intervals.start(value), intervals.end(value));
      }
    }
  }

  private static void relate(Region region, SlotAllocator slots) {
    Body body = region.body;
    for (int p = region.from; p < region.to; p++) {
      InstructionData data = body.data(body.terminator(p));
      for (int e = 0, edges = data.edgeCount(); e < edges; e++) {
        int target = body.order.targets[body.order.firstTarget[p] + e];
        for (int i = 0, n = body.edgeArgCount(data, e); i < n && region.contains(target); i++) {
          int arg = body.edgeArg(data, e, i);
          if (!region.trees.isInline(arg)) {
            slots.relate(arg, body.param(target, i));
          }
        }
      }
    }
  }

  static CompiledFunction result(
      Function function, Sites sites, Symbols symbols, List<MethodCode> methods, int frameBytes) {
    return new CompiledFunction(
        function.name(),
        function.signature(),
        new JvmCode(symbols.toList(), new ArrayList<>(methods)),
        sites.traps(),
        sites.addresses(),
        sites.relocations(),
        frameBytes);
  }
}
