// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestKernelTest {
  @TempDir Path directory;

  @Test
  void versionsAreOrderedAsNumbers() {
    assertThat(
            Stream.of("6.1.0-9-amd64", "6.10.0-1-amd64", "5.15.0-100-generic", "6.1.0-10-amd64")
                .sorted(GuestKernel::byVersion))
        .isEqualTo(
            List.of("5.15.0-100-generic", "6.1.0-9-amd64", "6.1.0-10-amd64", "6.10.0-1-amd64"));
  }

  @Test
  void theReleaseIsReadFromTheBootHeader() throws Exception {
    byte[] image = new byte[4096];
    ByteBuffer header = ByteBuffer.wrap(image).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    header.position(0x202).put("HdrS".getBytes(StandardCharsets.US_ASCII));
    header.putShort(0x20E, (short) 0x400);
    header.position(0x600).put("9.9.9-test (somebody) #1".getBytes(StandardCharsets.US_ASCII));
    Path file = Files.write(directory.resolve("vmlinuz"), image);
    assertThatThrownBy(() -> GuestKernel.of(file, GuestUse.COMMAND))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("its modules are not in /lib/modules/9.9.9-test");
  }

  @Test
  void theReleaseIsReadFromAnUncompressedKernel() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("vmlinux"),
            "\u007fELF" + "x".repeat(5000) + "Linux version 9.9.8-test (me)\0");
    assertThatThrownBy(() -> GuestKernel.of(file, GuestUse.COMMAND))
        .hasMessageContaining("/9.9.8-test");
  }

  @Test
  void aKernelOfAnotherArchitectureIsNamedByItsPackage() throws Exception {
    byte[] image = new byte[4096];
    boolean arm = Architecture.ours() == Architecture.ARM64;
    ByteBuffer.wrap(image)
        .position(arm ? 0x202 : 56)
        .put((arm ? "HdrS" : "ARMd").getBytes(StandardCharsets.US_ASCII));
    Path file = Files.write(directory.resolve("vmlinuz"), image);
    assertThatThrownBy(() -> GuestKernel.of(file))
        .isInstanceOfSatisfying(
            RingbenchException.class,
            refused -> assertThat(refused.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT))
        .hasMessageContaining("a kernel for " + (arm ? "x86_64" : "aarch64"))
        .hasMessageContaining("--kernel linux-image-" + (arm ? "amd64" : "arm64"));
  }

  private void modules(String dep, String builtin) throws Exception {
    Files.writeString(directory.resolve("modules.dep"), dep);
    Files.writeString(directory.resolve("modules.builtin"), builtin);
  }

  /** As of Debian's cloud flavour. */
  @Test
  void whatAGuestNeedsAndItsKernelHasNotIsNamed() throws Exception {
    modules(
        """
        kernel/fs/overlayfs/overlay.ko.xz:
        kernel/drivers/char/virtio_console.ko.xz: kernel/drivers/virtio/virtio.ko.xz
        kernel/drivers/block/virtio_blk.ko.xz:
        kernel/fs/ext4/ext4.ko.xz:
        """,
        "kernel/drivers/virtio/virtio_pci.ko\n");
    assertThat(GuestUse.COMMAND.missing(directory)).containsExactly("9pnet_virtio", "9p");
    assertThat(GuestUse.FAULTS.missing(directory)).isEmpty();
  }

  /** A dash of a file's name is an underscore of the module's, and what 9p needs is not 9p. */
  @Test
  void aModuleIsThereByItsNameWhetherBuiltInOrNot() throws Exception {
    modules(
        "kernel/fs/9p/9p.ko.zst: kernel/net/9p/9pnet.ko.zst\nkernel/net/9p/9pnet-virtio.ko.gz:\n",
        "kernel/drivers/virtio/virtio_pci.ko\nkernel/fs/overlayfs/overlay.ko\n");
    assertThat(GuestUse.COMMAND.missing(directory)).isEmpty();
    modules("kernel/fs/other/other.ko: kernel/fs/9p/9p.ko\n", "");
    assertThat(GuestUse.COMMAND.missing(directory)).contains("9p");
  }

  /** Made by hand, without `make modules_install`: nobody knows what is built in. */
  @Test
  void nothingIsMissingWhereNobodySaysWhatIsBuiltIn() throws Exception {
    Files.writeString(directory.resolve("modules.dep"), "");
    assertThat(GuestUse.COMMAND.missing(directory)).isEmpty();
  }

  /** Of it a path to headers is made, whose makefile runs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../tmp/evil",
        "..",
        ".hidden",
        "/tmp/evil",
        "6.1;true",
        "6.1\n",
        "-rf",
        "a'b"
      })
  void aReleaseThatIsNoNameIsRefused(String release) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("vmlinux"),
            "\u007fELF" + "x".repeat(5000) + "Linux version " + release + " (me)\0");
    assertThatThrownBy(() -> GuestKernel.of(file, GuestUse.COMMAND))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("its release is no name that a kernel has");
  }

  @Test
  void wordsSurviveTheGuestsShell() {
    assertThat(GuestJob.quoted("it's")).isEqualTo("'it'\\''s'");
  }
}
