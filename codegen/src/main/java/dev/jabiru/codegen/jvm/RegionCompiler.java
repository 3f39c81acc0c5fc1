// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import static dev.jabiru.codegen.jvm.VerificationType.INT;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a large function as a driver and regions.
 *
 * <pre>
 *   R name(context, params…) {
 *     long[] numbers = new long[n]; Object[] references = new Object[m];   // the frame
 *     …params to their homes…
 *     int ticket = entry;
 *     for (;;) switch (ticket &gt;&gt; 12) {
 *       case 0: ticket = name$0(context, numbers, references, ticket); break;
 *       …
 *       default: return numbers[0];
 *     }
 *   }
 * </pre>
 *
 * <p>With very many regions, the driver calls dispatchers that each do the same for some of them.
 */
final class RegionCompiler {
  /** Regions that one driver or dispatcher calls. */
  private static final int FAN_OUT = 256;

  private final Function function;
  private final Signature signature;
  private final Names names;
  private final Body body;
  private final Trees trees;

  RegionCompiler(Function function, Names names, Body body, Trees trees) {
    this.function = function;
    this.signature = function.signature();
    this.names = names;
    this.body = body;
    this.trees = trees;
  }

  /** Compiles with regions of about {@code limit} bytes; null if a method comes out too large. */
  @Nullable CompiledFunction compile(int[] bytes, int limit) {
    int values = body.useCount.length;
    Region.ValueNumbers numbers = new Region.ValueNumbers(values);
    Intervals intervals = new Intervals(values);
    int[] starts = Partition.cut(body, bytes, limit);
    Region[] regions = new Region[starts.length];
    for (int i = 0; i < starts.length; i++) {
      int end = i + 1 < starts.length ? starts[i + 1] : body.order.count();
      regions[i] = new Region(body, trees, starts[i], end, numbers, intervals);
      regions[i].analyze();
      regions[i].release();
    }
    Frame frame = new Frame(body, regions);
    Symbols symbols = new Symbols();
    Sites sites = new Sites();
    SlotAllocator slots = new SlotAllocator(values, true);
    List<MethodCode> methods = new ArrayList<>();
    int groups = regions.length <= FAN_OUT ? 0 : (regions.length + FAN_OUT - 1) / FAN_OUT;
    boolean hasTailCalls = TailEntries.areNeeded(body, true);
    if (hasTailCalls) {
      TailEntries.add(methods, function, names, symbols, sites);
    }
    sites.nextMethod();
    int first = methods.size() + 1;
    methods.add(driver(frame, symbols, groups, first, hasTailCalls));
    for (int g = 0; g < groups; g++) {
      sites.nextMethod();
      methods.add(dispatcher(frame, symbols, first + groups, g));
    }
    DispatchMethods dispatch = new DispatchMethods(names, symbols, methods.size() + regions.length);
    for (int r = 0; r < regions.length; r++) {
      sites.nextMethod();
      methods.add(region(regions[r], r, frame, symbols, sites, slots, dispatch));
    }
    dispatch.addTo(methods, sites);
    for (MethodCode method : methods) {
      if (method.code().length >= FunctionCompiler.HUGE_METHOD_BYTES) {
        return null;
      }
    }
    int frameBytes = 8 * (frame.numberCount() + frame.referenceCount());
    return FunctionCompiler.result(function, sites, symbols, methods, frameBytes);
  }

  private int[] arguments(Frame frame, Symbols symbols) {
    int context = VerificationType.object(symbols.classNumber(names.abi.contextClass()));
    int longs = VerificationType.object(symbols.classNumber(FrameAccess.NUMBERS));
    int refs = VerificationType.object(symbols.classNumber(FrameAccess.REFERENCES));
    return frame.referenceCount() > 0
        ? new int[] {context, longs, refs, INT}
        : new int[] {context, longs, INT};
  }

  private MethodCode region(
      Region region,
      int number,
      Frame frame,
      Symbols symbols,
      Sites sites,
      SlotAllocator slots,
      DispatchMethods dispatch) {
    region.computeIntervals();
    int[] arguments = arguments(frame, symbols);
    int ticketSlot = arguments.length - 1;
    slots.reserve(arguments.length);
    FunctionCompiler.assignSlots(region, slots);
    Asm asm = new Asm(symbols, arguments);
    MemoryCache cache = new MemoryCache(region);
    if (cache.memory() != MemoryCache.NONE) {
      cache.setSlot(slots.reserve(1));
    }
    Lowering lowering = new Lowering(asm, body, trees, names, sites, slots, cache, dispatch);
    int[] fixed = Arrays.copyOf(arguments, ticketSlot);
    FrameAccess homes =
        new FrameAccess(
            asm, body, slots, frame, fixed, 1, frame.referenceCount() > 0 ? 2 : -1, ticketSlot);
    new RegionLowering(region, lowering, frame, homes).lower();
    slots.reset(region.intervals().byStart());
    return asm.finish("$" + number, FrameAccess.descriptor(frame, names), false);
  }

  private MethodCode driver(
      Frame frame, Symbols symbols, int groups, int firstMethod, boolean hasTailCalls) {
    int[] entry = FunctionCompiler.entryTypes(symbols, signature, names);
    Asm asm = new Asm(symbols, entry);
    int numbersSlot = entry.length;
    boolean hasRefs = frame.referenceCount() > 0;
    int refsSlot = hasRefs ? numbersSlot + 1 : -1;
    int ticketSlot = numbersSlot + (hasRefs ? 2 : 1);
    int[] arguments = arguments(frame, symbols);
    asm.iconst(frame.numberCount());
    asm.newArray(JvmType.LONG);
    asm.storeObject(numbersSlot, arguments[1]);
    if (hasRefs) {
      asm.iconst(frame.referenceCount());
      asm.newArray(JvmType.REF);
      asm.storeObject(refsSlot, arguments[2]);
    }
    int[] fixed = Arrays.copyOf(entry, ticketSlot);
    fixed[numbersSlot] = arguments[1];
    if (hasRefs) {
      fixed[refsSlot] = arguments[2];
    }
    FrameAccess homes =
        new FrameAccess(
            asm, body, new SlotAllocator(0, true), frame, fixed, numbersSlot, refsSlot, ticketSlot);
    storeParams(asm, frame, homes);
    asm.iconst(frame.ticket(0));
    asm.store(JvmType.INT, ticketSlot);
    int count = groups == 0 ? frame.regions().length : groups;
    int shift = groups == 0 ? Frame.TICKET_SHIFT : Frame.TICKET_SHIFT + 8;
    loop(asm, frame, fixed, ticketSlot, shift, 0, count, firstMethod);
    JvmType result = RegionLowering.resultType(signature);
    if (result == null) {
      asm.op(Op.RETURN);
    } else {
      homes.readAt(result, 0);
      asm.op(Op.IRETURN, result);
    }
    return asm.finish(
        hasTailCalls ? TailEntries.BODY : "",
        Convention.descriptor(signature, names.context),
        !hasTailCalls);
  }

  /** Goes on from region to region while they are those of one group. */
  private MethodCode dispatcher(Frame frame, Symbols symbols, int firstRegion, int group) {
    int[] arguments = arguments(frame, symbols);
    Asm asm = new Asm(symbols, arguments);
    int ticketSlot = arguments.length - 1;
    int first = group * FAN_OUT;
    int count = Math.min(FAN_OUT, frame.regions().length - first);
    int[] fixed = Arrays.copyOf(arguments, ticketSlot);
    loop(asm, frame, fixed, ticketSlot, Frame.TICKET_SHIFT, first, count, firstRegion + first);
    asm.load(JvmType.INT, ticketSlot);
    asm.op(Op.IRETURN);
    return asm.finish("$d" + group, FrameAccess.descriptor(frame, names), false);
  }

  /** The loop of a driver or dispatcher; falls out of it with a ticket for somebody else. */
  private void loop(
      Asm asm,
      Frame frame,
      int[] fixed,
      int ticketSlot,
      int shift,
      int first,
      int count,
      int firstMethod) {
    int[] state = Arrays.copyOf(fixed, ticketSlot + 1);
    state[ticketSlot] = INT;
    int again = asm.newLabel();
    int done = asm.newLabel();
    int[] cases = new int[count];
    for (int i = 0; i < count; i++) {
      cases[i] = asm.newLabel();
    }
    asm.enter(again, state, state.length);
    asm.load(JvmType.INT, ticketSlot);
    asm.iconst(shift);
    asm.op(Op.ISHR);
    if (first > 0) {
      asm.iconst(first);
      asm.op(Op.ISUB);
    }
    asm.tableSwitch(cases, done);
    boolean hasRefs = frame.referenceCount() > 0;
    int numbersSlot = ticketSlot - (hasRefs ? 2 : 1);
    for (int i = 0; i < count; i++) {
      asm.enter(cases[i], state, state.length);
      asm.loadObject(0, state[0]);
      asm.loadObject(numbersSlot, state[numbersSlot]);
      if (hasRefs) {
        asm.loadObject(numbersSlot + 1, state[numbersSlot + 1]);
      }
      asm.load(JvmType.INT, ticketSlot);
      int pops = hasRefs ? 4 : 3;
      asm.invoke(Op.INVOKESTATIC, new Symbol.Own(firstMethod + i), pops, INT);
      asm.store(JvmType.INT, ticketSlot);
      asm.jump(Op.GOTO, again);
    }
    asm.enter(done, state, state.length);
  }

  private void storeParams(Asm asm, Frame frame, FrameAccess homes) {
    int direct = Convention.directParams(signature);
    int slot = 1;
    for (int i = 0; i < direct; i++) {
      JvmType type = Body.jvmType(signature.params().get(i));
      int param = body.param(0, i);
      if (frame.isHomed(param)) {
        homes.startWrite(param);
        asm.load(type, slot);
        homes.endWrite(param);
      }
      slot += type.slots();
    }
  }
}
