// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.cli.graph.Drawing;
import dev.jabiru.cli.graph.Graph;
import dev.jabiru.cli.graph.LayeredLayout;
import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Edge;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionParser;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The flow graph of a function, laid out for drawing: read from the text of its IR. */
final class FlowGraph {
  private static final int LINE_HEIGHT = 15;
  private static final int PADDING = 9;
  private static final double CHARACTER_WIDTH = 7.3;

  /** A block and where it stands in the text: from its head to before the line {@code end}. */
  private record Node(String name, int line, int end, String about) {}

  private final List<Node> nodes = new ArrayList<>();
  private final List<Graph.Link> links = new ArrayList<>();

  /** Why each link is taken. */
  private final List<String> kinds = new ArrayList<>();

  private FlowGraph(String ir) {
    Map<String, Integer> numbers = addNodes(ir.stripTrailing().split("\n"));
    Function function = FunctionParser.parse(ir);
    for (Block block : function.layout().blocks()) {
      addLinks(function, block, numbers);
    }
  }

  /** {@return what the page's script reads, of the text of a function} */
  static Map<String, Object> tree(String ir) {
    return new FlowGraph(ir).tree();
  }

  private Map<String, Integer> addNodes(String[] lines) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].startsWith("block")) {
        continue;
      }
      int end = i + 1;
      int first = -1;
      int last = -1;
      while (end < lines.length && !lines[end].isBlank() && !lines[end].equals("}")) {
        int place = IrBeside.placeOf(lines[end]);
        first = place >= 0 && (first < 0 || place < first) ? place : first;
        last = Math.max(last, place);
        end++;
      }
      int nameEnd = 0;
      while (Character.isLetterOrDigit(lines[i].charAt(nameEnd))) {
        nameEnd++;
      }
      int count = end - i - 1;
      String about = count + " instr." + (last < 0 ? "" : " " + range(first, last));
      numbers.put(lines[i].substring(0, nameEnd), nodes.size());
      nodes.add(new Node(lines[i].substring(0, nameEnd), i, end, about));
    }
    return numbers;
  }

  private static String range(int first, int last) {
    String from = "@" + Integer.toHexString(first);
    return first == last ? from : from + "–" + Integer.toHexString(last);
  }

  private void addLinks(Function function, Block block, Map<String, Integer> numbers) {
    DataFlowGraph dfg = function.dfg();
    InstructionData end = dfg.data(function.layout().terminator(block));
    // Many cases of a table may lead to one block: one link.
    Map<Integer, String> targets = new LinkedHashMap<>();
    for (int i = 0; i < end.edgeCount(); i++) {
      Edge edge = end.edge(i);
      String kind = dfg.edgeKind(edge).isHandler() ? "handler" : "jump";
      if (end.opcode() == Opcode.BRIF) {
        kind = i == 0 ? "true" : "false";
      }
      targets.merge(
          Objects.requireNonNull(numbers.get(dfg.edgeBlock(edge).toString())),
          kind,
          (a, b) -> a.equals(b) ? a : "jump");
    }
    int from = Objects.requireNonNull(numbers.get(block.toString()));
    targets.forEach((to, kind) -> {
      links.add(new Graph.Link(from, to));
      kinds.add(kind);
    });
  }

  private Map<String, Object> tree() {
    List<Graph.Box> boxes = new ArrayList<>();
    for (Node node : nodes) {
      int characters = Math.max(node.name.length(), node.about.length());
      boxes.add(
          new Graph.Box((int) (characters * CHARACTER_WIDTH) + 2 * PADDING, 2 * LINE_HEIGHT + 6));
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    Optional<Drawing> found = LayeredLayout.of(new Graph(boxes, links));
    tree.put("blocks", nodes.size());
    if (found.isPresent()) {
      Drawing drawing = found.get();
      tree.put("width", drawing.width());
      tree.put("height", drawing.height());
      List<Object> drawn = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        Node node = nodes.get(i);
        Drawing.Point corner = drawing.corners().get(i);
        drawn.add(
            List.of(
                node.name,
                node.about,
                corner.x(),
                corner.y(),
                boxes.get(i).width(),
                boxes.get(i).height(),
                node.line,
                node.end));
      }
      tree.put("nodes", drawn);
      List<Object> ways = new ArrayList<>();
      for (int i = 0; i < links.size(); i++) {
        ways.add(
            List.of(
                links.get(i).from(),
                links.get(i).to(),
                kinds.get(i),
                steps(drawing.paths().get(i))));
      }
      tree.put("links", ways);
    }
    return tree;
  }

  /** The first corner, then by how much to go down, to the right, down and so on. */
  private static List<Integer> steps(List<Drawing.Point> path) {
    List<Integer> steps = new ArrayList<>(List.of(path.getFirst().x(), path.getFirst().y()));
    for (int i = 1; i < path.size(); i++) {
      int right = path.get(i).x() - path.get(i - 1).x();
      steps.add(i % 2 == 0 ? right : path.get(i).y() - path.get(i - 1).y());
    }
    return steps;
  }
}
