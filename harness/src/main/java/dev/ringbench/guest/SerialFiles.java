// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.Tool;
import dev.ringbench.files.PlainFile;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a guest without 9p has its share: what is in it comes with its first file system, what the
 * guest makes leaves through serial ports, as the kernels of clouds have them, too. The second port
 * is the file that tells progress, as it grows; on the third are the other files, each as a line
 * {@code file PATH}, lines of Base64 and a line {@code end}. native/guest/init is the other end.
 */
final class SerialFiles {
  private static final int MOST_BYTES = 16 << 20;
  private static final Pattern NAME =
      Pattern.compile(
          "file (?:\\./)?([A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)");
  private static final Pattern LIBRARY = Pattern.compile("(?:.* => )?(/\\S+) \\(0x.*");
  private static final String TAKEN = "files";

  private final GuestMachine.Home home;
  private long received;

  SerialFiles(GuestMachine.Home home) {
    this.home = home;
  }

  /** Two serial ports, behind the console's. */
  List<String> devices(GuestMachine.Order order) throws IOException {
    return List.of(
        "-chardev",
        "file,id=progress,path=" + Qemu.value(home.share().resolve(order.progressFile())),
        "-serial",
        "chardev:progress",
        "-chardev",
        "file,id=files,path=" + Qemu.value(home.path().resolve(TAKEN)),
        "-serial",
        "chardev:files");
  }

  /** The share, and the libraries that programs in it need, where they look for them. */
  void writeTo(CpioArchive archive, GuestMachine.Order order) throws IOException {
    archive.file("job/progress", order.progressFile().getBytes(StandardCharsets.UTF_8));
    TreeSet<Path> libraries = new TreeSet<>();
    try (Stream<Path> files = Files.walk(home.share())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        archive.file("carried/" + home.share().relativize(file), Files.readAllBytes(file));
        Tool.run(List.of("ldd", file.toString()))
            .output()
            .lines()
            .map(line -> LIBRARY.matcher(line.strip()))
            .filter(Matcher::matches)
            .map(found -> Path.of(found.group(1)))
            .filter(library -> !library.startsWith(home.share()))
            .forEach(libraries::add);
      }
    }
    for (Path library : libraries) {
      archive.file("host" + library, Files.readAllBytes(library));
    }
  }

  /** Writes what came whole since the last time into the share. */
  void receive() {
    try {
      Path taken = home.path().resolve(TAKEN);
      if (!PlainFile.exists(taken) || Files.size(taken) == received) {
        return;
      }
      received = Files.size(taken);
      List<String> lines =
          Arrays.asList(PlainFile.text(taken, MOST_BYTES).replace("\r", "").split("\n", -1));
      for (int begin = 0; begin < lines.size(); begin++) {
        Matcher name = NAME.matcher(lines.get(begin));
        int end = begin + lines.subList(begin, lines.size()).indexOf("end");
        if (name.matches() && end > begin) {
          keep(name.group(1), String.join("", lines.subList(begin + 1, end)));
        }
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot take what the guest sent: " + e + ".", e);
    }
  }

  private void keep(String name, String encoded) throws IOException {
    Path file = home.share().resolve(name);
    if (PlainFile.exists(file)) {
      return;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded.getBytes(StandardCharsets.US_ASCII));
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IllegalArgumentException e) {
      // No Base64: the guest's kernel wrote into it, or another program.
    }
  }
}
