// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Verifier;
import java.util.List;

/** The passes, in order. */
public final class Pipeline {
  /**
   * One pass of the pipeline.
   *
   * @param name what file tests call it
   * @param pass what it does
   * @param level the lowest level at which it runs
   */
  record Step(String name, Pass pass, OptLevel level) {}

  /**
   * A constraint on the order.
   *
   * @param first the name of a step
   * @param then the name of a step that comes later
   * @param reason why
   */
  record Order(String first, String then, String reason) {}

  // spotless:off
  static final List<Step> STEPS =
      List.of(
          new Step("remove-unreachable",      new RemoveUnreachable(),     OptLevel.NONE),
          new Step("remove-redundant-params", new RemoveRedundantParams(), OptLevel.NONE),
          new Step("simplify",                new Simplify(),              OptLevel.SPEED),
          new Step("gvn",                     new GlobalValueNumbering(),  OptLevel.SPEED),
          new Step("forward-memory",          new ForwardMemory(),         OptLevel.SPEED),
          new Step("hoist-invariants",        new HoistInvariants(),       OptLevel.SPEED),
          new Step("elide-bounds-checks",     new ElideBoundsChecks(),     OptLevel.SPEED),
          new Step("remove-dead",             new RemoveDead(),            OptLevel.NONE));

  /** What must come first, and why. {@code PipelineTest} checks it against {@link #STEPS}. */
  static final List<Order> ORDER =
      List.of(
          new Order("remove-unreachable", "remove-redundant-params", "edges from unreachable blocks pass values of their own"),
          new Order("remove-redundant-params", "simplify", "rules see through values, not through parameters"),
          new Order("simplify", "gvn", "numbering compares operands in the order that simplify gives them"),
          new Order("gvn", "forward-memory", "places are told apart by their address operands"),
          new Order("forward-memory", "hoist-invariants", "what is computed from a load that is known may not change in the loop"),
          new Order("forward-memory", "elide-bounds-checks", "an access is dropped only while no other relies on its check"),
          new Order("hoist-invariants", "elide-bounds-checks", "what has been checked holds for what comes later as it stands now"),
          new Order("elide-bounds-checks", "remove-dead", "a load that cannot trap, and that nobody uses, is dead"),
          new Order("gvn", "remove-dead", "what is found to be the same leaves operands without uses"));
  // spotless:on

  private Pipeline() {}

  /**
   * Runs the passes of a level.
   *
   * @param function a function that passes the verifier
   * @param level how much to do
   */
  public static void run(Function function, OptLevel level) {
    run(function, level, (name, changed) -> {});
  }

  /**
   * Runs the passes of a level, with the verifier after each.
   *
   * @param function a function that passes the verifier
   * @param level how much to do
   * @throws AssertionError if a pass leaves a function that does not pass; the message prints it
   */
  public static void runVerified(Function function, OptLevel level) {
    run(function, level, (name, changed) -> Verifier.require(changed, name));
  }

  /** Hears of each pass that has run. */
  @FunctionalInterface
  public interface Observer {
    /**
     * A pass has run.
     *
     * @param name the name of the step
     * @param function what it left
     */
    void after(String name, Function function);
  }

  /**
   * Runs the passes of a level.
   *
   * @param function a function that passes the verifier
   * @param level how much to do
   * @param observer hears of each
   */
  public static void run(Function function, OptLevel level, Observer observer) {
    Analyses analyses = new Analyses(function);
    for (int i = 0; i < STEPS.size(); i++) {
      Step step = STEPS.get(i);
      if (step.level.compareTo(level) <= 0) {
        step.pass.run(function, analyses);
        observer.after(step.name, function);
      }
    }
  }

  /** {@return the names of the passes, in order} */
  public static List<String> stepNames() {
    return STEPS.stream().map(Step::name).toList();
  }

  /**
   * Runs the passes of a level up to one of them, that one included.
   *
   * @param function a function that passes the verifier
   * @param level how much to do
   * @param name the name of the last step
   * @throws IllegalArgumentException if there is no such step
   */
  public static void runThrough(Function function, OptLevel level, String name) {
    if (!stepNames().contains(name)) {
      throw new IllegalArgumentException(
          "there is no pass \"" + name + "\"; the passes are " + String.join(", ", stepNames()));
    }
    Analyses analyses = new Analyses(function);
    for (Step step : STEPS) {
      if (step.level.compareTo(level) <= 0) {
        step.pass.run(function, analyses);
      }
      if (step.name.equals(name)) {
        return;
      }
    }
  }

  /**
   * Runs one pass, and the verifier after it.
   *
   * @param function a function that passes the verifier
   * @param name the name of the step
   * @throws AssertionError if there is no such step, or it leaves a function that does not pass
   */
  public static void runStep(Function function, String name) {
    for (Step step : STEPS) {
      if (step.name.equals(name)) {
        step.pass.run(function, new Analyses(function));
        Verifier.require(function, name);
        return;
      }
    }
    throw new AssertionError("there is no pass \"" + name + "\"");
  }
}
