// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import dev.ringbench.files.InputFile;
import dev.ringbench.files.ShippedFolder;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The claims that ship, and those of files. */
public final class Claims {
  private static final String SUFFIX = ".yaml";
  private static final ShippedFolder SHIPPED = new ShippedFolder("claims/", SUFFIX);

  private Claims() {}

  /** All that ship, by id. */
  public static List<Claim> shipped(PlanCheck plans) {
    return names().stream()
        .map(name -> ClaimFile.parse(name + SUFFIX, SHIPPED.text(name), plans))
        .toList();
  }

  /** Ids of those that ship, sorted. */
  public static List<String> names() {
    return SHIPPED.names();
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
              : ClaimFile.parse(given + SUFFIX, SHIPPED.text(given), plans);
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
}
