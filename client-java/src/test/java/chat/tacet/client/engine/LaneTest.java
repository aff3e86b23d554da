package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[V-13] What waits in a room")
class LaneTest {

  private final Lane lane = new Lane(new RoomId(Bytes.zeros(16)));

  @BeforeEach
  void aHundredWait() {
    LongStream.range(0, 100).forEach(lane.waiting::add);
  }

  @Test
  @DisplayName("leaves in rounds of one, two, four, eight and then sixteen")
  void rounds() {
    List<Integer> sizes = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      sizes.add(begin().size());
      answerAll();
    }

    assertThat(sizes).containsExactly(1, 2, 4, 8, 16, 16);
  }

  @Test
  @DisplayName(
      "goes singly after a round in which something was put off, and rests as long as asked")
  void putOff() {
    for (int round = 0; round < 3; round++) {
      begin();
      answerAll();
    }
    Map<EnvelopeId, Long> round = begin();
    List<EnvelopeId> envelopes = List.copyOf(round.keySet());
    for (EnvelopeId envelope : envelopes.subList(0, 5)) {
      lane.remove(lane.answered(envelope).orElseThrow());
    }
    for (EnvelopeId envelope : envelopes.subList(5, 8)) {
      assertThat(lane.answered(envelope)).isPresent();
      lane.trouble(700);
    }

    assertThat(lane.isRoundOver()).isTrue();
    assertThat(lane.endRound()).isEqualTo(700);
    List<Integer> sizes = new ArrayList<>();
    for (int next = 0; next < 5; next++) {
      sizes.add(begin().size());
      answerAll();
    }
    assertThat(sizes.subList(0, 3)).containsExactly(1, 1, 1);
    assertThat(sizes.getLast()).isGreaterThan(1);
  }

  @Test
  @DisplayName("is handed over again when nobody will answer any more")
  void abandoned() {
    begin();
    answerAll();
    Map<EnvelopeId, Long> round = begin();

    lane.abandonRound();

    assertThat(lane.isRoundOver()).isTrue();
    assertThat(lane.endRound()).isZero();
    assertThat(lane.isReady()).isTrue();
    assertThat(lane.waiting).containsAll(round.values());
  }

  private Map<EnvelopeId, Long> begin() {
    Map<EnvelopeId, Long> round = new LinkedHashMap<>();
    for (long sequence : lane.waiting) {
      if (round.size() == lane.roundSize()) {
        break;
      }
      byte[] id = new byte[16];
      id[15] = (byte) sequence;
      round.put(EnvelopeId.of(id), sequence);
    }
    lane.handOver(round);
    open = round;
    return round;
  }

  private Map<EnvelopeId, Long> open = Map.of();

  private void answerAll() {
    open.keySet().forEach(envelope -> lane.remove(lane.answered(envelope).orElseThrow()));
    assertThat(lane.endRound()).isZero();
  }
}
