// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Ends with bad input when more bytes come than are allowed: a file that grows, or unpacks so. */
final class BoundedStream extends FilterInputStream {
  private final long mostBytes;
  private final Path path;
  private long left;

  BoundedStream(InputStream in, long mostBytes, Path path) {
    super(in);
    this.mostBytes = mostBytes;
    this.path = path;
    this.left = mostBytes;
  }

  private int counted(int read) {
    left -= Math.max(0, read);
    if (left < 0) {
      throw InputFile.tooLarge(path, mostBytes);
    }
    return read;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    counted(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return counted(in.read(buffer, offset, length));
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(count);
    counted((int) Math.min(skipped, Integer.MAX_VALUE));
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
