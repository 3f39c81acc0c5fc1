// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

/** A key type as users declare them. */
@Prefix("block")
final class Block extends Entity {
  Block(int index) {
    super(index);
  }
}
