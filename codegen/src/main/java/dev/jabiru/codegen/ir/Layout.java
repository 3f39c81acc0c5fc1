// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntitySecondaryMap;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The order of the blocks of a function, and of the instructions in each: doubly linked lists.
 *
 * <p>The first block is the entry. What is not in the layout is not in the function. Removing while
 * walking is safe once the next one has been fetched. Belongs to its function and to that
 * function's thread.
 */
public final class Layout {
  private final EntitySecondaryMap<Block, Block> nextBlock = new EntitySecondaryMap<>();
  private final EntitySecondaryMap<Block, Block> prevBlock = new EntitySecondaryMap<>();
  private final EntitySecondaryMap<Block, Inst> firstInst = new EntitySecondaryMap<>();
  private final EntitySecondaryMap<Block, Inst> lastInst = new EntitySecondaryMap<>();
  private final EntitySecondaryMap<Inst, Inst> nextInst = new EntitySecondaryMap<>();
  private final EntitySecondaryMap<Inst, Inst> prevInst = new EntitySecondaryMap<>();
  private final EntitySecondaryMap<Inst, Block> blockOf = new EntitySecondaryMap<>();
  private @Nullable Block first;
  private @Nullable Block last;

  Layout() {}

  private static @Nullable Block blockOrNull(int index) {
    return index < 0 ? null : new Block(index);
  }

  private static @Nullable Inst instOrNull(int index) {
    return index < 0 ? null : new Inst(index);
  }

  /** {@return the first block, the entry, or null if there is none} */
  public @Nullable Block firstBlock() {
    return first;
  }

  /** {@return the last block, or null if there is none} */
  public @Nullable Block lastBlock() {
    return last;
  }

  /**
   * Returns the first block of a function that has one.
   *
   * @return the entry
   */
  public Block entry() {
    if (first == null) {
      throw new AssertionError("the function has no blocks");
    }
    return first;
  }

  /**
   * Returns the block after another.
   *
   * @param block a block
   * @return the next one, or null after the last
   */
  public @Nullable Block nextBlock(Block block) {
    return blockOrNull(nextBlock.getIndex(block));
  }

  /**
   * Returns the block before another.
   *
   * @param block a block
   * @return the previous one, or null before the first
   */
  public @Nullable Block prevBlock(Block block) {
    return blockOrNull(prevBlock.getIndex(block));
  }

  /**
   * Tells whether a block is in the layout.
   *
   * @param block a block
   * @return whether it is
   */
  public boolean contains(Block block) {
    return block.equals(first) || prevBlock.getIndex(block) >= 0;
  }

  /**
   * Puts a block behind the last.
   *
   * @param block a block that is not in the layout
   */
  public void appendBlock(Block block) {
    assert !contains(block) : block;
    if (last == null) {
      first = block;
    } else {
      nextBlock.set(last, block);
      prevBlock.set(block, last);
    }
    last = block;
  }

  /**
   * Puts a block behind another.
   *
   * @param block a block that is not in the layout
   * @param after a block that is
   */
  public void insertBlockAfter(Block block, Block after) {
    assert !contains(block) && contains(after) : block;
    Block next = nextBlock(after);
    nextBlock.set(after, block);
    prevBlock.set(block, after);
    if (next == null) {
      last = block;
    } else {
      nextBlock.set(block, next);
      prevBlock.set(next, block);
    }
  }

  /**
   * Takes a block, with the instructions in it, out of the layout.
   *
   * @param block a block that is in it
   */
  public void removeBlock(Block block) {
    assert contains(block) : block;
    Block prev = prevBlock(block);
    Block next = nextBlock(block);
    if (prev == null) {
      first = next;
    } else if (next == null) {
      nextBlock.clear(prev);
    } else {
      nextBlock.set(prev, next);
    }
    if (next == null) {
      last = prev;
    } else if (prev == null) {
      prevBlock.clear(next);
    } else {
      prevBlock.set(next, prev);
    }
    nextBlock.clear(block);
    prevBlock.clear(block);
  }

  /**
   * Returns the first instruction of a block.
   *
   * @param block a block
   * @return the instruction, or null if the block is empty
   */
  public @Nullable Inst firstInst(Block block) {
    return instOrNull(firstInst.getIndex(block));
  }

  /**
   * Returns the last instruction of a block, which is its terminator once the block is complete.
   *
   * @param block a block
   * @return the instruction, or null if the block is empty
   */
  public @Nullable Inst lastInst(Block block) {
    return instOrNull(lastInst.getIndex(block));
  }

  /**
   * Returns the last instruction of a complete block.
   *
   * @param block a block
   * @return the terminator
   */
  public Inst terminator(Block block) {
    return new Inst(lastInst.getIndex(block));
  }

  /**
   * Returns the instruction after another in its block.
   *
   * @param inst an instruction
   * @return the next one, or null after the last
   */
  public @Nullable Inst nextInst(Inst inst) {
    return instOrNull(nextInst.getIndex(inst));
  }

  /**
   * Returns the instruction before another in its block.
   *
   * @param inst an instruction
   * @return the previous one, or null before the first
   */
  public @Nullable Inst prevInst(Inst inst) {
    return instOrNull(prevInst.getIndex(inst));
  }

  /**
   * Returns the block an instruction is in.
   *
   * @param inst an instruction
   * @return the block, or null if the instruction is not in the layout
   */
  public @Nullable Block blockOf(Inst inst) {
    return blockOrNull(blockOf.getIndex(inst));
  }

  /**
   * Puts an instruction at the end of a block.
   *
   * @param inst an instruction that is in no block
   * @param block the block
   */
  public void appendInst(Inst inst, Block block) {
    Inst prev = lastInst(block);
    if (prev == null) {
      firstInst.set(block, inst);
    } else {
      nextInst.set(prev, inst);
      prevInst.set(inst, prev);
    }
    lastInst.set(block, inst);
    blockOf.set(inst, block);
  }

  /**
   * Puts an instruction before another.
   *
   * @param inst an instruction that is in no block
   * @param before one that is
   */
  public void insertInstBefore(Inst inst, Inst before) {
    Block block = new Block(blockOf.getIndex(before));
    Inst prev = prevInst(before);
    if (prev == null) {
      firstInst.set(block, inst);
    } else {
      nextInst.set(prev, inst);
      prevInst.set(inst, prev);
    }
    nextInst.set(inst, before);
    prevInst.set(before, inst);
    blockOf.set(inst, block);
  }

  /**
   * Takes an instruction out of its block.
   *
   * @param inst an instruction that is in a block
   */
  public void removeInst(Inst inst) {
    Block block = new Block(blockOf.getIndex(inst));
    Inst prev = prevInst(inst);
    Inst next = nextInst(inst);
    if (prev == null) {
      firstInst.set(block, next);
    } else {
      nextInst.set(prev, next);
    }
    if (next == null) {
      lastInst.set(block, prev);
    } else {
      prevInst.set(next, prev);
    }
    nextInst.clear(inst);
    prevInst.clear(inst);
    blockOf.clear(inst);
  }

  /** {@return the blocks, in order} */
  public Iterable<Block> blocks() {
    return new Blocks();
  }

  /**
   * Returns the instructions of a block.
   *
   * @param block the block
   * @return the instructions, in order
   */
  public Iterable<Inst> insts(Block block) {
    return new Insts(block);
  }

  private final class Blocks implements Iterable<Block> {
    @Override
    public Iterator<Block> iterator() {
      return new Iterator<>() {
        private @Nullable Block next = first;

        @Override
        public boolean hasNext() {
          return next != null;
        }

        @Override
        public Block next() {
          Block block = next;
          if (block == null) {
            throw new NoSuchElementException();
          }
          next = nextBlock(block);
          return block;
        }
      };
    }
  }

  private final class Insts implements Iterable<Inst> {
    private final Block block;

    Insts(Block block) {
      this.block = block;
    }

    @Override
    public Iterator<Inst> iterator() {
      return new Iterator<>() {
        private @Nullable Inst next = firstInst(block);

        @Override
        public boolean hasNext() {
          return next != null;
        }

        @Override
        public Inst next() {
          Inst inst = next;
          if (inst == null) {
            throw new NoSuchElementException();
          }
          next = nextInst(inst);
          return inst;
        }
      };
    }
  }
}
