// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A graph cut into layers: every link that does not lead back leads to a later layer, and passes
 * each layer between at a point of its own. A link that leads back, or to its own box, runs beside
 * both boxes: it has points from the layer of the box that it enters to that of the one it leaves.
 *
 * <p>Vertices are numbered: boxes first, as in the graph, then the points.
 */
final class Layers {
  final int boxCount;

  /** The layer of each vertex. */
  final IntVector layer = new IntVector();

  /** The points of each link, from the upper layers down. */
  final List<int[]> points = new ArrayList<>();

  /** Whether each link leads back. */
  final boolean[] isBack;

  int layerCount;

  private Layers(Graph graph) {
    this.boxCount = graph.boxes().size();
    this.isBack = new boolean[graph.links().size()];
  }

  /** {@return the layers of a graph} */
  static Layers of(Graph graph) {
    Layers layers = new Layers(graph);
    layers.assign(graph);
    layers.cut(graph);
    return layers;
  }

  /** {@return how many vertices there are} */
  int vertexCount() {
    return layer.size();
  }

  /** Gives each box the layer below the lowest from which a link comes. */
  private void assign(Graph graph) {
    int[][] out = outgoing(graph);
    int[] order = postorder(graph, out);
    int[] layerOf = new int[boxCount];
    for (int i = order.length - 1; i >= 0; i--) {
      for (int link : out[order[i]]) {
        if (!isBack[link]) {
          int to = graph.links().get(link).to();
          layerOf[to] = Math.max(layerOf[to], layerOf[order[i]] + 1);
        }
      }
    }
    for (int each : layerOf) {
      layer.add(each);
      layerCount = Math.max(layerCount, each + 1);
    }
  }

  private static int[][] outgoing(Graph graph) {
    int[] counts = new int[graph.boxes().size()];
    for (Graph.Link link : graph.links()) {
      counts[link.from()]++;
    }
    int[][] out = new int[counts.length][];
    Arrays.setAll(out, i -> new int[counts[i]]);
    for (int i = graph.links().size() - 1; i >= 0; i--) {
      int from = graph.links().get(i).from();
      out[from][--counts[from]] = i;
    }
    return out;
  }

  /** Walks depth first, and finds the links that lead to a box still open: those lead back. */
  private int[] postorder(Graph graph, int[][] out) {
    int[] order = new int[boxCount];
    int done = 0;
    boolean[] isSeen = new boolean[boxCount];
    boolean[] isOpen = new boolean[boxCount];
    int[] stack = new int[boxCount];
    int[] next = new int[boxCount];
    for (int root = 0; root < boxCount; root++) {
      if (isSeen[root]) {
        continue;
      }
      int depth = 0;
      stack[depth++] = root;
      isSeen[root] = true;
      isOpen[root] = true;
      while (depth > 0) {
        int box = stack[depth - 1];
        if (next[box] == out[box].length) {
          order[done++] = box;
          isOpen[box] = false;
          depth--;
          continue;
        }
        int link = out[box][next[box]++];
        int to = graph.links().get(link).to();
        isBack[link] = isOpen[to];
        if (!isSeen[to]) {
          isSeen[to] = true;
          isOpen[to] = true;
          stack[depth++] = to;
        }
      }
    }
    return order;
  }

  private void cut(Graph graph) {
    for (int i = 0; i < isBack.length; i++) {
      Graph.Link link = graph.links().get(i);
      int first = isBack[i] ? layer.get(link.to()) : layer.get(link.from()) + 1;
      int end = isBack[i] ? layer.get(link.from()) + 1 : layer.get(link.to());
      int[] chain = new int[end - first];
      for (int at = first; at < end; at++) {
        chain[at - first] = layer.size();
        layer.add(at);
      }
      points.add(chain);
    }
  }
}
