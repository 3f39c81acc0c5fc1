// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the WebAssembly modules of a project into one artifact, a resource of the project, and
 * writes a Java interface for each module and a class that loads them.
 *
 * <p>Running them needs <code>dev.jabiru:jabiru-runtime</code> and no compiler.
 */
@Mojo(name = "compile", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class CompileMojo extends AbstractMojo {
  private final ToolchainManager toolchains;

  // Set by Maven, and by tests.

  /**
   * The folder of the modules: all files in it, and in folders in it, that end in .wasm or .wat.
   */
  @Parameter(
      property = "jabiru.sourceDirectory",
      defaultValue = "${project.basedir}/src/main/wasm",
      required = true)
  File sourceDirectory;

  /** What to compile to: jvm, which runs everywhere, x64, or both. */
  @Parameter(property = "jabiru.targets", defaultValue = "jvm,x64", required = true)
  List<String> targets;

  /**
   * Modules that the others import from, each <code>NAME=FILE</code> with a file in the folder of
   * the modules: calls of what is imported from that name lead straight there, and the module is
   * instantiated before the others by itself.
   */
  @Parameter List<String> links = List.of();

  /** The package of the Java sources. */
  @Parameter(property = "jabiru.packageName", defaultValue = "${project.groupId}", required = true)
  String packageName;

  /**
   * Names of interfaces, each <code>MODULE=NAME</code>; with a package or without. The others are
   * named after the modules, which are named after their files.
   */
  @Parameter List<String> interfaces = List.of();

  /** The name of the class that loads the modules; with a package or without. */
  @Parameter(property = "jabiru.loader", defaultValue = "WasmModules", required = true)
  String loader;

  /** The name of the artifact as a resource. */
  @Parameter(
      property = "jabiru.resource",
      defaultValue = "META-INF/jabiru/${project.artifactId}.jabiru",
      required = true)
  String resource;

  /**
   * Whether the Java sources say with the annotations of JSpecify what may be null. Unless given,
   * they do so if the project itself depends on <code>org.jspecify:jspecify</code>.
   */
  @Parameter(property = "jabiru.nullMarked")
  @Nullable Boolean nullMarked;

  /**
   * Features of WebAssembly to switch on, or off with a minus in front, besides those of
   * WebAssembly 3.0.
   */
  @Parameter(property = "jabiru.features")
  List<String> features = List.of();

  /** Whether the code counts fuel; the engine must then do so too. */
  @Parameter(property = "jabiru.fuel", defaultValue = "false")
  boolean fuel;

  /** Whether the code can be interrupted, and be given a deadline. */
  @Parameter(property = "jabiru.interruptible", defaultValue = "true")
  boolean interruptible;

  /** Whether machine code leaves it to guard pages behind memories to check bounds. */
  @Parameter(property = "jabiru.guardPages", defaultValue = "true")
  boolean guardPages;

  /**
   * What machine code may use of the processor, and so needs: <code>x86-64</code>, <code>x86-64-v2
   * </code>, <code>x86-64-v3</code> or <code>native</code> for all that the machine has that
   * builds; single features, as in <code>x86-64-v2,+bmi2</code>.
   */
  @Parameter(property = "jabiru.cpu", defaultValue = "x86-64-v2")
  String cpu;

  /** Whether memories without a declared maximum may grow to 4 GiB. */
  @Parameter(property = "jabiru.largeMemories", defaultValue = "false")
  boolean largeMemories;

  /** Options for the Java that runs the compiler, such as <code>-Xmx4g</code>. */
  @Parameter List<String> jvmOptions = List.of();

  /** Where to write Java sources to. */
  @Parameter(defaultValue = "${project.build.directory}/generated-sources/jabiru", required = true)
  File sourcesOutput;

  /** Where to write the artifact to: a folder of resources. */
  @Parameter(
      defaultValue = "${project.build.directory}/generated-resources/jabiru",
      required = true)
  File resourcesOutput;

  /** Whether to do nothing. */
  @Parameter(property = "jabiru.skip", defaultValue = "false")
  boolean skip;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  MavenSession session;

  @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
  PluginDescriptor plugin;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  MojoExecution execution;

  /**
   * For Maven.
   *
   * @param toolchains where JDKs are found
   */
  @Inject
  public CompileMojo(ToolchainManager toolchains) {
    this.toolchains = toolchains;
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("skipped");
      return;
    }
    try {
      compile();
    } catch (IOException e) {
      throw new MojoExecutionException("files cannot be read or written: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("interrupted", e);
    }
  }

  private void compile()
      throws IOException, InterruptedException, MojoExecutionException, MojoFailureException {
    Path state = Path.of(project.getBuild().getDirectory(), "jabiru", execution.getExecutionId());
    Stamp stamp = Stamp.read(state.resolveSibling(state.getFileName() + ".stamp"));
    Modules modules = Modules.find(sourceDirectory.toPath(), links);
    if (modules.files().isEmpty()) {
      stamp.remove();
      getLog().info("no modules in " + sourceDirectory);
      return;
    }
    List<String> arguments = arguments(modules);
    List<Path> classPath = classPath();
    List<Path> read = new ArrayList<>(modules.files());
    read.addAll(classPath);
    String key = Stamp.key(arguments, read);
    if (stamp.isOf(key)) {
      getLog().info("up to date: " + modules.count());
    } else {
      Compilation compilation = new Compilation(java(), jvmOptions, classPath);
      if (getLog().isDebugEnabled()) {
        getLog().debug(String.join(" ", compilation.command(arguments)));
      }
      getLog().info("compiling " + modules.count() + " to " + resource);
      Path scratch = state.resolveSibling(state.getFileName() + ".err");
      stamp.replace(key, made(compilation.run(arguments, scratch), stamp));
    }
    project.addCompileSourceRoot(sourcesOutput.toString());
    addResources();
  }

  private static List<Path> made(Compilation.Outcome outcome, Stamp stamp)
      throws IOException, MojoExecutionException, MojoFailureException {
    if (outcome instanceof Compilation.Made made) {
      return made.files();
    }
    stamp.remove();
    if (outcome instanceof Compilation.Wrong wrong) {
      throw new MojoFailureException(
          wrong.message().contains("\n") ? "\n" + wrong.message() : wrong.message());
    }
    throw new MojoExecutionException(
        "the compiler ended with " + ((Compilation.Broken) outcome).output());
  }

  /** What {@code Main} is to do: all that shapes what comes out. */
  private List<String> arguments(Modules modules) throws MojoFailureException {
    List<String> arguments = new ArrayList<>(modules.arguments());
    targets.forEach(each -> arguments.addAll(List.of("--target", each.strip())));
    features.forEach(each -> arguments.addAll(List.of("--feature", each.strip())));
    for (String each : interfaces) {
      String[] parts = Modules.split("interfaces", each);
      arguments.addAll(List.of("--interface", parts[0], parts[1]));
    }
    add(arguments, fuel, "--fuel");
    add(arguments, !interruptible, "--not-interruptible");
    add(arguments, guardPages, "--guard-pages");
    arguments.addAll(List.of("--cpu", cpu.strip()));
    add(arguments, largeMemories, "--large-memories");
    add(arguments, isNullMarked(), "--null-marked");
    arguments.addAll(List.of("--package", packageName, "--loader", loader));
    arguments.addAll(List.of("--resource", resource, "--resources", resourcesOutput.toString()));
    arguments.addAll(List.of("--sources", sourcesOutput.toString()));
    return arguments;
  }

  private static void add(List<String> arguments, boolean isWanted, String option) {
    if (isWanted) {
      arguments.add(option);
    }
  }

  /** The dependency must be the project's own: those of others are not known this early. */
  private boolean isNullMarked() {
    return nullMarked != null
        ? nullMarked
        : project.getDependencies().stream()
            .anyMatch(each ->
                each.getGroupId().equals("org.jspecify")
                    && each.getArtifactId().equals("jspecify"));
  }

  private List<Path> classPath() {
    return plugin.getArtifacts().stream()
        .map(Artifact::getFile)
        .filter(Objects::nonNull)
        .map(File::toPath)
        .toList();
  }

  private Path java() throws MojoExecutionException {
    int own = Runtime.version().feature();
    return Jdk.find(toolchains, session, own)
        .orElseThrow(() ->
            new MojoExecutionException(
                ("the compiler needs a JDK %1$d or newer, and Maven runs on %2$d: run Maven on"
                        + " one, or let maven-toolchains-plugin select it (version [%1$d,))")
                    .formatted(Jdk.OLDEST, own)));
  }

  private void addResources() {
    String directory = resourcesOutput.toString();
    Stream<Resource> present = project.getBuild().getResources().stream();
    if (present.noneMatch(each -> directory.equals(each.getDirectory()))) {
      Resource added = new Resource();
      added.setDirectory(directory);
      project.addResource(added);
    }
  }
}
