// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Orders the vertices of each layer from left to right so that few links cross: sweeps down and up,
 * each vertex moving to the mean of its neighbours, and keeps the best order seen.
 */
final class LayerOrder {
  private static final int SWEEPS = 12;
  private static final double RIGHT_OF = 0.4;

  private final Layers layers;
  private final Neighbours neighbours;
  private final List<Integer[]> order = new ArrayList<>();
  private final int[] position;

  private LayerOrder(Layers layers, Neighbours neighbours) {
    this.layers = layers;
    this.neighbours = neighbours;
    this.position = new int[layers.vertexCount()];
    List<List<Integer>> lists = new ArrayList<>();
    for (int i = 0; i < layers.layerCount; i++) {
      lists.add(new ArrayList<>());
    }
    for (int i = 0; i < layers.vertexCount(); i++) {
      lists.get(layers.layer.get(i)).add(i);
    }
    for (List<Integer> each : lists) {
      order.add(each.toArray(Integer[]::new));
      number(each.toArray(Integer[]::new));
    }
  }

  /** {@return the vertices of each layer, from left to right} */
  static List<int[]> of(Layers layers, Neighbours neighbours) {
    LayerOrder order = new LayerOrder(layers, neighbours);
    List<int[]> best = order.copy();
    long fewest = Long.MAX_VALUE;
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      order.sweep(sweep % 2 == 0);
      long crossings = order.crossings();
      if (crossings < fewest) {
        fewest = crossings;
        best = order.copy();
      }
    }
    return best;
  }

  private List<int[]> copy() {
    List<int[]> copy = new ArrayList<>();
    for (Integer[] each : order) {
      copy.add(Arrays.stream(each).mapToInt(Integer::intValue).toArray());
    }
    return copy;
  }

  private void number(Integer[] vertices) {
    for (int i = 0; i < vertices.length; i++) {
      position[vertices[i]] = i;
    }
  }

  private void sweep(boolean isDown) {
    double[] wanted = new double[layers.vertexCount()];
    for (int i = 0; i < order.size(); i++) {
      Integer[] vertices = order.get(isDown ? i : order.size() - 1 - i);
      IntVector[] side = isDown ? neighbours.above : neighbours.below;
      for (int vertex : vertices) {
        wanted[vertex] = mean(side[vertex], position[vertex]);
      }
      for (int vertex : vertices) {
        int box = neighbours.beside[vertex];
        if (box >= 0 && side[vertex].size() == 0) {
          wanted[vertex] = wanted[box] + RIGHT_OF;
        }
      }
      Arrays.sort(vertices, Comparator.comparingDouble(each -> wanted[each]));
      number(vertices);
    }
  }

  private double mean(IntVector of, int otherwise) {
    double sum = 0;
    for (int i = 0; i < of.size(); i++) {
      sum += position[of.get(i)];
    }
    return of.size() == 0 ? otherwise : sum / of.size();
  }

  private long crossings() {
    long count = 0;
    for (int i = 0; i + 1 < order.size(); i++) {
      count += crossings(order.get(i), order.get(i + 1).length);
    }
    return count;
  }

  /** Counts, for each link from left to right, those before it that end further to the right. */
  private long crossings(Integer[] upper, int lowerCount) {
    int[] tree = new int[lowerCount + 1];
    long count = 0;
    int added = 0;
    for (int vertex : upper) {
      IntVector below = neighbours.below[vertex];
      int[] ends = new int[below.size()];
      Arrays.setAll(ends, i -> position[below.get(i)]);
      Arrays.sort(ends);
      for (int end : ends) {
        count += added - upTo(tree, end);
        add(tree, end);
        added++;
      }
    }
    return count;
  }

  private static int upTo(int[] tree, int at) {
    int sum = 0;
    for (int i = at + 1; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }

  private static void add(int[] tree, int at) {
    for (int i = at + 1; i < tree.length; i += i & -i) {
      tree[i]++;
    }
  }
}
