// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.model.Shard;
import java.util.List;

/**
 * Which part of a matrix a document is.
 *
 * @param number 1 to {@code of}
 * @param of shards of the matrix
 * @param kernels names of all kernels of the whole, the oldest first; they are dealt like cards
 */
public record MatrixShard(int number, int of, List<String> kernels) {
  /** Defensive copy. */
  public MatrixShard {
    kernels = List.copyOf(kernels);
  }

  /** Names of the kernels that this shard counts. */
  public List<String> own() {
    return new Shard(number, of).of(kernels);
  }

  /** "3/16". */
  @Override
  public String toString() {
    return number + "/" + of;
  }
}
