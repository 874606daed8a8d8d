// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

/**
 * Every bound on what is read, in one place. A bound is checked before the memory is taken, so that
 * whatever is accepted fits the heap, and whatever is not is refused with exit code 2.
 */
public final class InputLimits {
  /** Of a document, and of what a compressed one unpacks to, however large the heap is. */
  public static final long DOCUMENT_BYTES = 768L << 20;

  /** Of a file of budgets or rules: 10,000 rules take a tenth of it. */
  public static final int YAML_BYTES = 8 << 20;

  /** Keys, values, and beginnings and ends of lists and mappings in such a file. */
  public static final int YAML_EVENTS = 400_000;

  /** Lists and mappings inside each other in such a file. */
  public static final int YAML_DEPTH = 32;

  /** Objects and arrays inside each other. Documents have 8. */
  public static final int JSON_DEPTH = 32;

  /** Of a text, a histogram among them; those of documents have 3,000. */
  public static final int TEXT_CHARACTERS = 1 << 18;

  /** Of a property's name. */
  public static final int NAME_CHARACTERS = 256;

  /** Of a number, written out. */
  public static final int NUMBER_CHARACTERS = 64;

  /** Values in an element of a list (a block, a row, a cell), or in all that is in no list. */
  public static final int VALUES_OF_A_PART = 200_000;

  /** Of a histogram when it is unpacked: 64 bits for each bucket of three digits, and a header. */
  public static final int HISTOGRAM_BYTES = 1 << 20;

  /** That a pipe gives nothing, from its opening on. */
  public static final long PIPE_PATIENCE_SECONDS = 30;

  private InputLimits() {}

  /**
   * Of a document in this Java's heap. What is kept of it is smaller than its text, and two are
   * compared; what is computed of them is small.
   */
  public static long documentBytes() {
    return Math.min(DOCUMENT_BYTES, Runtime.getRuntime().maxMemory() * 2 / 5);
  }

  /** Of what comes through a pipe, which is kept beside what is made of it. */
  public static long pipeBytes() {
    return documentBytes() / 2;
  }
}
