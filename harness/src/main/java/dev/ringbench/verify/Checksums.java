// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** SHA256SUMS of a folder, in the form of sha256sum(1): every file of it, and no other. */
final class Checksums {
  static final String FILE = "SHA256SUMS";

  private static final String NAME = "checksums";
  private static final String REMEDY =
      "in the folder, of every file: sha256sum *.json *.md > " + FILE;

  /** 64 digits, a space, a space or "*" for binary, the name. */
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

  private Checksums() {}

  static Check of(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Check.failed(NAME, "there is no " + FILE + "; " + REMEDY);
    }
    try {
      return check(folder, file);
    } catch (IOException | UncheckedIOException e) {
      return Check.failed(NAME, "cannot read the folder: " + e.getMessage());
    }
  }

  private static Check check(Path folder, Path file) throws IOException {
    Violations violations = new Violations();
    Map<String, String> stated = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        stated.put(matcher.group(2), matcher.group(1));
      } else {
        violations.require(
            line.isEmpty(), () -> FILE + " has a line that is none of sha256sum: " + line);
      }
    }
    TreeSet<String> unstated = new TreeSet<>(filesOf(folder));
    for (Map.Entry<String, String> entry : stated.entrySet()) {
      String name = entry.getKey();
      if (unstated.remove(name)) {
        String found = sum(folder.resolve(name));
        violations.require(
            found.equals(entry.getValue()),
            () -> name + " was changed: its sum is " + found + ", not " + entry.getValue());
      } else {
        violations.require(false, () -> name + " is in " + FILE + ", and not in the folder");
      }
    }
    unstated.forEach(
        name ->
            violations.require(
                false, () -> name + " is not in " + FILE + ": add it, or take it away"));
    return violations.check(NAME, stated.size() + " files as " + FILE + " has them");
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .filter(name -> !name.equals(FILE))
          .toList();
    }
  }

  private static String sum(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digesting =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
