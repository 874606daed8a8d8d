// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whether somebody else could exchange a file between the moment we look and the kernel reads. */
final class TrustedPath {
  private static final int WRITABLE_BY_OTHERS = 022;
  private static final int STICKY = 01000;

  private TrustedPath() {}

  /**
   * Who could exchange the file: null where nobody but root and {@code owner} can, else a sentence.
   * Each directory on the way counts; in a sticky one, such as /tmp, only an entry's owner can.
   *
   * @param file without symbolic links on its way, see {@link Path#toRealPath}
   * @param owner user id
   */
  static String trouble(Path file, int owner) throws IOException {
    for (Path part = file; part != null; part = part.getParent()) {
      int uid = (int) Files.getAttribute(part, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      int mode = (int) Files.getAttribute(part, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      boolean sticky = (mode & STICKY) != 0 && Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS);
      if (uid != 0 && uid != owner) {
        return part + " belongs to user " + uid + ", who could exchange it";
      }
      if ((mode & WRITABLE_BY_OTHERS) != 0 && !sticky) {
        return part + " may be written by others than its owner, who could exchange it";
      }
    }
    return null;
  }
}
