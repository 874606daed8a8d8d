// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * The documents of an embedded store: {@code CHECKSUM.json} as it was added, and beside it {@code
 * CHECKSUM.added} with what was said then and is not in it. Whoever looks, at whatever moment,
 * finds whole files.
 */
final class DocumentFiles {
  private static final String DOCUMENT = ".json";
  private static final String ADDED = ".added";
  private static final String PARTIAL = ".writing";

  private final Path directory;
  private final Syncing syncing;

  DocumentFiles(Path directory) {
    this(directory, Syncing.TO_DISK);
  }

  /** The same with another way to the disk, for tests. */
  DocumentFiles(Path directory, Syncing syncing) {
    this.directory = directory;
    this.syncing = syncing;
  }

  /** Waits until the disk has a file's content, or a directory's names. */
  interface Syncing {
    /** By fsync(2). */
    Syncing TO_DISK =
        path -> {
          try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
          }
        };

    /** Returns when it is there. */
    void sync(Path path) throws IOException;
  }

  /** What is kept beside a document; commit and at as given, null where nothing was. */
  record Addition(String name, String commit, String at) {
    StoredRun.Given given() {
      return new StoredRun.Given(commit, at == null ? null : Instant.parse(at));
    }
  }

  /**
   * Keeps a document: content and names are on the disk when this returns. Called by one process at
   * a time, see {@link StoreTables#insert}, so that what killed ones left can be removed.
   *
   * @throws RingbenchException machine: no space, or not writable
   */
  void keep(String sha256, Path document, StoredRun.Given given) {
    Addition addition =
        new Addition(
            document.toString(), given.commit(), given.at() == null ? null : given.at().toString());
    byte[] said = DocumentJson.mapper().writeValueAsBytes(addition);
    try {
      Files.createDirectories(directory);
      syncing.sync(directory.toAbsolutePath().getParent());
      removeLeftovers();
      write(sha256 + ADDED, out -> out.write(said));
      write(
          sha256 + DOCUMENT,
          out -> {
            if (!copy(document, out).equals(sha256)) {
              throw RingbenchException.badInput(
                  document + " was changed while it was added. Add it again.");
            }
          });
      syncing.sync(directory);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot keep a document in "
              + directory
              + ": "
              + e.getMessage()
              + ". Check that it is yours to write, and that the disk has space.",
          e);
    }
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void write(String name, Content content) throws IOException {
    Path partial = Files.createTempFile(directory, name, PARTIAL);
    try {
      try (OutputStream out = Files.newOutputStream(partial)) {
        content.writeTo(out);
      }
      syncing.sync(partial);
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
  Addition additionOf(Path document) {
    String name = document.getFileName().toString();
    Path file =
        document.resolveSibling(name.substring(0, name.length() - DOCUMENT.length()) + ADDED);
    try {
      return DocumentJson.mapper()
          .readValue(Files.readString(file, StandardCharsets.UTF_8), Addition.class);
    } catch (NoSuchFileException e) {
      return new Addition(name, null, null);
    } catch (IOException | JacksonException e) {
      throw RingbenchException.badInput(
          "Cannot read " + file + ", which says how " + name + " was added: " + e.getMessage(), e);
    }
  }

  /** The kept documents, by checksum. */
  List<Path> documents() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(DOCUMENT)).sorted().toList();
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot list " + directory + ": " + e.getMessage(), e);
    }
  }

  /** The checksums of the kept documents, as their names say them. */
  Set<String> checksums() {
    return documents().stream()
        .map(file -> file.getFileName().toString())
        .map(name -> name.substring(0, name.length() - DOCUMENT.length()))
        .collect(Collectors.toSet());
  }

  /** What an interrupted {@link #keep} left. */
  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + PARTIAL)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * A document as a stream of text, for a database that keeps texts; the caller closes it.
   *
   * @throws RingbenchException bad input: it is compressed, or not UTF-8; it cannot be read
   */
  static Reader text(Path file) {
    try (Reader beginning = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      beginning.read(); // the rest is UTF-8, or it had not been read as a document
      return Files.newBufferedReader(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw RingbenchException.badInput(
          file + " is no text in UTF-8, and a server keeps only that. Unpack or convert it.", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * SHA-256 of a file, in hexadecimal; never the whole file in memory.
   *
   * @throws RingbenchException bad input: it cannot be read, or is no regular file
   */
  static String checksum(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw RingbenchException.badInput(
          file + " is no regular file: a store keeps files whose content stays. Copy it to one.");
    }
    try {
      return copy(file, OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Returns the checksum of what was copied. */
  private static String copy(Path file, OutputStream to) throws IOException {
    MessageDigest digest = sha256();
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(to);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static RingbenchException unreadable(Path file, IOException e) {
    return e instanceof NoSuchFileException
        ? RingbenchException.badInput("There is no file " + file + ".", e)
        : RingbenchException.badInput("Cannot read " + file + ": " + e.getMessage() + ".", e);
  }
}
