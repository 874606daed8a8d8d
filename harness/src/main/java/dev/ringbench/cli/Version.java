// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Version of this build, from a file that the build fills in. */
public final class Version implements IVersionProvider {
  /** "0.1.0 (commit)", with "+" behind the commit of a tree with changes. */
  static String text() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/ringbench.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("resource ringbench.properties", e);
    }
    String commit = properties.getProperty("commit");
    boolean dirty = Boolean.parseBoolean(properties.getProperty("dirty"));
    return properties.getProperty("version")
        + " ("
        + (commit.length() > 10 ? commit.substring(0, 10) : commit)
        + (dirty ? "+" : "")
        + ")";
  }

  @Override
  public String[] getVersion() {
    return new String[] {"ringbench " + text()};
  }
}
