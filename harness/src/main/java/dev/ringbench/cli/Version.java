// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.check.Build;
import picocli.CommandLine.IVersionProvider;

/** Version of this build, from a file that the build fills in. */
public final class Version implements IVersionProvider {
  /** "0.1.0 (commit)", with "+" behind the commit of a tree with changes. */
  static String text() {
    return Build.ownText();
  }

  @Override
  public String[] getVersion() {
    return new String[] {"ringbench " + text()};
  }
}
