// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.graph;

import java.util.List;

/**
 * What is to be drawn.
 *
 * @param boxes the boxes; control comes in at the first
 * @param links the ways between them
 */
public record Graph(List<Box> boxes, List<Link> links) {
  /**
   * A box.
   *
   * @param width how wide it is
   * @param height how high it is
   */
  public record Box(int width, int height) {}

  /**
   * A way from one box to another, or to itself.
   *
   * @param from the number of the box that it leaves
   * @param to the number of the box that it enters
   */
  public record Link(int from, int to) {}
}
