// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Directories whose entries an ordinary user reaches. What is mounted there in a name space of ours
 * is seen by nobody else, and nothing stays of it.
 */
final class PublicPlaces {
  private static final List<String> PLACES = List.of("/mnt", "/srv", "/media", "/opt", "/home");

  private PublicPlaces() {}

  /**
   * The first that is there and has nothing in it that is used.
   *
   * @throws RingbenchException none is there
   */
  static Path choose(List<Path> used) {
    return PLACES.stream()
        .map(Path::of)
        .filter(Files::isDirectory)
        .filter(path -> used.stream().noneMatch(one -> one.toAbsolutePath().startsWith(path)))
        .findFirst()
        .orElseThrow(
            () ->
                RingbenchException.machine(
                    "None of " + PLACES + " is there to mount a private place on. Make /mnt."));
  }
}
