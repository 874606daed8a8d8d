// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Files behind a first file system: the kernel unpacks one archive after another (newc form, see
 * the kernel's driver-api/early-userspace/buffer-format). So what a guest is to do reaches it
 * before anything of it runs.
 */
final class CpioArchive implements AutoCloseable {
  private static final int FILE = 0100000;
  private static final int DIRECTORY = 040000;
  private static final int LINK = 0120000;
  private static final int EXECUTABLE = 0755;
  private static final int READABLE = 0644;
  private static final String TRAILER = "TRAILER!!!";

  private final OutputStream out;
  private final Set<String> directories = new HashSet<>();
  private int number;

  CpioArchive(OutputStream out) {
    this.out = out;
  }

  /** {@code name}: relative to the root; what it is in is made, too. */
  void file(String name, byte[] bytes) throws IOException {
    directory(parent(name));
    entry(name, FILE | READABLE, bytes);
  }

  void link(String name, String target) throws IOException {
    directory(parent(name));
    entry(name, LINK | EXECUTABLE, target.getBytes(StandardCharsets.UTF_8));
  }

  void directory(String name) throws IOException {
    if (!name.isEmpty() && directories.add(name)) {
      directory(parent(name));
      entry(name, DIRECTORY | EXECUTABLE, new byte[0]);
    }
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  private void entry(String name, int mode, byte[] bytes) throws IOException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    // inode, mode, uid, gid, links, time, size, four devices, length of the name, no checksum
    String header =
        String.format(
            "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
            ++number, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, path.length + 1, 0);
    out.write(header.getBytes(StandardCharsets.US_ASCII));
    out.write(path);
    out.write(0);
    pad(header.length() + path.length + 1);
    out.write(bytes);
    pad(bytes.length);
  }

  private void pad(int size) throws IOException {
    out.write(new byte[-size & 3]);
  }

  @Override
  public void close() throws IOException {
    entry(TRAILER, 0, new byte[0]);
    out.close();
  }
}
