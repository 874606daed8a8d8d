// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.files.PlainFile;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a guest that cannot reach the host's files has its share: what is in it comes with its first
 * file system, what the guest makes leaves through two serial ports beside the console's, as the
 * kernels of clouds have them, too. The first is the file that tells progress, as it grows; on the
 * second are the other files, each as a line {@code file PATH}, lines of Base64 and a line {@code
 * end}. native/guest/init is the other end.
 */
final class SerialFiles {
  private static final int MOST_BYTES = 16 << 20;
  private static final Pattern NAME =
      Pattern.compile(
          "file (?:\\./)?([A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)");
  private static final String TAKEN = "files";

  private final GuestMachine.Home home;
  private final Architecture architecture;
  private long received;

  SerialFiles(GuestMachine.Home home, Architecture architecture) {
    this.home = home;
    this.architecture = architecture;
  }

  /** Two serial ports beside the console's. */
  List<String> devices(GuestMachine.Order order) {
    List<String> line = new ArrayList<>();
    line.addAll(port("progress", home.share().resolve(order.progressFile())));
    line.addAll(port("files", home.path().resolve(TAKEN)));
    return line;
  }

  private List<String> port(String id, Path file) {
    List<String> line =
        new ArrayList<>(List.of("-chardev", "file,id=" + id + ",path=" + Qemu.value(file)));
    line.addAll(Qemu.serialPort(architecture, id));
    return line;
  }

  /** The share, and the libraries that programs in it need, where they look for them. */
  void writeTo(CpioArchive archive, GuestMachine.Order order) throws IOException {
    archive.file("job/progress", order.progressFile().getBytes(StandardCharsets.UTF_8));
    archive.file("job/ports", Qemu.serialPorts(architecture).getBytes(StandardCharsets.UTF_8));
    try (Stream<Path> walked = Files.walk(home.share())) {
      List<Path> files = walked.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        archive.file("carried/" + home.share().relativize(file), Files.readAllBytes(file));
      }
      Map<Path, Path> libraries = UserLand.of(architecture).libraries(files);
      for (Map.Entry<Path, Path> library : libraries.entrySet()) {
        archive.file("host" + library.getKey(), Files.readAllBytes(library.getValue()));
      }
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
