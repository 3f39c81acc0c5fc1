// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.wasm.InvalidModuleException;
import dev.jabiru.wasm.Module;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeterminismTest {
  @Test
  void filesAreTheSameForAnyNumberOfThreads() {
    byte[] one = ArtifactFile.write(Modules.compile(1, Modules.large(150), Modules.large(20)));
    for (int threads : new int[] {2, 8}) {
      byte[] many =
          ArtifactFile.write(Modules.compile(threads, Modules.large(150), Modules.large(20)));
      assertThat(many).isEqualTo(one);
    }
  }

  @Test
  void theErrorOfTheLowestFunctionIsReported() {
    StringBuilder text = new StringBuilder("(module");
    for (int i = 0; i < 400; i++) {
      boolean isWrong = i == 91 || i > 93 && i % 3 == 0;
      text.append("(func (result i32) ")
          .append(isWrong ? "i64.const 1" : "i32.const 1")
          .append(")");
    }
    Module module = Modules.parse(text.append(")").toString());
    for (int round = 0; round < 40; round++) {
      Throwable error =
          catchThrowable(() -> new CodegenModuleCompiler(8).prepare(module, Tunables.defaults()));
      assertThat(error)
          .isInstanceOf(InvalidModuleException.class)
          .hasMessageStartingWith("type mismatch")
          .hasMessageContaining("func[91]");
    }
  }

  @Test
  void stepsBelowAFailureAreAllDone() {
    CompilerThreads threads = new CompilerThreads(8);
    for (int round = 0; round < 200; round++) {
      AtomicInteger done = new AtomicInteger();
      Throwable error =
          catchThrowable(() ->
              threads.forEach(
                  100,
                  () -> done,
                  (counter, i) -> {
                    if (i >= 50) {
                      throw new IllegalStateException("step " + i);
                    }
                    counter.incrementAndGet();
                  }));
      assertThat(error).hasMessage("step 50");
      assertThat(done).hasValue(50);
    }
  }
}
