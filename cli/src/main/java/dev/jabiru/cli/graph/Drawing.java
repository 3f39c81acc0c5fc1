// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.graph;

import java.util.List;

/**
 * Where everything of a {@link Graph} lies. The origin is at the left top, y grows downwards.
 *
 * @param width the width of all of it
 * @param height the height of all of it
 * @param corners the left top corner of each box
 * @param paths the corners of the way of each link: it leaves its box at the lower edge, enters the
 *     other at the upper one, and every part of it is horizontal or vertical
 */
public record Drawing(int width, int height, List<Point> corners, List<List<Point>> paths) {
  /**
   * A place.
   *
   * @param x the distance from the left
   * @param y the distance from the top
   */
  public record Point(int x, int y) {}
}
