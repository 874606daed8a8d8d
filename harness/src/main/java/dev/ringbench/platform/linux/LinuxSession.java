// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.ringbench.model.Cell;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.WorkloadSession;
import java.nio.file.Path;

/** struct rb_session of libringbench.so. */
final class LinuxSession implements WorkloadSession {
  private static final int TEXT_BYTES = 256;

  private final CpuChoice cpus;
  private final Content content;
  private final Pointer session;
  private Pointer shared;

  LinuxSession(Path nativeDir, Path workDir, CpuChoice cpus) {
    this.cpus = cpus;
    this.content = new Content(nativeDir);
    RingbenchLibrary.load(nativeDir);
    byte[] reason = new byte[TEXT_BYTES];
    byte[] remedy = new byte[TEXT_BYTES];
    session =
        RingbenchLibrary.rb_session_open(workDir.toString(), nativeDir.toString(), reason, remedy);
    if (session == null) {
      throw RingbenchException.machine(
          "Cannot prepare the workload: "
              + Native.toString(reason)
              + "; "
              + Native.toString(remedy)
              + ".");
    }
  }

  private int check(int result) throws SensorException {
    if (result < 0) {
      throw new SensorException(
          RingbenchLibrary.rb_session_reason(session).getString(0),
          RingbenchLibrary.rb_session_remedy(session).getString(0));
    }
    return result;
  }

  @Override
  public void attach(Cell cell) throws SensorException {
    shared = null;
    check(
        RingbenchLibrary.rb_session_use_content(
            session, cell.rules() == 0 ? null : content.generated(cell.rules()).toString()));
    check(
        RingbenchLibrary.rb_session_attach(
            session,
            cell.sensor(),
            cell.operation().nativeCode(),
            cell.handoff().nativeCode(),
            cpus.workload(),
            cpus.sensor()));
    shared = RingbenchLibrary.rb_session_shared(session);
  }

  @Override
  public void canary() throws SensorException {
    check(RingbenchLibrary.rb_session_canary(session));
  }

  @Override
  public int runClosed(int count, long limitNs) throws SensorException {
    return check(RingbenchLibrary.rb_session_run_closed(session, count, limitNs));
  }

  @Override
  public int runOpen(int count, long intervalNs) throws SensorException {
    return check(RingbenchLibrary.rb_session_run_open(session, count, intervalNs));
  }

  @Override
  public void settle() throws SensorException {
    check(RingbenchLibrary.rb_session_settle(session));
  }

  @Override
  public void detach() throws SensorException {
    shared = null;
    check(RingbenchLibrary.rb_session_detach(session));
  }

  @Override
  public SampleBuffer samples() {
    return new SharedSamples(shared);
  }

  private long counter(SharedLayout field) {
    return shared.getLong(field.value());
  }

  @Override
  public Accounting accounting() {
    boolean lostUnknown = shared.getInt(SharedLayout.LOST_UNKNOWN.value()) != 0;
    return new Accounting(
        counter(SharedLayout.ISSUED),
        counter(SharedLayout.DELIVERED),
        lostUnknown ? null : Long.valueOf(counter(SharedLayout.LOST)),
        counter(SharedLayout.FOREIGN),
        counter(SharedLayout.CPU_USER),
        counter(SharedLayout.CPU_SYSTEM),
        counter(SharedLayout.PEAK_RSS),
        counter(SharedLayout.VOLUNTARY_SWITCHES));
  }

  @Override
  public double stampingNs(int count, boolean stamped) {
    return (double) RingbenchLibrary.rb_stamp_block_ns(session, count, stamped ? 1 : 0) / count;
  }

  @Override
  public void close() {
    shared = null;
    RingbenchLibrary.rb_session_close(session);
  }

  /** Reads struct rb_sample in place: no copy, no JNA structure. */
  private static final class SharedSamples implements SampleBuffer {
    private final java.nio.ByteBuffer bytes;
    private final int size = (int) SharedLayout.SAMPLE_SIZE.value();
    private final int intended = (int) SharedLayout.SAMPLE_INTENDED.value();
    private final int start = (int) SharedLayout.SAMPLE_START.value();
    private final int end = (int) SharedLayout.SAMPLE_END.value();
    private final int delivered = (int) SharedLayout.SAMPLE_DELIVERED.value();
    private final int verdict = (int) SharedLayout.SAMPLE_VERDICT.value();

    SharedSamples(Pointer shared) {
      bytes =
          shared
              .getByteBuffer(SharedLayout.SAMPLES.value(), SharedLayout.SAMPLE_COUNT.value() * size)
              .order(java.nio.ByteOrder.nativeOrder());
    }

    @Override
    public long intendedNs(int index) {
      return bytes.getLong(index * size + intended);
    }

    @Override
    public long startNs(int index) {
      return bytes.getLong(index * size + start);
    }

    @Override
    public long endNs(int index) {
      return bytes.getLong(index * size + end);
    }

    @Override
    public long deliveredNs(int index) {
      return bytes.getLong(index * size + delivered);
    }

    @Override
    public long verdictNs(int index) {
      return bytes.getLong(index * size + verdict);
    }
  }
}
