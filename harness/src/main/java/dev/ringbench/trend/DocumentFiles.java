// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.Documents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * The documents of an embedded store: {@code CHECKSUM.json} as it was added, and beside it {@code
 * CHECKSUM.added} with what was said then and is not in it. Whoever looks, at whatever moment,
 * finds whole files.
 */
final class DocumentFiles {
  private static final String DOCUMENT = ".json";
  private static final String BESIDE = ".added";
  private static final String PARTIAL = ".writing";

  private final Path directory;

  DocumentFiles(Path directory) {
    this.directory = directory;
  }

  /** What is kept beside a document; commit and at as given, null where nothing was. */
  record Beside(String name, String commit, String at) {
    StoredRun.Given given() {
      return new StoredRun.Given(commit, at == null ? null : Instant.parse(at));
    }
  }

  /**
   * Keeps a document.
   *
   * @throws RingbenchException machine: no space, or not writable
   */
  void keep(String sha256, byte[] content, String name, StoredRun.Given given) {
    Beside beside =
        new Beside(name, given.commit(), given.at() == null ? null : given.at().toString());
    try {
      Files.createDirectories(directory);
      write(sha256 + BESIDE, Documents.mapper().writeValueAsBytes(beside));
      write(sha256 + DOCUMENT, content);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot keep a document in " + directory + ": " + e.getMessage() + ".", e);
    }
  }

  private void write(String name, byte[] content) throws IOException {
    Path partial = Files.createTempFile(directory, name, PARTIAL);
    try {
      Files.write(partial, content);
      Files.move(
          partial,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** What was said when a document was added; its own file's name where that file is lost. */
  Beside beside(Path document) {
    String name = document.getFileName().toString();
    Path file =
        document.resolveSibling(name.substring(0, name.length() - DOCUMENT.length()) + BESIDE);
    try {
      return Documents.mapper()
          .readValue(Files.readString(file, StandardCharsets.UTF_8), Beside.class);
    } catch (NoSuchFileException e) {
      return new Beside(name, null, null);
    } catch (IOException | JacksonException e) {
      throw RingbenchException.badInput(
          "Cannot read " + file + ", which says how " + name + " was added: " + e.getMessage(), e);
    }
  }

  /** The kept documents, by checksum; what an interrupted {@link #keep} left is removed. */
  List<Path> documents() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.sorted().toList();
      for (Path file : all) {
        if (file.toString().endsWith(PARTIAL)) {
          Files.deleteIfExists(file);
        }
      }
      return all.stream().filter(file -> file.toString().endsWith(DOCUMENT)).toList();
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot list " + directory + ": " + e.getMessage(), e);
    }
  }

  /**
   * A file's content.
   *
   * @throws RingbenchException bad input: it cannot be read
   */
  static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw RingbenchException.badInput("There is no file " + file + ".", e);
    } catch (IOException e) {
      throw RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
  }

  /** Of SHA-256, in hexadecimal. */
  static String checksum(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
