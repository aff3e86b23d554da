package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.engine.state.PrekeyState;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.StoreException;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.prekey.PrekeyKind;
import chat.tacet.client.rest.KeysApi;
import chat.tacet.client.rest.KeysApi.Stock;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import chat.tacet.contracts.relay.v1.Welcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Prekeys of our own")
class PrekeysTest {

  private static final long NOW = 1_790_000_000_000L;

  @TempDir private Path folder;
  private Desk desk;
  private OwnPrekeys own;

  @BeforeEach
  void open() {
    desk = new Desk(folder);
    own = new OwnPrekeys(desk.me, Desk.RANDOM);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, -1, -1, true",
    "100, 50, 3, 3, 250, 120, true",
    "-1, 0, 0, 0, -1, -1, false",
    "0, -9223372036854775808, 0, 0, -1, -1, false",
    "0, 0, 4294967295, 0, -1, -1, false",
    "0, 0, 0, 4294967295, -1, -1, false",
    "0, 0, 0, 0, 4294967290, -1, false",
    "0, 0, 0, 0, -1, 9223372036854775807, false",
    "0, 0, 0, 0, -2, -1, false"
  })
  @DisplayName("[PK-6] are not made, nor their numbers used up, for a stock that no service has")
  void possible(long x, long m, long signed, long lastResort, long xId, long mId, boolean holds) {
    assertThat(own.isPossible(desk.round.draft(), new Stock(x, m, signed, lastResort, xId, mId)))
        .isEqualTo(holds);
  }

  @Test
  @DisplayName("[PK-5] that were current before a rollback are retired, and deleted in their time")
  void beyond() {
    Draft draft = desk.round.draft();
    own.rotate(draft, NOW);
    PrekeyId current = new PrekeyId(PrekeyKind.X25519_SIGNED, 0);
    assertThat(PrekeyState.find(draft, current)).isPresent();

    own.rotateBeyond(draft, new Stock(0, 0, 7, 7, -1, -1), NOW);
    assertThat(PrekeyState.of(draft).rotations()).isEqualTo(8);
    assertThat(PrekeyState.of(draft).retired())
        .extracting(PrekeyState.Retired::id)
        .containsExactlyInAnyOrder(current, new PrekeyId(PrekeyKind.ML_KEM_768_LAST_RESORT, 0));

    own.sweep(draft, NOW + Limits.PREKEY_RETENTION_MS + 1);
    assertThat(PrekeyState.find(draft, current)).isEmpty();
  }

  @Test
  @DisplayName("[V-10] that are damaged are the store's trouble, and not that of who names them")
  void damaged() {
    Draft draft = desk.round.draft();
    own.rotate(draft, NOW);
    PrekeyId id = new PrekeyId(PrekeyKind.X25519_SIGNED, 0);
    Bytes key = new ByteWriter().u8(id.kind().number()).u32(id.number()).toBytes();
    draft.put(Table.PREKEYS, key, Bytes.of(new byte[] {1}));

    assertThatThrownBy(() -> PrekeyState.find(draft, id)).isInstanceOf(StoreException.class);
  }

  @Test
  @DisplayName("[PK-6] are made at most once a minute, however often the service says none is left")
  void onceAMinute() {
    var service = new Counting();
    Prekeys prekeys = prekeys(service);
    prekeys.check();
    desk.finish();
    prekeys.check();
    desk.finish();

    assertThat(service.uploads).isEqualTo(1);
  }

  @Test
  @DisplayName("[PK-6] of a kind are kept a thousand, the newest")
  void thousand() {
    Draft draft = desk.round.draft();
    for (int time = 0; time < 12; time++) {
      long highest = time * 100L - 1;
      own.fill(draft, new Stock(0, 50, 1, 1, highest, -1), NOW);
    }

    assertThat(isKept(199)).isFalse();
    assertThat(isKept(200)).isTrue();
    assertThat(isKept(1_199)).isTrue();
  }

  private boolean isKept(long number) {
    return PrekeyState.find(desk.round.draft(), new PrekeyId(PrekeyKind.X25519_ONE_TIME, number))
        .isPresent();
  }

  @Test
  @DisplayName("[S-9] are new before anything is sent after a rollback, also over a restart")
  void mending() {
    var service = new Counting();
    service.reached = false;
    Rollback rollback = rollback(service);
    assertThat(rollback.check(welcome(7))).isTrue();
    desk.finish();
    assertThat(rollback.isMended()).isFalse();

    service.reached = true;
    Rollback restarted = rollback(service);
    assertThat(restarted.check(welcome(7))).isTrue();
    assertThat(restarted.isMended()).isFalse();
    desk.finish();
    assertThat(restarted.isMended()).isTrue();
    restarted.connectionChanged();
    assertThat(restarted.isMended()).isFalse();
  }

  private static Welcome welcome(long counter) {
    return Welcome.newBuilder().setLastSendCounter(counter).build();
  }

  private Rollback rollback(Prekeys.Service service) {
    return new Rollback(desk.round, desk.thread, desk.events, prekeys(service));
  }

  private Prekeys prekeys(Prekeys.Service service) {
    return new Prekeys(desk.setup, desk.round, desk.thread, new Desk.AtOnce(), service, own);
  }

  /** A service that has none left, whatever it gets. */
  private static final class Counting implements Prekeys.Service {

    private boolean reached = true;
    private int uploads;

    @Override
    public Stock stock() {
      if (!reached) {
        throw new NetworkException("no network here", null);
      }
      return new Stock(0, 0, 0, 0, -1, -1);
    }

    @Override
    public void publish(KeysApi.Upload upload) {
      uploads++;
    }
  }
}
