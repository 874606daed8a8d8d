// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  @Test
  void isWrittenAsItIsRead() {
    assertThat(Shard.parse("3/16")).isEqualTo(new Shard(3, 16)).hasToString("3/16");
    assertThat(Shard.parse("10000/10000").of()).isEqualTo(Shard.MOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "0/4", "5/4", "-1/4", "1/0", "01/4", "1/10001", "1/4 ", "a/b"})
  void whatIsNoShardIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Shard.parse(text))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("use K/N, such as 3/16");
  }

  @Test
  void dealsLikeCards() {
    List<Integer> all = List.of(1, 2, 3, 4, 5);
    assertThat(new Shard(1, 2).of(all)).containsExactly(1, 3, 5);
    assertThat(new Shard(2, 2).of(all)).containsExactly(2, 4);
    assertThat(Shard.ofPosition(4, 2)).isEqualTo(1);
  }
}
