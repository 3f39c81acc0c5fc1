// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntityList;

/**
 * A block to go to and the arguments to pass: what makes an {@link Edge}.
 *
 * @param block the block
 * @param args one argument per parameter of the block, in the function's pool
 */
public record BlockCall(Block block, EntityList<Value> args) {
  /**
   * Goes to a block without arguments.
   *
   * @param block the block
   * @return the call
   */
  public static BlockCall of(Block block) {
    return new BlockCall(block, EntityList.empty());
  }
}
