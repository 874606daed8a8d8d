// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverBuildTest {
  @TempDir Path headers;

  @Test
  void missingHeadersNameTheirPackage() {
    assertThatThrownBy(() -> DriverBuild.forKernel("6.1.0-0-test", null))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("apt-get install -y linux-headers-6.1.0-0-test");
    assertThat(DriverBuild.headersOf("6.1.0-0-test")).isNull();
  }

  @Test
  void headersOfAnotherVersionAreRefusedBeforeTheKernelDoes() throws Exception {
    Path generated = Files.createDirectories(headers.resolve("include/generated"));
    Files.writeString(generated.resolve("utsrelease.h"), "#define UTS_RELEASE \"6.1.0-1-other\"\n");
    assertThatThrownBy(() -> DriverBuild.forKernel("6.1.0-0-test", headers))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("are of kernel 6.1.0-1-other, not of 6.1.0-0-test");
  }

  @Test
  void aPathThatKbuildCannotTakeIsNotWhereItIsBuilt() throws Exception {
    assertThat(DriverBuild.workshop(Path.of("/root/.cache/ringbench")))
        .isEqualTo(Path.of("/root/.cache/ringbench"));
    for (String cache : List.of("/home/a b", "/home/a:b", "/home/\u00fcmit", "/home/$x", "/a#b")) {
      Path workshop = DriverBuild.workshop(Path.of(cache));
      assertThat(workshop).isEmptyDirectory();
      assertThat(workshop.toString()).matches("[A-Za-z0-9/._,+@=-]+");
      Files.delete(workshop);
    }
  }

  @Test
  void unpreparedHeadersAreNamed() {
    assertThatThrownBy(() -> DriverBuild.forKernel("6.1.0-0-test", headers))
        .hasMessageContaining("are not prepared");
  }

  @Test
  void theJarCarriesWhatTheDriverIsBuiltFrom() {
    assertThat(Resources.in("driver")).contains("driver/Kbuild", "driver/device.c");
    assertThat(Resources.in("include")).containsExactly("include/ringbench.h");
    assertThat(Resources.in("guest")).contains("guest/init", "guest/start", "guest/initramfs");
    assertThat(Resources.key(Resources.in("driver"), "a"))
        .hasSize(12)
        .isNotEqualTo(Resources.key(Resources.in("driver"), "b"));
  }

  @Test
  void aMissingToolNamesItsPackage() {
    assertThatThrownBy(() -> Tool.require("no-such-emulator", "qemu-system-x86"))
        .isInstanceOf(RingbenchException.class)
        .hasMessage(
            "There is no no-such-emulator. Install it:"
                + " apt-get install -y --no-install-recommends qemu-system-x86");
  }
}
