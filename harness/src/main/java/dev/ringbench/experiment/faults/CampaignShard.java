// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.fault.FaultJson;
import dev.ringbench.model.Shard;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which part of a campaign a plan is, and of which campaign.
 *
 * @param number 1 to {@code of}
 * @param of shards of the campaign
 * @param build of Ringbench that runs it: "0.2.0 (commit)"
 * @param campaign identity of the whole plan with that build, see {@link #identity}
 */
public record CampaignShard(int number, int of, String build, String campaign) {
  private static final int DIGITS = 16;

  static CampaignShard of(CampaignPlan whole, Shard shard, String build) {
    return new CampaignShard(shard.number(), shard.of(), build, identity(whole, build));
  }

  /**
   * Tells campaigns apart: seed, catalogue, faults, sensors, machines, runs and guest kernel of the
   * whole plan, and the build.
   *
   * @return the first 16 hexadecimal digits of a SHA-256
   */
  static String identity(CampaignPlan whole, String build) {
    String text = FaultJson.SNAKE.writeValueAsString(whole) + "\n" + build;
    byte[] hash = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash).substring(0, DIGITS);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** "3/16". */
  @Override
  public String toString() {
    return number + "/" + of;
  }
}
