// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.driver.NativeBuild;
import dev.ringbench.model.Architecture;
import dev.ringbench.platform.RunFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our files: the native ones are unpacked when they are first needed. */
final class LinuxRunFiles implements RunFiles {
  private final RunDirectory directory = new RunDirectory();

  Path nativeDir() {
    return NativeFiles.directory(directory.nativeDir());
  }

  Path sensorProgram() {
    return nativeDir().resolve("ringbench-sensor");
  }

  @Override
  public Path workDir() {
    return directory.workDir();
  }

  @Override
  public void unpackNative(Path target) {
    NativeFiles.unpack(target);
  }

  @Override
  public void unpackNative(Path target, Architecture architecture) {
    if (architecture.isOurs()) {
      unpackNative(target);
    } else {
      NativeBuild.unpack(architecture, target);
    }
  }

  @Override
  public List<String> forkArguments() {
    Path files = nativeDir();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-D" + NativeFiles.DIRECTORY_PROPERTY + "=" + files,
                "-Djna.boot.library.path=" + files,
                "-Djna.nounpack=true"));
    if (new LinuxMachineFacts(this).emulated()) {
      // Compiled code is patched while other CPUs run it, which emulators get wrong now and then.
      arguments.add("-Xint");
    }
    return arguments;
  }
}
