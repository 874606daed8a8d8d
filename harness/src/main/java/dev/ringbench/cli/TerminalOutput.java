// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.TerminalText;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stands before standard output and standard error, so that nothing that is printed gets past
 * {@link TerminalText}, and remembers what could not be written.
 */
final class TerminalOutput extends OutputStream {
  private final OutputStream out;
  private final Charset charset;
  private final CharsetDecoder decoder;
  private byte[] begun = new byte[0];
  private boolean carriageReturn;
  private IOException failure;

  TerminalOutput(OutputStream out, Charset charset) {
    this.out = out;
    this.charset = charset;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** Of this process, with the system's encoding. */
  static TerminalOutput to(FileDescriptor descriptor) {
    return new TerminalOutput(
        new BufferedOutputStream(new FileOutputStream(descriptor)),
        Terminal.textEncoding(descriptor == FileDescriptor.out ? 1 : 2));
  }

  /** For words that are our own, and may have colours: help, and nothing else. */
  PrintWriter ownWriter() {
    OutputStream own =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            attempt(() -> out.write(b));
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            attempt(() -> out.write(bytes, offset, length));
          }

          @Override
          public void flush() throws IOException {
            attempt(out::flush);
          }
        };
    return new PrintWriter(new OutputStreamWriter(own, charset), true);
  }

  /**
   * The exit code of a command that wanted to end with {@code code}: never 0 when what it printed
   * is lost. Says so, but not to who has read enough and closed the pipe.
   */
  int exitCode(int code) {
    try {
      flush();
    } catch (IOException e) {
      // It is the failure below.
    }
    IOException lost = failure();
    if (lost == null) {
      return code;
    }
    if (!isPipe()) {
      System.err.println(
          "ringbench: Cannot write to standard output: "
              + lost.getMessage()
              + ". What it printed is incomplete; free space, or print elsewhere.");
    }
    return code == 0 ? RingbenchException.Kind.MACHINE.exitCode() : code;
  }

  private static boolean isPipe() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }

  /** A stream that prints through this. */
  PrintStream printStream() {
    return new PrintStream(this, true, charset);
  }

  /** The first write that failed; null: all that was written is where it should be. */
  synchronized IOException failure() {
    return failure;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(begun.length + length);
    in.put(begun).put(bytes, offset, length).flip();
    CharBuffer text = CharBuffer.allocate(in.remaining() + 2);
    if (carriageReturn) {
      text.put('\r');
    }
    decoder.reset().decode(in, text, false);
    begun = new byte[in.remaining()];
    in.get(begun);
    String decoded = text.flip().toString();
    // What it means is known only by what follows.
    carriageReturn = decoded.endsWith("\r");
    put(carriageReturn ? decoded.substring(0, decoded.length() - 1) : decoded);
  }

  private void put(String text) throws IOException {
    attempt(() -> out.write(TerminalText.lines(text).getBytes(charset)));
  }

  @Override
  public synchronized void flush() throws IOException {
    if (carriageReturn) {
      carriageReturn = false;
      put("\r");
    }
    attempt(out::flush);
  }

  private interface Write {
    void run() throws IOException;
  }

  private void attempt(Write write) throws IOException {
    try {
      write.run();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }
}
