// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The /proc and /sys files of one machine, live or recorded. Paths are given as on the machine
 * ("/proc/version") and looked up below the root. Every method answers null for what cannot be
 * read, and never throws for it.
 *
 * @param root "/" for this machine, or the top of a recorded tree
 */
record HostTree(Path root) {

  private static final int READ_BYTES = 1 << 16;
  private static final Pattern BRACKETED = Pattern.compile("[\\[(]([^\\])]+)[\\])]");

  Path at(String path) {
    return root.resolve(path.substring(1));
  }

  /**
   * The whole file without surrounding white space; NULs, as device-tree files have, are spaces.
   */
  String text(String path) {
    try (InputStream file = Files.newInputStream(at(path))) {
      return new String(whole(file), UTF_8).replace('\0', ' ').strip();
    } catch (IOException unreadable) {
      return null;
    }
  }

  /**
   * Reads with a large buffer from the start. {@link Files#readAllBytes} asks for one byte first
   * where the size is said to be 0, and a numeric sysctl answers that with its first digit and then
   * the end of the file.
   */
  private static byte[] whole(InputStream file) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] buffer = new byte[READ_BYTES];
    for (int read = file.read(buffer); read >= 0; read = file.read(buffer)) {
      whole.write(buffer, 0, read);
    }
    return whole.toByteArray();
  }

  /** The file's lines. */
  List<String> lines(String path) {
    String text = text(path);
    return text == null ? null : text.lines().toList();
  }

  /** The words of a file that separates them by {@code separator}; none in an empty file. */
  List<String> words(String path, String separator) {
    String text = text(path);
    return text == null
        ? null
        : Stream.of(text.split(separator, -1))
            .map(String::strip)
            .filter(w -> !w.isEmpty())
            .toList();
  }

  /** The decimal number that is all the file holds. */
  Long number(String path) {
    return parseLong(text(path));
  }

  /** As {@link #number}, for files whose values are small. */
  Integer smallNumber(String path) {
    return parseInt(text(path));
  }

  /** The word in brackets, as in "always [madvise] never" or "none (full)". */
  String chosen(String path) {
    String text = text(path);
    if (text == null) {
      return null;
    }
    var matcher = BRACKETED.matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  /** What follows the separator on the first line that has this key before it. */
  String valueOf(String path, char separator, String key) {
    return valuesOf(path, separator, key).findFirst().orElse(null);
  }

  /** As {@link #valueOf}, on every such line, in order; none when the file cannot be read. */
  Stream<String> valuesOf(String path, char separator, String key) {
    List<String> lines = lines(path);
    return lines == null
        ? Stream.empty()
        : lines.stream()
            .filter(line -> line.indexOf(separator) > 0)
            .filter(line -> line.substring(0, line.indexOf(separator)).strip().equals(key))
            .map(line -> line.substring(line.indexOf(separator) + 1).strip());
  }

  /** The names in a directory, sorted. */
  List<String> names(String directory) {
    try (Stream<Path> entries = Files.list(at(directory))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException | UncheckedIOException unreadable) {
      return null;
    }
  }

  /** The readable files of a directory, name to text, sorted by name; null when there is none. */
  Map<String, String> textByName(String directory) {
    List<String> names = names(directory);
    Map<String, String> textByName = new TreeMap<>();
    for (String name : names == null ? List.<String>of() : names) {
      String text = text(directory + "/" + name);
      if (text != null) {
        textByName.put(name, text);
      }
    }
    return textByName.isEmpty() ? null : textByName;
  }

  /** As {@link #parseLong}, and null also for what no int can hold. */
  static Integer parseInt(String text) {
    Long number = parseLong(text);
    return number == null || number != number.intValue()
        ? null
        : Integer.valueOf(number.intValue());
  }

  /** A decimal number, or null for anything else, null included. */
  static Long parseLong(String text) {
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException other) {
      return null;
    }
  }
}
