// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A headless Chromium with one tab, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome");
  private static final String LISTENING = "DevTools listening on ";
  private static final int TIMEOUT_SECONDS = 60;

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final ObjectMapper mapper = new ObjectMapper();
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

  /** What pages said went wrong, and what they wanted from elsewhere. */
  private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

  private String session = "";

  private Browser(String program) throws Exception {
    profile = Files.createTempDirectory("jabiru-browser");
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "--headless",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + profile,
                "about:blank"));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add(1, "--no-sandbox"); // it refuses to run as root otherwise
    }
    process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    CompletableFuture<String> address = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> readErrors(address));
    HttpClient client = HttpClient.newHttpClient();
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(address.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)), new Listener())
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    String target = call("Target.createTarget", "url", "about:blank").get("targetId").asText();
    session =
        call("Target.attachToTarget", "targetId", target, "flatten", true)
            .get("sessionId")
            .asText();
    for (String domain : List.of("Runtime", "Log", "Page", "Network")) {
      call(domain + ".enable");
    }
  }

  /** {@return a browser; the test is not run if this machine has none} */
  static Browser start() throws Exception {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      for (String name : NAMES) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return new Browser(program.toString());
        }
      }
    }
    return Assumptions.abort("NOT RUN: no browser (package chromium) is on the path");
  }

  private void readErrors(CompletableFuture<String> address) {
    StringBuilder all = new StringBuilder();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        all.append(line).append('\n');
        if (line.startsWith(LISTENING)) {
          address.complete(line.substring(LISTENING.length()).strip());
        }
      }
    } catch (IOException e) {
      all.append(e);
    }
    address.completeExceptionally(new IOException("the browser ended: " + all));
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        try {
          receive(mapper.readTree(message.toString()));
        } catch (IOException e) {
          complaints.add(e.toString());
        }
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void receive(JsonNode message) {
    JsonNode params = message.path("params");
    switch (message.path("method").asText()) {
      case "Runtime.exceptionThrown" -> complaints.add(params.get("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> complaints.add(params.toString());
      case "Log.entryAdded" -> complaints.add(params.get("entry").toString());
      case "Network.requestWillBeSent" -> {
        String url = params.get("request").get("url").asText();
        if (!url.startsWith("file:") && !url.startsWith("data:")) {
          complaints.add("request: " + url);
        }
      }
      default -> {
        CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt());
        if (answer != null) {
          answer.complete(message);
        }
      }
    }
  }

  /** Calls a method of the protocol with some named parameters; returns its result. */
  JsonNode call(String method, Object... namesAndValues) throws Exception {
    Map<String, Object> params = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      params.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    int id = lastId.incrementAndGet();
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", params);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket
        .sendText(mapper.writeValueAsString(message), true)
        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    JsonNode found = answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (found.has("error")) {
      throw new AssertionError(method + ": " + found.get("error"));
    }
    return found.get("result");
  }

  /** {@return what the page makes of an expression} */
  JsonNode eval(String expression) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            "expression",
            expression,
            "returnByValue",
            true,
            "awaitPromise",
            true);
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  /** Waits until an expression is true. */
  void await(String expression) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!eval("Boolean(" + expression + ")").asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + TIMEOUT_SECONDS + " s: " + expression);
      }
      Thread.sleep(20);
    }
  }

  /** Opens a page of a file, at a place in it, as if for the first time. */
  void open(Path page, String hash) throws Exception {
    call("Page.navigate", "url", "about:blank");
    call("Page.navigate", "url", page.toUri() + hash);
    await("document.readyState === 'complete'");
  }

  /** Sets the size of the page; that of a phone has touch. */
  void resize(int width, int height, boolean isPhone) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        isPhone ? 2 : 1,
        "mobile",
        isPhone);
    call("Emulation.setTouchEmulationEnabled", "enabled", isPhone);
  }

  /** Moves the mouse to the first element that a selector finds. */
  void hover(String selector) throws Exception {
    mouse("mouseMoved", centre(selector), 0);
  }

  /** Clicks on an element. */
  void click(String selector) throws Exception {
    double[] at = centre(selector);
    mouse("mouseMoved", at, 0);
    mouse("mousePressed", at, 1);
    mouse("mouseReleased", at, 1);
  }

  /** Taps on an element. */
  void tap(String selector) throws Exception {
    double[] at = centre(selector);
    Map<String, Object> point = Map.of("x", at[0], "y", at[1]);
    call("Input.dispatchTouchEvent", "type", "touchStart", "touchPoints", List.of(point));
    call("Input.dispatchTouchEvent", "type", "touchEnd", "touchPoints", List.of());
  }

  private void mouse(String type, double[] at, int clicks) throws Exception {
    call(
        "Input.dispatchMouseEvent",
        "type",
        type,
        "x",
        at[0],
        "y",
        at[1],
        "button",
        clicks == 0 ? "none" : "left",
        "clickCount",
        clicks);
  }

  private double[] centre(String selector) throws Exception {
    await("document.querySelector(" + mapper.writeValueAsString(selector) + ")");
    JsonNode box =
        eval(
            "(() => { const e = document.querySelector("
                + mapper.writeValueAsString(selector)
                + "); const r = e.getBoundingClientRect();"
                + " const w = Math.min(r.width, 200);"
                + " return [r.left + w / 2, r.top + r.height / 2, innerWidth, innerHeight]; })()");
    double x = box.get(0).asDouble();
    double y = box.get(1).asDouble();
    if (x < 0 || y < 0 || x >= box.get(2).asDouble() || y >= box.get(3).asDouble()) {
      throw new AssertionError(selector + " is out of view: " + box);
    }
    return new double[] {x, y};
  }

  /** Presses a key: a character, or the name of a key. */
  void press(String key) throws Exception {
    call("Input.dispatchKeyEvent", "type", "rawKeyDown", "key", key);
    call("Input.dispatchKeyEvent", "type", "keyUp", "key", key);
  }

  /** Types into what has the focus. */
  void type(String text) throws Exception {
    call("Input.insertText", "text", text);
  }

  /** Keeps a picture of the page. */
  void picture(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    String image = call("Page.captureScreenshot", "format", "png").get("data").asText();
    Files.write(file, Base64.getDecoder().decode(image));
  }

  /** {@return what went wrong in pages since last asked, or was asked of the network} */
  List<String> complaints() {
    List<String> found = List.copyOf(complaints);
    complaints.clear();
    return found;
  }

  @Override
  public void close() throws Exception {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    deleteTree(profile);
  }

  private static void deleteTree(Path folder) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(folder)) {
      files = new ArrayList<>(walk.toList());
    }
    Collections.reverse(files);
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // A process of the browser may still write; the system clears its temporary folder.
      }
    }
  }
}
