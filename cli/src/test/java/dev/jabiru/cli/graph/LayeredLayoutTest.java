// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.cli.graph.Drawing.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayeredLayoutTest {
  private static Graph graph(int boxes, int... ends) {
    List<Graph.Box> list = new ArrayList<>();
    for (int i = 0; i < boxes; i++) {
      list.add(new Graph.Box(40 + i % 7 * 20, 30));
    }
    List<Graph.Link> links = new ArrayList<>();
    for (int i = 0; i < ends.length; i += 2) {
      links.add(new Graph.Link(ends[i], ends[i + 1]));
    }
    return new Graph(list, links);
  }

  /** Draws a graph, and checks what holds of every drawing. */
  private static Drawing draw(Graph graph) {
    Drawing drawing = LayeredLayout.of(graph).orElseThrow();
    assertThat(LayeredLayout.of(graph)).contains(drawing);
    for (int i = 0; i < graph.boxes().size(); i++) {
      Point corner = drawing.corners().get(i);
      assertThat(corner.x()).isNotNegative();
      assertThat(corner.x() + graph.boxes().get(i).width()).isLessThanOrEqualTo(drawing.width());
      assertThat(corner.y() + graph.boxes().get(i).height()).isLessThan(drawing.height());
      for (int j = 0; j < i; j++) {
        assertThat(isApart(graph, drawing, i, j)).as("boxes %d and %d", i, j).isTrue();
      }
    }
    for (int i = 0; i < graph.links().size(); i++) {
      checkPath(graph, drawing, i);
    }
    return drawing;
  }

  private static boolean isApart(Graph graph, Drawing drawing, int a, int b) {
    Point p = drawing.corners().get(a);
    Point q = drawing.corners().get(b);
    return p.x() + graph.boxes().get(a).width() < q.x()
        || q.x() + graph.boxes().get(b).width() < p.x()
        || p.y() + graph.boxes().get(a).height() < q.y()
        || q.y() + graph.boxes().get(b).height() < p.y();
  }

  private static void checkPath(Graph graph, Drawing drawing, int i) {
    Graph.Link link = graph.links().get(i);
    List<Point> path = drawing.paths().get(i);
    Point from = drawing.corners().get(link.from());
    Point to = drawing.corners().get(link.to());
    assertThat(path.getFirst().y()).isEqualTo(from.y() + graph.boxes().get(link.from()).height());
    assertThat(path.getFirst().x())
        .isBetween(from.x(), from.x() + graph.boxes().get(link.from()).width());
    assertThat(path.getLast().y()).isEqualTo(to.y());
    assertThat(path.getLast().x()).isBetween(to.x(), to.x() + graph.boxes().get(link.to()).width());
    assertThat(path.get(1).y()).as("leaves downwards").isGreaterThan(path.getFirst().y());
    assertThat(path.get(path.size() - 2).y()).as("enters downwards").isLessThan(to.y());
    for (int j = 1; j < path.size(); j++) {
      boolean isVertical = j % 2 == 1;
      Point a = path.get(j - 1);
      Point b = path.get(j);
      assertThat(isVertical ? a.x() : a.y()).isEqualTo(isVertical ? b.x() : b.y());
      for (int box = 0; box < graph.boxes().size(); box++) {
        assertThat(crosses(graph.boxes().get(box), drawing.corners().get(box), a, b))
            .as("link %d and box %d", i, box)
            .isFalse();
      }
    }
  }

  private static boolean crosses(Graph.Box box, Point corner, Point a, Point b) {
    return Math.max(a.x(), b.x()) > corner.x()
        && Math.min(a.x(), b.x()) < corner.x() + box.width()
        && Math.max(a.y(), b.y()) > corner.y()
        && Math.min(a.y(), b.y()) < corner.y() + box.height();
  }

  @Test
  void aBranchAndItsJoinAreThreeLayers() {
    Drawing drawing = draw(graph(4, 0, 1, 0, 2, 1, 3, 2, 3));
    List<Point> at = drawing.corners();
    assertThat(at.get(1).y()).isEqualTo(at.get(2).y()).isGreaterThan(at.get(0).y());
    assertThat(at.get(3).y()).isGreaterThan(at.get(1).y());
    assertThat(at.get(1).x()).isLessThan(at.get(2).x());
  }

  @Test
  void aChainIsStraight() {
    Drawing drawing = draw(graph(4, 0, 1, 1, 2, 2, 3));
    assertThat(drawing.paths()).allSatisfy(path -> assertThat(path).hasSize(2));
  }

  @Test
  void aLoopRunsBackBesideItsBoxes() {
    Drawing drawing = draw(graph(4, 0, 1, 1, 2, 2, 1, 2, 3, 1, 1));
    assertThat(drawing.corners().get(2).y()).isGreaterThan(drawing.corners().get(1).y());
    assertThat(drawing.paths().get(2)).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void linksThatCanDoWithoutDoNotCross() {
    // As numbered, both pairs would cross.
    Drawing drawing = draw(graph(7, 0, 1, 0, 2, 1, 5, 2, 4, 1, 6, 2, 3));
    int leftOf1 = drawing.corners().get(1).x();
    int leftOf2 = drawing.corners().get(2).x();
    for (int under1 : new int[] {5, 6}) {
      for (int under2 : new int[] {3, 4}) {
        assertThat(drawing.corners().get(under1).x() < drawing.corners().get(under2).x())
            .isEqualTo(leftOf1 < leftOf2);
      }
    }
  }

  @Test
  void boxesThatNothingLeadsToAreDrawnToo() {
    draw(graph(3, 1, 2, 2, 1));
    draw(graph(1));
  }

  @Test
  void anyGraphIsDrawnWithoutOverlaps() {
    long seed = Long.getLong("jabiru.seed", 20261123);
    Random random = new Random(seed);
    for (int round = 0; round < 150; round++) {
      int boxes = 1 + random.nextInt(25);
      int[] ends = new int[2 * random.nextInt(2 * boxes + 1)];
      for (int i = 0; i < ends.length; i++) {
        ends[i] = random.nextInt(boxes);
      }
      try {
        draw(graph(boxes, ends));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
  }

  @Test
  void whatNobodyCouldLookAtIsNotDrawn() {
    int boxes = 50_000;
    int[] ends = new int[2 * boxes - 2];
    for (int i = 0; i < boxes - 1; i++) {
      ends[2 * i] = i;
      ends[2 * i + 1] = i + 1;
    }
    assertThat(LayeredLayout.of(graph(boxes, ends))).isEmpty();
    assertThat(LayeredLayout.of(graph(0))).isEmpty();
  }

  @Test
  void aLargeGraphTakesSeconds() {
    int boxes = 3_000;
    int[] ends = new int[6 * (boxes - 20)];
    Random random = new Random(1);
    for (int i = 0; i < boxes - 20; i++) {
      for (int j = 0; j < 3; j++) {
        ends[6 * i + 2 * j] = i;
        ends[6 * i + 2 * j + 1] = i + 1 + (j == 0 ? 0 : random.nextInt(18));
      }
    }
    long start = System.nanoTime();
    LayeredLayout.of(graph(boxes, ends));
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }
}
