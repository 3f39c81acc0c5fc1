// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.codegen.opt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RulesTest {
  @Test
  void everyRuleParsesAndStandsUnderItsOpcode() {
    for (String text : Rules.text()) {
      Rule rule = RuleParser.parse(text);
      assertThat(Rules.of(rule.pattern().opcode())).extracting(Rule::text).contains(text);
    }
  }
}
