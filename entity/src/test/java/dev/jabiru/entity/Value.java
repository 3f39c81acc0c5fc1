// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

/** A second key type, for values that are entities. */
@Prefix("v")
final class Value extends Entity {
  Value(int index) {
    super(index);
  }
}
