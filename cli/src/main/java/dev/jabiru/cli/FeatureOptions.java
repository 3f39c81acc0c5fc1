// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that switches features of WebAssembly on and off. */
final class FeatureOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--features",
      paramLabel = "F",
      description =
          "features to switch on, or off with a leading minus, on top of WebAssembly 3.0:"
              + " ${COMPLETION-CANDIDATES}. Not in 3.0, and so off unless asked"
              + " for: threads, custom-page-sizes, wide-arithmetic, legacy-exceptions",
      completionCandidates = Known.class)
  private List<String> words = List.of();

  /** {@return whether the command line says anything about features} */
  boolean areGiven() {
    return !words.isEmpty();
  }

  Features features() {
    Features features = Features.defaults();
    for (String list : words) {
      for (String word : list.split(",", -1)) {
        features = apply(features, word);
      }
    }
    return features;
  }

  private Features apply(Features features, String word) {
    switch (word) {
      case "mvp":
        return Features.mvp();
      case "all":
        return Features.all();
      default:
        boolean off = word.startsWith("-");
        Feature feature = Feature.ofKey(off ? word.substring(1) : word);
        if (feature == null) {
          throw new ParameterException(
              spec.commandLine(),
              "unknown feature '" + word + "'; known are " + String.join(", ", new Known()));
        }
        return off ? features.without(feature) : features.with(feature);
    }
  }

  /** The names of all features that can be switched, and of what stands for several. */
  static final class Known implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      List<String> keys = new ArrayList<>();
      for (Feature each : Feature.values()) {
        if (each != Feature.MVP) {
          keys.add(each.key());
        }
      }
      keys.add("mvp");
      keys.add("all");
      return keys.iterator();
    }
  }
}
