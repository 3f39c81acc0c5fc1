// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * Lays out flow graphs for drawing. In come {@link dev.jabiru.cli.graph.Graph boxes and links}, out
 * comes a {@link dev.jabiru.cli.graph.Drawing}: where each box is, and by which right-angled path
 * each link runs. It knows nothing of what is in the boxes, nor of what draws them.
 *
 * <pre>{@code
 * Graph graph = new Graph(List.of(new Graph.Box(80, 30), new Graph.Box(80, 30)),
 *     List.of(new Graph.Link(0, 1)));
 * Optional<Drawing> drawing = LayeredLayout.of(graph);
 * }</pre>
 */
@NullMarked
package dev.jabiru.cli.graph;

import org.jspecify.annotations.NullMarked;
