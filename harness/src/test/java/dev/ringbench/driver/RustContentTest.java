// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RustContentTest {
  @TempDir Path directory;

  /** Says that its library is in {@code root}, and does what {@code otherwise} says. */
  private Path compiler(String name, Path root, String otherwise) throws Exception {
    Path file = directory.resolve(name);
    Files.writeString(
        file,
        "#!/bin/sh\n"
            + "[ \"$1 $2\" != '--print sysroot' ] || { echo "
            + root
            + "; exit; }\n"
            + "[ \"$1\" != -vV ] || { echo rustc of a test; exit; }\n"
            + otherwise);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path withSources(String name) throws Exception {
    Path core = directory.resolve(name).resolve("lib/rustlib/src/rust/library/core/src");
    Files.createDirectories(core);
    Files.createFile(core.resolve("lib.rs"));
    Files.writeString(core.resolveSibling("Cargo.toml"), "edition = \"2021\"\n");
    return directory.resolve(name);
  }

  @Test
  void withoutACompilerItIsMissingAndTheReasonNamesThePackages() throws Exception {
    RustContent rust = RustContent.make(List.of(), false, directory);
    assertThat(rust.assembler()).isNull();
    assertThat(rust.missing()).contains("no rustc", "rustc rust-src");
    rust.into(directory);
    assertThat(directory.resolve("rust_missing.h"))
        .content()
        .startsWith("#define RB_RUST_MISSING \"");
    assertThat(directory.resolve("rust_content.S")).doesNotExist();
  }

  @Test
  void aCompilerWithoutTheSourcesOfItsLibraryIsPassedOver() throws Exception {
    Path without = compiler("without", directory.resolve("nothing"), "exit 1\n");
    assertThat(RustContent.make(List.of(without), false, directory).missing())
        .contains(without.toString(), "no sources of its library", "rust-src");
    Path with = compiler("with", withSources("root"), "exit 1\n");
    assertThat(RustContent.make(List.of(without, with), false, directory).missing())
        .contains(with.toString());
  }

  @Test
  void whatDoesNotCompileIsSaidWithItsLogAndNotTriedAgain() throws Exception {
    Path tried = directory.resolve("tried");
    Path compiler =
        compiler(
            "broken", withSources("root"), "echo x >>" + tried + "; echo 'error: no'; exit 1\n");
    String missing = RustContent.make(List.of(compiler), false, directory).missing();
    assertThat(missing).contains("does not build", ".log");
    Path log = Path.of(missing.substring(missing.indexOf(" is in ") + " is in ".length()));
    assertThat(log).content().contains("error: no");
    assertThat(RustContent.make(List.of(compiler), false, directory).missing()).isEqualTo(missing);
    assertThat(tried).content().isEqualTo("x\n");
    assertThat(directory.toFile().list()).noneMatch(name -> name.startsWith("making"));
  }

  @Test
  void aReasonIsAStringOfC() throws Exception {
    new RustContent(null, "a \"b\" \\ \n ü").into(directory);
    assertThat(directory.resolve("rust_missing.h"))
        .hasContent("#define RB_RUST_MISSING \"a 'b' ' ? ?\"");
  }

  @Test
  void theAssemblerFileHasTheKernelsReturnsAndNoIndirectBranch() throws Exception {
    RustContent rust = RustContent.make(false);
    assumeTrue(rust.missing() == null, () -> "skipped: " + rust.missing());
    String text = Files.readString(rust.assembler());
    assertThat(text).contains("rb_rust_evaluate_fallibly:", "\tRET\n", "callq\trb_rust_panicked");
    assertThat(text).doesNotContainPattern("\\n\\tretq?\\n");
    assertThat(text).doesNotContainPattern("\\n\\t(call|jmp)q?\\t\\*");
    assertThat(text).doesNotContainPattern("%[xyz]mm");
    assertThat(text).doesNotContain("rb_rust_damage");
    assertThat(Files.readString(RustContent.make(true).assembler())).contains("rb_rust_damage:");
  }
}
