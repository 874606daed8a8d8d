// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the Ringbench that wrote a document can be had again: "0.1.0 (commit)". */
final class VersionCheck {
  private static final String NAME = "version";
  private static final Pattern VERSION = Pattern.compile("(\\S+) \\(([0-9a-f]{7,40})(\\+?)\\)");

  private VersionCheck() {}

  static Check of(String version) {
    if (version == null || version.isBlank()) {
      return Check.failed(NAME, "the document names none");
    }
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.matches()) {
      return Check.warning(NAME, version + " names no commit: it cannot be built again");
    }
    return matcher.group(3).isEmpty()
        ? Check.ok(NAME, version)
        : Check.warning(
            NAME,
            version
                + ": the tree had changes (\"+\"), so it cannot be built again; measure with a build"
                + " of a commit");
  }
}
