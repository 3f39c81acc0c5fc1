// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.graph;

import dev.jabiru.cli.graph.Drawing.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Draws a graph from top to bottom in layers, as flow graphs are drawn since Sugiyama: cut it into
 * {@link Layers}, order each so that few links cross, find columns, and let the links run in the
 * gaps between the layers, each horizontal part on a track of its own.
 */
public final class LayeredLayout {
  /** More boxes and points of links than this nobody can look at. */
  private static final int VERTEX_LIMIT = 40_000;

  private static final int MARGIN = 12;
  private static final int TRACK = 8;
  private static final int APART = 6;

  private final Graph graph;
  private final Layers layers;
  private final List<int[]> order;
  private final Columns columns;

  /** Where each link leaves its box and enters the other. */
  private final int[] leaves;

  private final int[] enters;

  /** A horizontal part in the gap above a layer, or below the last. */
  private static final class Part {
    final int gap;
    final int from;
    final int to;
    int track;

    Part(int gap, int from, int to) {
      this.gap = gap;
      this.from = from;
      this.to = to;
    }
  }

  private LayeredLayout(Graph graph, Layers layers) {
    this.graph = graph;
    this.layers = layers;
    Neighbours neighbours = new Neighbours(graph, layers);
    this.order = LayerOrder.of(layers, neighbours);
    this.columns = new Columns(graph, layers, neighbours, order);
    this.leaves = new int[graph.links().size()];
    this.enters = new int[graph.links().size()];
    shiftToMargin();
    findPorts();
    straighten();
    shiftToMargin();
    findPorts();
  }

  /**
   * {@return the drawing of a graph; none if it is too large for one}
   *
   * <p>The same graph always gives the same drawing.
   *
   * @param graph the graph
   */
  public static Optional<Drawing> of(Graph graph) {
    if (graph.boxes().isEmpty() || graph.boxes().size() > VERTEX_LIMIT) {
      return Optional.empty();
    }
    Layers layers = Layers.of(graph);
    return layers.vertexCount() > VERTEX_LIMIT
        ? Optional.empty()
        : Optional.of(new LayeredLayout(graph, layers).draw());
  }

  private void shiftToMargin() {
    double left = Double.MAX_VALUE;
    for (int i = 0; i < columns.centre.length; i++) {
      left = Math.min(left, columns.centre[i] - (isBox(i) ? widthOf(i) / 2.0 : 0));
    }
    for (int i = 0; i < columns.centre.length; i++) {
      columns.centre[i] = Math.round(columns.centre[i] - left + MARGIN);
    }
  }

  private boolean isBox(int vertex) {
    return vertex < layers.boxCount;
  }

  private int widthOf(int box) {
    return graph.boxes().get(box).width();
  }

  private int x(int vertex) {
    return (int) columns.centre[vertex];
  }

  private int left(int box) {
    return x(box) - widthOf(box) / 2;
  }

  // ---- Where links touch boxes ----------------------------------------------------------------

  private void findPorts() {
    List<List<Integer>> out = new ArrayList<>();
    List<List<Integer>> in = new ArrayList<>();
    for (int i = 0; i < layers.boxCount; i++) {
      out.add(new ArrayList<>());
      in.add(new ArrayList<>());
    }
    for (int i = 0; i < leaves.length; i++) {
      out.get(graph.links().get(i).from()).add(i);
      in.get(graph.links().get(i).to()).add(i);
    }
    for (int box = 0; box < layers.boxCount; box++) {
      spread(box, out.get(box), leaves, true);
      spread(box, in.get(box), enters, false);
    }
  }

  private void spread(int box, List<Integer> links, int[] ports, boolean isOut) {
    links.sort(Comparator.comparingInt(link -> x(nextTo(link, isOut))));
    for (int i = 0; i < links.size(); i++) {
      ports[links.get(i)] = left(box) + widthOf(box) * (i + 1) / (links.size() + 1);
    }
  }

  /** The vertex that comes after the box a link leaves, or before the one it enters. */
  private int nextTo(int link, boolean isOut) {
    int[] points = layers.points.get(link);
    if (points.length == 0) {
      return isOut ? graph.links().get(link).to() : graph.links().get(link).from();
    }
    return points[isOut == layers.isBack[link] ? points.length - 1 : 0];
  }

  /** Lets the points of a link follow each other straight down where there is room. */
  private void straighten() {
    int[] indexInLayer = new int[layers.vertexCount()];
    for (int[] layer : order) {
      for (int i = 0; i < layer.length; i++) {
        indexInLayer[layer[i]] = i;
      }
    }
    for (int i = 0; i < leaves.length; i++) {
      int[] points = layers.points.get(i);
      double towards = layers.isBack[i] ? rightmost(points) : leaves[i];
      for (int point : points) {
        columns.pull(point, towards, indexInLayer);
        towards = layers.isBack[i] ? towards : columns.centre[point];
      }
    }
  }

  private double rightmost(int[] points) {
    double right = 0;
    for (int point : points) {
      right = Math.max(right, columns.centre[point]);
    }
    return right;
  }

  // ---- Ways -------------------------------------------------------------------------------------

  private Drawing draw() {
    List<List<Part>> gaps = new ArrayList<>();
    for (int i = 0; i <= layers.layerCount; i++) {
      gaps.add(new ArrayList<>());
    }
    List<List<Part>> ways = new ArrayList<>();
    for (int i = 0; i < leaves.length; i++) {
      List<Part> way = way(i);
      ways.add(way);
      for (Part part : way) {
        gaps.get(part.gap).add(part);
      }
    }
    int[] gapTop = new int[gaps.size()];
    int[] layerTop = new int[layers.layerCount];
    int y = placeLayers(gaps, gapTop, layerTop);
    List<Point> corners = new ArrayList<>();
    int right = 0;
    for (int i = 0; i < layers.boxCount; i++) {
      corners.add(new Point(left(i), layerTop[layers.layer.get(i)]));
      right = Math.max(right, left(i) + widthOf(i));
    }
    List<List<Point>> paths = new ArrayList<>();
    for (int i = 0; i < leaves.length; i++) {
      List<Point> path = path(i, ways.get(i), gapTop, corners);
      paths.add(path);
      for (Point each : path) {
        right = Math.max(right, each.x());
      }
    }
    return new Drawing(right + MARGIN, y, corners, paths);
  }

  /** Gives the gaps their tracks and everything its height; returns that of all. */
  private int placeLayers(List<List<Part>> gaps, int[] gapTop, int[] layerTop) {
    int y = MARGIN / 2;
    for (int i = 0; i < gaps.size(); i++) {
      gapTop[i] = y;
      int tracks = assignTracks(gaps.get(i));
      boolean isEdge = i == 0 || i == layers.layerCount;
      y += TRACK * (tracks == 0 && isEdge ? 1 : Math.max(tracks, 1) + 2);
      if (i < layers.layerCount) {
        layerTop[i] = y;
        int height = 0;
        for (int vertex : order.get(i)) {
          height = Math.max(height, isBox(vertex) ? graph.boxes().get(vertex).height() : 0);
        }
        y += height;
      }
    }
    return y;
  }

  /** Lays each part on the first track where nothing is in its way; returns how many there are. */
  private static int assignTracks(List<Part> parts) {
    parts.sort(
        Comparator.<Part>comparingInt(part -> Math.min(part.from, part.to))
            .thenComparingInt(part -> Math.max(part.from, part.to)));
    IntVector ends = new IntVector();
    for (Part part : parts) {
      int track = 0;
      while (track < ends.size() && ends.get(track) > Math.min(part.from, part.to)) {
        track++;
      }
      if (track == ends.size()) {
        ends.add(0);
      }
      ends.set(track, Math.max(part.from, part.to) + APART);
      part.track = track;
    }
    return ends.size();
  }

  /** The horizontal parts of a link, from where it leaves to where it enters. */
  private List<Part> way(int link) {
    List<Part> way = new ArrayList<>();
    int[] points = layers.points.get(link);
    boolean isBack = layers.isBack[link];
    int x = leaves[link];
    int gap = layers.layer.get(graph.links().get(link).from()) + 1;
    for (int i = 0; i < points.length; i++) {
      int next = x(points[isBack ? points.length - 1 - i : i]);
      addPart(way, gap, x, next);
      x = next;
      gap += isBack ? -1 : 1;
    }
    addPart(way, gap, x, enters[link]);
    return way;
  }

  private static void addPart(List<Part> way, int gap, int from, int to) {
    if (from != to) {
      way.add(new Part(gap, from, to));
    }
  }

  private List<Point> path(int link, List<Part> way, int[] gapTop, List<Point> corners) {
    Graph.Link ends = graph.links().get(link);
    List<Point> path = new ArrayList<>();
    int bottom = corners.get(ends.from()).y() + graph.boxes().get(ends.from()).height();
    path.add(new Point(leaves[link], bottom));
    for (Part part : way) {
      int y = gapTop[part.gap] + TRACK * (part.track + 1);
      path.add(new Point(part.from, y));
      path.add(new Point(part.to, y));
    }
    path.add(new Point(enters[link], corners.get(ends.to()).y()));
    return path;
  }
}
