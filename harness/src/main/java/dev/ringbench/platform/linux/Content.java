// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.content.ContentFile;
import dev.ringbench.content.GeneratedRules;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.ContentInterpreters;
import dev.ringbench.platform.SensorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Content files, and the native interpreters of them, each in a process of its own. */
final class Content implements ContentInterpreters {
  /** Names in native/sensor/evaluate.c. */
  private static final List<String> INTERPRETERS =
      List.of("user", "bpf", "module", "rust", "rust-fallible", "guarded");

  private static final int BAD_CONTENT = 2;
  private static final int TIMEOUT_SECONDS = 60;

  private final Path nativeDir;

  Content(Path nativeDir) {
    this.nativeDir = nativeDir;
  }

  @Override
  public List<String> names() {
    return INTERPRETERS;
  }

  /** Content of so many rules that no operation meets, for whoever measures; made when missing. */
  Path generated(int rules) {
    Path file = nativeDir.resolve("rules-" + rules + ".rbc");
    if (!Files.exists(file)) {
      try {
        Path writing = Files.createTempFile(nativeDir, "rules", ".writing");
        Files.write(writing, ContentFile.encode(GeneratedRules.of(rules)));
        Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw RingbenchException.machine("Cannot write " + file + ": " + e.getMessage() + ".", e);
      }
    }
    return file;
  }

  @Override
  public String trouble(Path file) {
    NativeCommand.Output output = sensor("check", file);
    if (output.exitCode() == 0) {
      return null;
    }
    return output.exitCode() == BAD_CONTENT
        ? output.standardError().strip()
        : "content " + file + ": the check ended with " + output.describe();
  }

  @Override
  public int[] evaluate(String interpreter, byte[] content, byte[] records) throws SensorException {
    try {
      Path directory = Files.createTempDirectory(nativeDir, "evaluate");
      Path contentFile = Files.write(directory.resolve("content"), content);
      Path in = Files.write(directory.resolve("records"), records);
      Path out = directory.resolve("rules");
      NativeCommand.Output output = sensor("evaluate", interpreter, contentFile, in, out);
      byte[] rules = output.exitCode() == 0 ? Files.readAllBytes(out) : new byte[0];
      for (Path file : List.of(contentFile, in, out, directory)) {
        Files.deleteIfExists(file);
      }
      if (output.exitCode() != 0) {
        throw new SensorException(output.standardError().strip(), "see `ringbench doctor`");
      }
      int[] found = new int[rules.length / Integer.BYTES];
      ByteBuffer.wrap(rules).order(ByteOrder.nativeOrder()).asIntBuffer().get(found);
      return found;
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot evaluate content: " + e.getMessage() + ".", e);
    }
  }

  private NativeCommand.Output sensor(Object... arguments) {
    return NativeCommand.run(TIMEOUT_SECONDS, nativeDir.resolve("ringbench-sensor"), arguments);
  }
}
