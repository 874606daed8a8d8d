// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.DriverBuild;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel that a guest may boot.
 *
 * @param image as a distribution installs it, or an uncompressed one
 * @param release as {@code uname -r} prints it
 * @param modules its modules; null: not installed
 * @param headers to build the driver with; null: not installed
 * @param architecture that it was made for
 */
public record GuestKernel(
    Path image, String release, Path modules, Path headers, Architecture architecture) {
  private static final Path BOOT = Path.of("/boot");
  private static final Path MODULES = Path.of("/lib/modules");

  /** Documentation/x86/boot.rst: "HdrS", and where the version's text is. */
  private static final int X86_MAGIC_OFFSET = 0x202;

  private static final int X86_VERSION_OFFSET = 0x20E;
  private static final int X86_VERSION_BASE = 0x200;
  private static final int VERSION_BYTES = 128;

  /** Documentation/arm64/booting.rst: "ARM\x64". */
  private static final int ARM64_MAGIC_OFFSET = 56;

  private static final int SCAN_BYTES = 256 << 20;
  private static final Pattern BANNER = Pattern.compile("Linux version ([^ ]+) ");

  /**
   * The kernel of an unpacked package.
   *
   * @param root where its package was unpacked, with a modules.dep
   * @param architecture of the package
   * @throws RingbenchException when it has no image or no modules there
   */
  public static GuestKernel unpackedIn(Path root, String release, Architecture architecture) {
    Path modules = root.resolve("lib/modules").resolve(release);
    Path image = root.resolve("boot/vmlinuz-" + release);
    if (!Files.isReadable(image)) {
      image = modules.resolve("vmlinuz");
    }
    if (!Files.isReadable(image) || !Files.isReadable(modules.resolve("modules.dep"))) {
      throw RingbenchException.machine(
          "The packages of kernel " + release + " have no image, or no modules, that I know.");
    }
    return new GuestKernel(image, release, modules, null, architecture);
  }

  /** Every kernel in /boot, the newest first. */
  public static List<GuestKernel> installed() {
    List<GuestKernel> kernels = new ArrayList<>();
    try (DirectoryStream<Path> images = Files.newDirectoryStream(BOOT, "vmlinu[xz]-*")) {
      for (Path image : images) {
        String release = image.getFileName().toString().replaceFirst("^vmlinu[xz]-", "");
        if (RELEASE.matcher(release).matches()) {
          kernels.add(named(image, release));
        }
      }
    } catch (IOException e) {
      return List.of(); // no /boot, no kernels in it
    }
    kernels.sort(Comparator.comparing(GuestKernel::release, GuestKernel::byVersion).reversed());
    return kernels;
  }

  /**
   * The one to take when none is named: the newest with all modules that {@code use} needs, and
   * with headers where any has.
   *
   * @throws RingbenchException when there is none
   */
  public static GuestKernel preferred(GuestUse use) {
    List<GuestKernel> readable =
        installed().stream()
            .filter(kernel -> kernel.modules() != null && Files.isReadable(kernel.image()))
            .toList();
    List<GuestKernel> bootable =
        readable.stream().filter(kernel -> kernel.missing(use).isEmpty()).toList();
    return bootable.stream()
        .filter(kernel -> kernel.headers() != null)
        .findFirst()
        .or(() -> bootable.stream().findFirst())
        .orElseThrow(
            () ->
                RingbenchException.machine(
                    "There is no kernel in /boot that a guest could boot"
                        + (readable.isEmpty()
                            ? " (a readable vmlinuz-* with its modules)"
                            : ": " + readable.get(0).without(use))
                        + ". "
                        + install()
                        + ", or name one: --kernel FILE"));
  }

  private static String install() {
    return "Install one: apt-get install -y --no-install-recommends linux-image-"
        + Architecture.ours()
        + " linux-headers-"
        + Architecture.ours();
  }

  /** The modules for that use that it has not; empty: it has them all. */
  public List<String> missing(GuestUse use) {
    return modules == null ? List.of() : use.missing(modules);
  }

  /** Whether a guest with it can use the files of this machine. */
  public boolean reachesFiles() {
    return architecture.isOurs() && missing(GuestUse.COMMAND).isEmpty();
  }

  /** To be read after what names it. */
  private String without(GuestUse use) {
    return release
        + " has no "
        + String.join(", ", missing(use))
        + ", and without a guest "
        + use.otherwise()
        + " (the cloud flavours leave them out)";
  }

  /**
   * The kernel in {@code image}.
   *
   * @throws RingbenchException when there is no such file, it is no kernel, or one that is not made
   *     for that use
   */
  public static GuestKernel of(Path image, GuestUse use) {
    GuestKernel kernel = of(image);
    if (!kernel.missing(use).isEmpty()) {
      throw RingbenchException.badInput(
          "--kernel " + image + ": " + kernel.without(use) + ". " + install() + ".");
    }
    return kernel;
  }

  /** The same for any use. */
  public static GuestKernel of(Path image) {
    if (!Files.isReadable(image)) {
      throw RingbenchException.badInput(
          "--kernel "
              + image
              + ": no such file, or not readable. `ringbench guest list` shows what is installed.");
    }
    GuestKernel kernel = named(image.toAbsolutePath(), releaseIn(image));
    if (kernel.modules() == null) {
      throw RingbenchException.badInput(
          "--kernel "
              + image
              + ": its modules are not in "
              + MODULES.resolve(kernel.release())
              + ", and without virtio and 9p a guest reaches no files. Install its package.");
    }
    return kernel;
  }

  /**
   * What a release may be: one name in a directory. An image says its own, and of that a path to
   * headers is made, whose makefile runs, and a path in the cache.
   */
  private static final Pattern RELEASE = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._+~-]{0,63}");

  private static GuestKernel named(Path image, String release) {
    if (!RELEASE.matcher(release).matches()) {
      throw RingbenchException.badInput(
          "--kernel " + image + ": its release is no name that a kernel has. Use another kernel.");
    }
    Path modules = MODULES.resolve(release);
    return new GuestKernel(
        image,
        release,
        Files.isReadable(modules.resolve("modules.dep")) ? modules : null,
        DriverBuild.headersOf(release),
        Architecture.ours());
  }

  private static String releaseIn(Path image) {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      byte[] start = new byte[X86_VERSION_OFFSET + 2];
      if (file.length() > start.length) {
        file.readFully(start);
        String magic = new String(start, X86_MAGIC_OFFSET, 4, StandardCharsets.US_ASCII);
        requireOurs(image, start, magic);
        if (magic.equals("HdrS")) {
          int low = start[X86_VERSION_OFFSET] & 0xff;
          int high = start[X86_VERSION_OFFSET + 1] & 0xff;
          file.seek(X86_VERSION_BASE + (high << 8 | low));
          byte[] text = new byte[VERSION_BYTES];
          file.readFully(text);
          return new String(text, StandardCharsets.US_ASCII).split("[ \0]", 2)[0];
        }
      }
      file.seek(0);
      byte[] all = new byte[(int) Math.min(file.length(), SCAN_BYTES)];
      file.readFully(all);
      Matcher banner = BANNER.matcher(new String(all, StandardCharsets.ISO_8859_1));
      if (banner.find()) {
        return banner.group(1);
      }
    } catch (IOException e) {
      throw RingbenchException.badInput(
          "--kernel " + image + ": cannot be read (" + e.getMessage() + ").", e);
    }
    throw RingbenchException.badInput(
        "--kernel "
            + image
            + ": this is no Linux kernel that I know (no x86 boot header, no version text).");
  }

  /** A file of another architecture has no modules and no headers here; a package has them. */
  private static void requireOurs(Path image, byte[] start, String x86Magic) {
    String magic = new String(start, ARM64_MAGIC_OFFSET, 4, StandardCharsets.US_ASCII);
    Architecture found =
        x86Magic.equals("HdrS")
            ? Architecture.AMD64
            : magic.equals("ARMd") ? Architecture.ARM64 : Architecture.ours();
    if (!found.isOurs()) {
      throw RingbenchException.badInput(
          "--kernel "
              + image
              + ": this is a kernel for "
              + found.machine()
              + ". Count it by its package: ringbench guest matrix --kernel linux-image-"
              + found);
    }
  }

  /** 6.10 after 6.9. */
  static int byVersion(String a, String b) {
    String[] left = a.toLowerCase(Locale.ROOT).split("[.+~-]", -1);
    String[] right = b.toLowerCase(Locale.ROOT).split("[.+~-]", -1);
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      boolean numbers = left[i].matches("[0-9]{1,9}") && right[i].matches("[0-9]{1,9}");
      int order =
          numbers
              ? Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]))
              : left[i].compareTo(right[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }
}
