// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code jabiru explore} as a browser shows it. Its pictures stay in the target. */
class ExplorePageTest {
  private static final Path PICTURES = Path.of("target", "explore");

  /** The lines of a form that are lit up, or pinned. */
  private static final String LIT = "[...document.querySelectorAll('#pane-%s .line.%s')]";

  @TempDir static Path folder;
  private static Browser browser;
  private static Path page;

  @BeforeAll
  static void writePage() throws Exception {
    browser = Browser.start();
    page =
        explore(
            "shapes",
            """
            (module
              (import "env" "tell" (func $tell (param i32)))
              (memory 1)
              (func $sum (export "sum") (param $at i32) (param $count i32) (result i32)
                (local $total i32)
                (block $done
                  (loop $next
                    (br_if $done (i32.eqz (local.get $count)))
                    (local.set $total
                      (i32.mul (local.get $total) (i32.load8_s offset=16 (local.get $at))))
                    (local.set $at (i32.add (local.get $at) (i32.const 4)))
                    (local.set $count (i32.sub (local.get $count) (i32.const 1)))
                    (br $next)))
                (call $tell (local.get $total))
                (call $divide (local.get $total) (i32.const 10)))
              (func $divide (param i32 i32) (result i32)
                (i32.div_s (local.get 0) (local.get 1)))
              (func $classify (param $x i32) (result i32)
                (block $c (block $b (block $a
                  (br_table $a $b $a $c (local.get $x)))
                  (return (i32.const 100)))
                  (return (call $sum (i32.const 0) (local.get $x))))
                (i32.const -1))
              (func $nothing))
            """);
  }

  private static Path explore(String name, String text) throws IOException {
    Path module = Files.writeString(folder.resolve(name + ".wat"), text);
    Outcome outcome = Outcome.of("explore", module);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Path.of(outcome.out().strip());
  }

  @AfterAll
  static void closeBrowser() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void openOnADesktop() throws Exception {
    browser.resize(1440, 900, false);
    open(page, "#sum");
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(browser.complaints()).isEmpty();
  }

  private static void open(Path which, String hash) throws Exception {
    browser.open(which, hash);
    browser.await("document.querySelector('.line') && document.querySelector('.row')");
  }

  private static String text(String selector) throws Exception {
    return browser.eval("document.querySelector('" + selector + "').textContent").asText();
  }

  private static int count(String selector) throws Exception {
    return browser.eval("document.querySelectorAll('" + selector + "').length").asInt();
  }

  /** Gives the first line of a form that holds some text an id, and brings it into view. */
  private static String lineWith(String form, String text) throws Exception {
    browser.eval(
        "{ const line = [...document.querySelectorAll('#pane-%s .line')].find((each) => "
                .formatted(form)
            + "each.textContent.includes('"
            + text
            + "')); document.getElementById('wanted')?.removeAttribute('id'); line.id = 'wanted';"
            + " line.scrollIntoView({block: 'center'}); }");
    return "#wanted";
  }

  private static String lit(String form, String mark) throws Exception {
    return browser
        .eval(LIT.formatted(form, mark) + ".map((line) => line.textContent).join('\\n')")
        .asText();
  }

  @Test
  void allFormsAreShownSideBySide() throws Exception {
    for (String form : new String[] {"wasm", "before", "after", "x64", "jvm"}) {
      assertThat(count("#pane-" + form + " .line")).as(form).isGreaterThan(10);
    }
    assertThat(text("#pane-wasm")).contains("i32.load8_s offset=16", ";; env.tell");
    assertThat(text("#pane-x64")).contains("push rbp", "out of bounds memory access");
    assertThat(text("#pane-jvm")).contains("ireturn");
    assertThat(count("#pane-graph .node")).isGreaterThan(2);
    assertThat(browser.eval("document.documentElement.scrollWidth <= innerWidth").asBoolean())
        .isTrue();
    browser.picture(PICTURES.resolve("desktop.png"));
  }

  @Test
  void pointingAtALineLightsUpWhatComesOfIt() throws Exception {
    browser.hover(lineWith("wasm", "i32.load8_s offset=16"));
    browser.await(LIT.formatted("after", "lit") + ".length");
    assertThat(lit("wasm", "lit")).contains("i32.load8_s offset=16").doesNotContain("\n");
    assertThat(lit("before", "lit")).contains("sload8.i32 mem0");
    assertThat(lit("after", "lit")).contains("sload8.i32 mem0");
    assertThat(lit("x64", "lit")).contains("+0x10]");
    assertThat(lit("jvm", "lit")).contains("invokeExact").doesNotContain("\n");
    assertThat(count("#pane-graph .node.lit")).isEqualTo(1);
    browser.picture(PICTURES.resolve("hover.png"));
    browser.hover(lineWith("x64", "push rbp"));
    browser.await("!" + LIT.formatted("after", "lit") + ".length");
    assertThat(lit("x64", "lit")).contains("push rbp");
  }

  @Test
  void aClickPinsALineAndTheAddressLeadsBackToIt() throws Exception {
    browser.click(lineWith("wasm", "i32.load8_s offset=16"));
    browser.await(LIT.formatted("x64", "pinned") + ".length");
    browser.hover(lineWith("x64", "push rbp"));
    assertThat(lit("after", "pinned")).contains("sload8.i32 mem0");
    String hash = browser.eval("location.hash").asText();
    assertThat(hash).matches("#sum@[0-9a-f]+");
    browser.press("Escape");
    assertThat(lit("after", "pinned")).isEmpty();
    assertThat(browser.eval("location.hash").asText()).isEqualTo("#sum");
    open(page, hash);
    browser.await(LIT.formatted("after", "pinned") + ".length");
    assertThat(lit("wasm", "pinned")).contains("i32.load8_s offset=16");
  }

  @Test
  void arrowsMoveThePinnedLineAndTheForm() throws Exception {
    browser.click(lineWith("wasm", "i32.load8_s offset=16"));
    browser.press("ArrowDown");
    assertThat(lit("wasm", "pinned")).contains("i32.mul");
    browser.press("ArrowUp");
    browser.press("ArrowUp");
    assertThat(lit("wasm", "pinned")).contains("local.get 0");
    browser.press("ArrowRight");
    browser.press("ArrowRight");
    browser.await("document.activeElement.closest('#pane-after')");
  }

  @Test
  void searchFindsFunctionsByName() throws Exception {
    assertThat(count(".row")).isEqualTo(4);
    browser.press("/");
    browser.type("DIV");
    browser.await("document.querySelectorAll('.row').length === 1");
    assertThat(text("#count")).isEqualTo("1 of 4 functions");
    browser.press("Enter");
    browser.await("document.querySelector('#name').textContent === 'divide'");
    assertThat(browser.eval("location.hash").asText()).isEqualTo("#divide");
    browser.await("document.querySelector('#pane-wasm').textContent.includes('i32.div_s')");
    assertThat(browser.eval("document.title").asText()).startsWith("divide");
    browser.eval("history.back()");
    browser.await("document.querySelector('#name').textContent === 'sum'");
  }

  @Test
  void arrowsChooseFunctionsInTheList() throws Exception {
    browser.click(".row:nth-child(2)");
    browser.await("document.querySelector('#name').textContent === 'divide'");
    browser.press("ArrowDown");
    browser.await("document.querySelector('#name').textContent === 'classify'");
    browser.press("ArrowDown");
    browser.press("ArrowDown");
    browser.await("document.querySelector('#name').textContent === 'nothing'");
    assertThat(count(".row[aria-selected=true]")).isEqualTo(1);
    browser.press("[");
    browser.await("document.querySelector('#name').textContent === 'classify'");
  }

  @Test
  void namesOfCalleesLeadToThem() throws Exception {
    lineWith("wasm", ";; divide");
    browser.click("#pane-wasm a");
    browser.await("document.querySelector('#name').textContent === 'divide'");
    open(page, "#4");
    assertThat(text("#name")).isEqualTo("nothing");
  }

  @Test
  void theGraphLeadsToTheIr() throws Exception {
    int blocks =
        browser.eval("document.querySelectorAll('#pane-after .line:not(.x)').length").asInt();
    assertThat(count("#pane-graph .node")).isPositive().isLessThan(blocks);
    browser.hover("#pane-graph .node");
    browser.await(LIT.formatted("after", "lit") + ".length");
    assertThat(lit("after", "lit")).startsWith("block0");
    browser.click("#pane-graph .node:nth-last-child(1)");
    browser.await(LIT.formatted("after", "pinned") + ".length");
    String last = text("#pane-graph .node:nth-last-child(1) text");
    assertThat(lit("after", "pinned")).startsWith(last);
    browser.press("Escape");
    browser.click("#pane-after a[data-block=" + last + "]");
    browser.await("document.querySelector('.node.pinned')");
    assertThat(text(".node.pinned text")).isEqualTo(last);
  }

  @Test
  void theThemeIsChosenAndRemembered() throws Exception {
    String background = "getComputedStyle(document.body).backgroundColor";
    String theme = "document.documentElement.dataset.theme";
    browser.eval("localStorage.clear()");
    open(page, "#sum");
    String before = browser.eval(background).asText();
    assertThat(browser.eval(theme).asText()).isEqualTo("light");
    browser.press("t");
    assertThat(browser.eval(theme).asText()).isEqualTo("dark");
    assertThat(browser.eval(background).asText()).isNotEqualTo(before);
    open(page, "#sum");
    assertThat(browser.eval(theme).asText()).isEqualTo("dark");
    browser.click(lineWith("wasm", "i32.load8_s offset=16"));
    browser.picture(PICTURES.resolve("dark.png"));
    browser.click("#theme");
    assertThat(browser.eval(background).asText()).isEqualTo(before);
  }

  @Test
  void formsCanBeHidden() throws Exception {
    browser.click("#toggles [data-form=jvm]");
    assertThat(browser.eval("document.querySelector('#pane-jvm').hidden").asBoolean()).isTrue();
    open(page, "#sum");
    assertThat(browser.eval("document.querySelector('#pane-jvm').hidden").asBoolean()).isTrue();
    browser.click("#toggles [data-form=jvm]");
    assertThat(browser.eval("document.querySelector('#pane-jvm').hidden").asBoolean()).isFalse();
    browser.press("?");
    assertThat(browser.eval("document.querySelector('#help').open").asBoolean()).isTrue();
    browser.picture(PICTURES.resolve("help.png"));
    browser.press("Escape");
  }

  @Test
  void aPhoneShowsOneFormAtATime() throws Exception {
    browser.resize(390, 844, true);
    open(page, "#sum");
    String visible =
        "[...document.querySelectorAll('.pane')].filter((each) => each.offsetHeight)"
            + ".map((each) => each.id).join()";
    assertThat(browser.eval(visible).asText()).isEqualTo("pane-wasm");
    assertThat(browser.eval("document.documentElement.scrollWidth <= innerWidth").asBoolean())
        .isTrue();
    assertThat(browser.eval("document.querySelector('#side').offsetHeight").asInt()).isZero();
    browser.tap(lineWith("wasm", "i32.load8_s offset=16"));
    browser.await(LIT.formatted("wasm", "pinned") + ".length");
    browser.picture(PICTURES.resolve("phone.png"));
    browser.tap("#tabs [data-form=x64]");
    browser.await("document.querySelector('#pane-x64').offsetHeight");
    assertThat(browser.eval(visible).asText()).isEqualTo("pane-x64");
    assertThat(lit("x64", "pinned")).contains("+0x10]");
    assertThat(
            browser
                .eval(
                    "(() => { const line = document.querySelector('#pane-x64 .pinned')"
                        + ".getBoundingClientRect(); return line.top > 0 && line.bottom < innerHeight; })()")
                .asBoolean())
        .isTrue();
    browser.tap("#tabs [data-form=graph]");
    browser.await("document.querySelector('#pane-graph').offsetHeight");
    browser.picture(PICTURES.resolve("phone-graph.png"));
    browser.tap("#menu");
    browser.await("document.querySelector('#side').offsetHeight");
    browser.picture(PICTURES.resolve("phone-list.png"));
    browser.tap(".row:nth-child(3)");
    browser.await("document.querySelector('#name').textContent === 'classify'");
    assertThat(browser.eval("document.querySelector('#side').offsetHeight").asInt()).isZero();
  }

  @Test
  void thousandsOfFunctionsAndALargeOneStayFluid() throws Exception {
    StringBuilder text = new StringBuilder("(module\n");
    for (int i = 0; i < 2_000; i++) {
      text.append("(func $f").append(i).append(" (param i32) (result i32) local.get 0)\n");
    }
    text.append("(func $large (param i32) (result i32) local.get 0\n");
    text.append("i32.const 3 i32.mul local.get 0 i32.xor\n".repeat(10_000)).append("))");
    Path large = explore("large", text.toString());
    open(large, "");
    assertThat(text("#count")).startsWith("2,001 functions");
    assertThat(count(".row")).isLessThan(80);
    browser.eval("document.querySelector('#list').scrollTop = 1e6");
    browser.await("document.querySelector('.row[data-function=\"2000\"]')");
    assertThat(count(".row")).isLessThan(80);
    double millis =
        browser
            .eval(
                "new Promise((done) => { const start = performance.now();"
                    + " location.hash = '#large';"
                    + " const look = () => document.querySelector('#name').textContent === 'large'"
                    + " && document.querySelector('#pane-jvm .line')"
                    + " && document.querySelector('#pane-wasm').textContent.includes('i32.mul')"
                    + " ? done(performance.now() - start) : requestAnimationFrame(look); look(); })")
            .asDouble();
    assertThat(millis).as("until 40,000 instructions show").isLessThan(5_000);
    browser.eval("document.querySelector('#pane-wasm .code').scrollTop = 1e9");
    browser.await(
        "[...document.querySelectorAll('#pane-wasm .line')].at(-1).textContent.includes('end')");
  }

  @Test
  void functionsLeftOutAreListedAndSayHowToGetThem() throws Exception {
    Path module = folder.resolve("shapes.wat");
    Path part = folder.resolve("part.html");
    assertThat(Outcome.of("explore", module, "--func", "divide", "-o", part).code()).isZero();
    open(part, "");
    assertThat(text("#name")).isEqualTo("divide");
    assertThat(count(".row.absent")).isEqualTo(3);
    assertThat(text("#left")).contains("3 of them are only listed");
    browser.click(".row.absent");
    browser.await("!document.querySelector('#missing').hidden");
    assertThat(text("#missing")).contains("jabiru explore shapes.wat --func 1");
    browser.picture(PICTURES.resolve("absent.png"));
  }
}
