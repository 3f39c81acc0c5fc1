// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.graph;

import java.util.List;

/**
 * Finds the horizontal centre of each vertex: near the mean of its neighbours, in the order of its
 * layer, with room between. Of one layer this is least squares under an order, which pooling
 * adjacent vertices that want to overlap solves exactly.
 */
final class Columns {
  private static final int SWEEPS = 16;
  private static final int BOX_GAP = 24;
  private static final int POINT_GAP = 10;

  /** Links over many layers should be straight before others are. */
  private static final double STRAIGHT = 8;

  private static final double NO_WISH = 0.01;

  private final Graph graph;
  private final Layers layers;
  private final Neighbours neighbours;
  private final List<int[]> order;
  final double[] centre;

  Columns(Graph graph, Layers layers, Neighbours neighbours, List<int[]> order) {
    this.graph = graph;
    this.layers = layers;
    this.neighbours = neighbours;
    this.order = order;
    this.centre = new double[layers.vertexCount()];
    for (int[] layer : order) {
      for (int i = 1; i < layer.length; i++) {
        centre[layer[i]] = centre[layer[i - 1]] + distance(layer[i - 1], layer[i]);
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean isDown = sweep % 2 == 0;
      for (int i = 0; i < order.size(); i++) {
        place(order.get(isDown ? i : order.size() - 1 - i), isDown, sweep >= SWEEPS - 2);
      }
    }
  }

  private boolean isPoint(int vertex) {
    return vertex >= layers.boxCount;
  }

  private double width(int vertex) {
    return isPoint(vertex) ? 0 : graph.boxes().get(vertex).width();
  }

  /** {@return how far apart the centres of two vertices of a layer must be} */
  private double distance(int left, int right) {
    double gap = isPoint(left) || isPoint(right) ? POINT_GAP : BOX_GAP;
    return (width(left) + width(right)) / 2 + gap;
  }

  private void place(int[] layer, boolean isDown, boolean isLast) {
    int count = layer.length;
    double[] mean = new double[count];
    double[] weight = new double[count];
    int[] size = new int[count];
    int pools = 0;
    double room = 0;
    double[] rooms = new double[count];
    for (int i = 0; i < count; i++) {
      room += i == 0 ? 0 : distance(layer[i - 1], layer[i]);
      rooms[i] = room;
      double[] wish = wish(layer[i], isDown, isLast);
      mean[pools] = wish[0] - room;
      weight[pools] = wish[1];
      size[pools] = 1;
      pools++;
      while (pools > 1 && mean[pools - 2] > mean[pools - 1]) {
        pools--;
        double sum = weight[pools - 1] + weight[pools];
        mean[pools - 1] = (mean[pools - 1] * weight[pools - 1] + mean[pools] * weight[pools]) / sum;
        weight[pools - 1] = sum;
        size[pools - 1] += size[pools];
      }
    }
    int at = 0;
    for (int pool = 0; pool < pools; pool++) {
      for (int end = at + size[pool]; at < end; at++) {
        centre[layer[at]] = mean[pool] + rooms[at];
      }
    }
  }

  /** {@return where a vertex should be, and how much that matters} */
  private double[] wish(int vertex, boolean isDown, boolean isLast) {
    double[] sum = new double[2];
    if (isDown || isLast) {
      add(sum, vertex, neighbours.above[vertex]);
    }
    if (!isDown || isLast) {
      add(sum, vertex, neighbours.below[vertex]);
    }
    int box = neighbours.beside[vertex];
    if (box >= 0) {
      sum[0] += centre[box] + width(box) / 2 + POINT_GAP;
      sum[1] += 1;
    }
    return sum[1] == 0
        ? new double[] {centre[vertex], NO_WISH}
        : new double[] {sum[0] / sum[1], sum[1]};
  }

  private void add(double[] sum, int vertex, IntVector others) {
    for (int i = 0; i < others.size(); i++) {
      int other = others.get(i);
      double weight = isPoint(vertex) && isPoint(other) ? STRAIGHT : 1;
      sum[0] += centre[other] * weight;
      sum[1] += weight;
    }
  }

  /** Moves a point towards a place, as far as those beside it in its layer allow. */
  void pull(int point, double towards, int[] indexInLayer) {
    int[] layer = order.get(layers.layer.get(point));
    int i = indexInLayer[point];
    double low =
        i == 0 ? Double.NEGATIVE_INFINITY : centre[layer[i - 1]] + distance(layer[i - 1], point);
    double high =
        i == layer.length - 1
            ? Double.POSITIVE_INFINITY
            : centre[layer[i + 1]] - distance(point, layer[i + 1]);
    if (low <= high) {
      centre[point] = Math.clamp(towards, low, high);
    }
  }
}
