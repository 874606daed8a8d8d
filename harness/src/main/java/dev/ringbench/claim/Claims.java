// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import dev.ringbench.files.InputFile;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The claims that ship, and those of files. */
public final class Claims {
  private static final String FOLDER = "claims/";
  private static final String SUFFIX = ".yaml";

  private Claims() {}

  /** All that ship, by id. */
  public static List<Claim> shipped(PlanCheck plans) {
    return names().stream()
        .map(name -> ClaimFile.parse(name + SUFFIX, resource(FOLDER + name + SUFFIX), plans))
        .toList();
  }

  /** Ids of those that ship, sorted: the files of the jar, or of the directory in its place. */
  public static List<String> names() {
    Path code = code();
    try (FileSystem jar = Files.isDirectory(code) ? null : FileSystems.newFileSystem(code)) {
      Path folder = jar == null ? code.resolve(FOLDER) : jar.getPath(FOLDER);
      try (Stream<Path> files = Files.list(folder)) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(SUFFIX))
            .map(name -> name.substring(0, name.length() - SUFFIX.length()))
            .sorted()
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("list the claims in " + code, e);
    }
  }

  private static Path code() {
    try {
      return Path.of(Claims.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of our own code", e);
    }
  }

  /**
   * The claims of ids that ship and of files.
   *
   * @param idsOrFiles empty: all that ship
   * @throws RingbenchException bad input: there is none, it is damaged, or two have one id
   */
  public static List<Claim> find(List<String> idsOrFiles, PlanCheck plans) {
    if (idsOrFiles.isEmpty()) {
      return shipped(plans);
    }
    List<String> names = names();
    Map<String, String> files = new HashMap<>();
    List<Claim> claims = new ArrayList<>();
    for (String given : idsOrFiles) {
      boolean file = isFile(given);
      if (!file && !names.contains(given)) {
        throw RingbenchException.badInput(
            Nearest.unknown("claim", given, names)
                + " A file of your own is named with its path: ./"
                + given
                + SUFFIX);
      }
      Claim claim =
          file
              ? ClaimFile.parse(given, InputFile.yaml(Path.of(given)), plans)
              : ClaimFile.parse(given + SUFFIX, resource(FOLDER + given + SUFFIX), plans);
      String other = files.putIfAbsent(claim.id(), given);
      if (other != null) {
        throw RingbenchException.badInput(
            "%s and %s are both claim %s. Give one of them another id, or name one."
                .formatted(other, given, claim.id()));
      }
      claims.add(claim);
    }
    return claims;
  }

  /** Whether it names a file, and no claim that ships. */
  public static boolean isFile(String idOrFile) {
    return idOrFile.contains("/") || idOrFile.endsWith(SUFFIX);
  }

  private static String resource(String name) {
    try (InputStream in = Claims.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalStateException("this jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + name, e);
    }
  }
}
