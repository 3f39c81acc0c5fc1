// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.Interpreter;
import dev.jabiru.codegen.RandomFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionParser;
import dev.jabiru.codegen.ir.FunctionPrinter;
import dev.jabiru.codegen.ir.Verifier;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PipelineTest {
  @Test
  void stepsKeepTheOrder() {
    List<String> names = Pipeline.STEPS.stream().map(Pipeline.Step::name).toList();
    assertThat(names).doesNotHaveDuplicates();
    for (Pipeline.Order order : Pipeline.ORDER) {
      assertThat(names).contains(order.first(), order.then());
      assertThat(names.indexOf(order.first()))
          .as(order.toString())
          .isLessThan(names.indexOf(order.then()));
    }
  }

  @Test
  void everyPassKeepsTheMeaningOfRandomFunctions() {
    long first = Long.getLong("jabiru.seed", 1);
    int results = 0;
    for (long seed = first; seed < first + Integer.getInteger("jabiru.functions", 600); seed++) {
      Function original = RandomFunction.make(seed);
      Verifier.require(original, "building, seed " + seed);
      Function optimised = FunctionParser.parse(FunctionPrinter.print(original));
      assertThat(optimised.toString()).isEqualTo(original.toString());
      for (Pipeline.Step step : Pipeline.STEPS) {
        Pipeline.runStep(optimised, step.name());
        results += compare(original, optimised, seed, step.name());
      }
      for (Pipeline.Step step : Pipeline.STEPS) { // what a second round finds must be right too
        Pipeline.runStep(optimised, step.name());
      }
      compare(original, optimised, seed, "the second round");
    }
    assertThat(results).as("calls that returned").isGreaterThan(2000);
  }

  private static int compare(Function original, Function optimised, long seed, String step) {
    Random random = new Random(seed);
    int results = 0;
    for (int i = 0; i < 4; i++) {
      long[] args = RandomFunction.args(original, random);
      Interpreter.Outcome wanted = new Interpreter(original).withSteps(4000).call(args);
      if (wanted.isEndless()) {
        continue;
      }
      Interpreter.Outcome found = new Interpreter(optimised).withSteps(8000).call(args);
      assertThat(found)
          .as(() -> "seed " + seed + ", after " + step + "\n" + original + optimised)
          .isEqualTo(wanted);
      results++;
    }
    return results;
  }
}
