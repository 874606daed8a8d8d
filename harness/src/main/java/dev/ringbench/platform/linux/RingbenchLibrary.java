// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;

/**
 * libringbench.so by JNA direct mapping; session.h says what each function does. Arguments are
 * {@code int}, {@code long} and {@link Pointer} where operations are measured.
 */
final class RingbenchLibrary {
  /** RB_ABI_VERSION in ringbench.h. */
  static final int ABI_VERSION = 6;

  private static boolean loaded;

  private RingbenchLibrary() {}

  /** Loads the library of {@code nativeDir}, once a process. */
  static synchronized void load(Path nativeDir) {
    if (loaded) {
      return;
    }
    Path file = nativeDir.resolve("libringbench.so");
    try {
      Native.register(RingbenchLibrary.class, NativeLibrary.getInstance(file.toString()));
    } catch (UnsatisfiedLinkError e) {
      throw RingbenchException.machine(
          "Cannot load " + file + ": " + e.getMessage() + ". Build again with ./ringbench.", e);
    }
    int abi = rb_abi_version();
    if (abi != ABI_VERSION) {
      throw RingbenchException.machine(
          file + " has ABI " + abi + ", this jar wants " + ABI_VERSION + ". Build again.");
    }
    loaded = true;
  }

  static native int rb_abi_version();

  static native long rb_layout(int field);

  /**
   * Ends this process with the thread that started it, or says that the machine does not do that.
   */
  static void endWithParent() {
    int error = rb_die_with_parent();
    if (error < 0) {
      throw RingbenchException.machine(
          "prctl(PR_SET_PDEATHSIG) fails with errno "
              + -error
              + ", so nothing would end this process with the run. Allow prctl in the seccomp"
              + " filter above it.");
    }
  }

  private static native int rb_die_with_parent();

  static native Pointer rb_service_open(
      String name,
      int handoff,
      String nativeDir,
      int callerCpu,
      int serviceCpu,
      byte[] reason,
      byte[] remedy);

  static native int rb_service_submit(Pointer service);

  static native int rb_service_batch(Pointer service);

  static native void rb_service_close(Pointer service);

  static native long rb_stamp_block_ns(Pointer session, int count, int stamped);

  static native Pointer rb_session_open(
      String workDir, String nativeDir, byte[] reason, byte[] remedy);

  static native void rb_session_close(Pointer session);

  static native int rb_session_attach(
      Pointer session, String sensor, int operation, int handoff, int workloadCpu, int sensorCpu);

  static native int rb_session_use_content(Pointer session, String path);

  static native int rb_session_canary(Pointer session);

  static native int rb_session_run_closed(Pointer session, int count, long limitNs);

  static native int rb_session_run_open(Pointer session, int count, long intervalNs);

  static native int rb_session_settle(Pointer session);

  static native int rb_session_detach(Pointer session);

  static native Pointer rb_session_shared(Pointer session);

  static native Pointer rb_session_reason(Pointer session);

  static native Pointer rb_session_remedy(Pointer session);
}
