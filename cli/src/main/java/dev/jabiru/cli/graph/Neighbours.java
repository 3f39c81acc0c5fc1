// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.graph;

import java.util.Arrays;

/** Which vertices of {@link Layers} lead to which of the layer before, and of the layer after. */
final class Neighbours {
  final IntVector[] above;
  final IntVector[] below;

  /**
   * The box beside which the first or last point of a link that leads back should be, as it has no
   * neighbour of its own on that side; -1 for other vertices.
   */
  final int[] beside;

  Neighbours(Graph graph, Layers layers) {
    this.above = new IntVector[layers.vertexCount()];
    this.below = new IntVector[layers.vertexCount()];
    this.beside = new int[layers.vertexCount()];
    Arrays.setAll(above, i -> new IntVector());
    Arrays.setAll(below, i -> new IntVector());
    Arrays.fill(beside, -1);
    for (int i = 0; i < layers.isBack.length; i++) {
      Graph.Link link = graph.links().get(i);
      int[] points = layers.points.get(i);
      for (int j = 1; j < points.length; j++) {
        join(points[j - 1], points[j]);
      }
      if (layers.isBack[i]) {
        beside[points[0]] = link.to();
        beside[points[points.length - 1]] = link.from();
      } else if (points.length == 0) {
        join(link.from(), link.to());
      } else {
        join(link.from(), points[0]);
        join(points[points.length - 1], link.to());
      }
    }
  }

  private void join(int upper, int lower) {
    below[upper].add(lower);
    above[lower].add(upper);
  }
}
