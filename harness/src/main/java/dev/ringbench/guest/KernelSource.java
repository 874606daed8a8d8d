// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.Apt;
import dev.ringbench.driver.BuildRoot;
import dev.ringbench.driver.CacheDirectory;
import dev.ringbench.driver.DriverBuild;
import dev.ringbench.driver.Tool;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a kernel comes from: a file of this machine, or packages that are fetched and unpacked in
 * our cache and never installed.
 *
 * @param named as a user names it
 * @param release of the kernel
 * @param packageName null: a file
 * @param version of the package; null: a file
 * @param suite of Debian that has it; null: what this machine's apt knows
 * @param architecture that it was made for
 * @param bytes to fetch; 0: all is here
 */
public record KernelSource(
    String named,
    String release,
    String packageName,
    String version,
    String suite,
    Architecture architecture,
    long bytes,
    Path file,
    List<Apt.Entry> parts) {
  private static final String IMAGE = "linux-image-";

  /** "6.12.117+deb12-rt-amd64": its series, and its flavour. */
  private static final Pattern RELEASE =
      Pattern.compile("([0-9]+\\.[0-9]+)[0-9.]*(?:[+~][a-z0-9.]+)?(?:-[0-9][0-9a-z.]*)?-([a-z].*)");

  private static final Pattern PARTS = Pattern.compile("linux-(image|modules|binary)-.*[0-9].*");
  private static final Pattern NO_KERNEL = Pattern.compile(".*-(dbg|unsigned|template|di)");

  /** Defensive copy. */
  public KernelSource {
    parts = List.copyOf(parts);
  }

  /**
   * A kernel by its file, or by its package.
   *
   * @param named a path with a slash in front or behind a dot, or {@code PACKAGE} as apt knows it,
   *     or {@code PACKAGE/SUITE} of another suite of Debian; a package whose name has another
   *     architecture in it, such as linux-image-arm64, is one of that
   * @throws RingbenchException when there is no such file or package, or it is no kernel
   */
  public static KernelSource of(String named) {
    if (named.startsWith("/") || named.startsWith(".") || Files.exists(Path.of(named))) {
      return ofFile(named, GuestKernel.of(Path.of(named)));
    }
    if (!Apt.isHere()) {
      throw RingbenchException.badInput(
          "--kernel "
              + named
              + ": no such file, and this machine has no apt to fetch a package"
              + " with. Name a file.");
    }
    String[] words = named.split("/", 2);
    String suite = words.length > 1 ? words[1] : null;
    Architecture architecture = Architecture.inName(words[0]).orElse(Architecture.ours());
    return ofPackage(named, Apt.of(suite, architecture), words[0], suite, architecture);
  }

  private static KernelSource ofFile(String named, GuestKernel kernel) {
    return new KernelSource(
        named,
        kernel.release(),
        null,
        null,
        null,
        kernel.architecture(),
        0,
        kernel.image().toAbsolutePath(),
        List.of());
  }

  private static KernelSource ofPackage(
      String named, Apt apt, String name, String suite, Architecture architecture) {
    Apt.Entry image = name.startsWith(IMAGE) ? apt.show(name).orElse(null) : null;
    if (image == null) {
      throw RingbenchException.badInput(
          "--kernel "
              + named
              + ": there is no such file, and "
              + (suite == null ? "apt" : suite)
              + " has no package of a kernel of that name. `apt-cache search linux-image` lists"
              + " them.");
    }
    if (!Character.isDigit(name.charAt(IMAGE.length())) || image.bytes() < 1 << 20) {
      // One that only depends on the newest.
      for (String need : image.needs()) {
        if (need.startsWith(IMAGE)) {
          return ofPackage(named, apt, need, suite, architecture);
        }
      }
    }
    List<Apt.Entry> parts = new ArrayList<>(List.of(image));
    for (int i = 0; i < parts.size(); i++) {
      for (String need : parts.get(i).needs()) {
        if (PARTS.matcher(need).matches()
            && parts.stream().noneMatch(part -> part.name().equals(need))) {
          apt.show(need).ifPresent(parts::add);
        }
      }
    }
    String release = name.substring(IMAGE.length());
    return new KernelSource(
        named,
        release,
        name,
        image.version(),
        suite,
        architecture,
        Files.isDirectory(directory(name, image.version()))
            ? 0
            : parts.stream().mapToLong(Apt.Entry::bytes).sum(),
        null,
        parts);
  }

  /**
   * The newest of each series and flavour that this machine's distribution has for that
   * architecture, the oldest first.
   *
   * @throws RingbenchException when it has none
   */
  public static List<KernelSource> offered(Architecture architecture) {
    List<KernelSource> sources = new ArrayList<>();
    if (Apt.isHere()) {
      Apt apt = Apt.of(null, architecture);
      Map<String, String> newest = new LinkedHashMap<>();
      for (String name : apt.names(IMAGE)) {
        String release = name.substring(IMAGE.length());
        Matcher parts = RELEASE.matcher(release);
        if (parts.matches() && !NO_KERNEL.matcher(name).matches()) {
          newest.merge(
              parts.group(1) + " " + parts.group(2),
              release,
              (a, b) -> GuestKernel.byVersion(a, b) < 0 ? b : a);
        }
      }
      for (String release : newest.values()) {
        sources.add(ofPackage(IMAGE + release, apt, IMAGE + release, null, architecture));
      }
    }
    if (sources.isEmpty()) {
      throw RingbenchException.machine(
          "This machine's apt has no packages of kernels for "
              + architecture
              + ". Name kernels: --kernel FILE.");
    }
    sources.sort(ORDER);
    return sources;
  }

  /** By architecture; the oldest first, of a series the plain flavour before others. */
  public static final Comparator<KernelSource> ORDER =
      Comparator.comparing(KernelSource::architecture)
          .thenComparing(KernelSource::series, GuestKernel::byVersion)
          .thenComparing(source -> source.flavour().length())
          .thenComparing(KernelSource::release, GuestKernel::byVersion);

  /** "6.12", or the release where it does not say. */
  public String series() {
    Matcher parts = RELEASE.matcher(release);
    return parts.matches() ? parts.group(1) : release;
  }

  /** "amd64", "rt-amd64", "generic"; empty: the release does not say. */
  public String flavour() {
    Matcher parts = RELEASE.matcher(release);
    return parts.matches() ? parts.group(2) : "";
  }

  private static Path directory(String name, String version) {
    return CacheDirectory.of("kernels").resolve(name + "_" + version.replace(':', '-'));
  }

  /**
   * Fetches and unpacks it, unless that was done before.
   *
   * @throws RingbenchException when it cannot be fetched, or the package has no kernel
   */
  public Fetched fetch() {
    if (file != null) {
      GuestKernel kernel = GuestKernel.of(file);
      Path config = file.resolveSibling("config-" + release);
      return new Fetched(this, kernel, Files.isReadable(config) ? config : null);
    }
    Path root =
        Apt.once(
            directory(packageName, version),
            fresh -> {
              Apt.of(suite, architecture).unpack(parts, fresh);
              index(fresh, release);
            });
    Path config = root.resolve("boot/config-" + release);
    return new Fetched(
        this,
        GuestKernel.unpackedIn(root, release, architecture),
        Files.isReadable(config) ? config : null);
  }

  /** As installing the package does: what modules need each other. */
  private static void index(Path root, String release) {
    try {
      if (!Files.isDirectory(root.resolve("lib/modules"))
          && Files.isDirectory(root.resolve("usr/lib/modules"))) {
        Files.createDirectories(root.resolve("lib"));
        Files.createSymbolicLink(root.resolve("lib/modules"), Path.of("../usr/lib/modules"));
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot write to " + root + ": " + e + ".", e);
    }
    Tool.Result result =
        Tool.run(
            List.of(Tool.require("depmod", "kmod").toString(), "-b", root.toString(), release));
    if (result.exitCode() != 0) {
      throw RingbenchException.machine(
          "The modules of kernel " + release + " cannot be listed: " + result.lastLine() + ".");
    }
  }

  /**
   * A kernel that can be booted.
   *
   * @param config it was configured with; null: not known
   */
  public record Fetched(KernelSource source, GuestKernel kernel, Path config) {
    /**
     * The driver for it, built with the headers and the compiler of its distribution.
     *
     * @throws RingbenchException with the reason why it cannot be built
     */
    public Path driver() {
      return source.packageName() == null
          ? DriverBuild.forKernel(kernel.release(), kernel.headers())
          : DriverBuild.inRoot(
              kernel.release(), BuildRoot.of(source.suite(), source.architecture()));
    }
  }
}
