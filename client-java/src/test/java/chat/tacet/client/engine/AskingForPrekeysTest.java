package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.Audiences.Fetched;
import chat.tacet.client.engine.Audiences.Found;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.DeviceId;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("[PK-7] What is for a device without prekeys")
class AskingForPrekeysTest extends WithoutPrekeys {

  @ParameterizedTest
  @ValueSource(longs = {SECOND, HOUR})
  @DisplayName("leaves as well if the service has had enough of questions, about it or about all")
  void rateLimited(long pause) throws InvalidProtocolBufferException {
    DeviceId tablet = getsTablet(desk.bob);
    desk.aliceWrites("for the phone");
    work();
    refusal = new ServerRefusedException(429, "rate-limited", Duration.ofMillis(pause));
    desk.later(Limits.PREKEYS_WAIT_MS);
    again();

    assertThat(desk.sent).hasSize(1);
    assertThat(sealedFor(tablet)).hasSize(BLANK);
    assertThat(askedFor(phone())).isEqualTo(1);
  }

  @Test
  @DisplayName("[PK-7] is waited for when everybody asks the service too often for a moment")
  void throttled() throws InvalidProtocolBufferException {
    Duration moment = Duration.ofMillis(Limits.PREKEYS_LEAST_WAIT_MS);
    refusal = new ServerRefusedException(429, "rate-limited", moment);
    without.add(Ids.uuid(phone()));
    desk.aliceWrites("for the phone");
    work();
    desk.later(Limits.PREKEYS_WAIT_MS);
    again();
    assertThat(desk.sent).as("no blank").isEmpty();
    without.clear();
    desk.later(Limits.PREKEYS_WAIT_MS);
    again();

    assertThat(desk.sent).hasSize(1);
    assertThat(sealedFor(phone()).length).isGreaterThan(1_000);
  }

  @Test
  @DisplayName("waits no longer if the very first question is one too many")
  void forbiddenAtFirst() throws InvalidProtocolBufferException {
    refusal = new ServerRefusedException(429, "rate-limited", Duration.ofHours(1));
    DeviceId tablet = getsTablet(desk.bob);
    desk.aliceWrites("for the phone");
    work();
    desk.later(SECOND);
    again();
    assertThat(askedFor(tablet)).as("not before the service allows it").isEqualTo(1);
    desk.later(Limits.PREKEYS_WAIT_MS - SECOND);
    again();

    assertThat(desk.sent).hasSize(1);
    assertThat(sealedFor(tablet)).hasSize(BLANK);
    assertThat(askedFor(phone())).isEqualTo(1);
    assertThat(askedFor(tablet)).as("once more at the end").isEqualTo(2);
  }

  @Test
  @DisplayName("waits on if the service says anything else about it")
  void otherRefusal() throws InvalidProtocolBufferException {
    DeviceId tablet = getsTablet(desk.bob);
    desk.aliceWrites("for the phone");
    work();
    refusal = new ServerRefusedException(500, "internal", null);
    desk.later(Limits.PREKEYS_WAIT_MS);
    again();
    assertThat(desk.sent).isEmpty();

    refusal = new ServerRefusedException(404, "not-found", null);
    again();
    assertThat(desk.sent).hasSize(1);
    assertThat(sealedFor(tablet)).hasSize(BLANK);
  }

  @Test
  @DisplayName("waits if nobody can say whether there are any, and keeps what was found of others")
  void unknown() {
    refusal = new NetworkException("no network here", null);
    getsTablet(desk.bob);
    desk.aliceWrites("for the phone");
    work();
    desk.later(MINUTE);
    again();

    assertThat(desk.sent).isEmpty();
    assertThat(askedFor(phone())).isEqualTo(1);
  }

  @Test
  @DisplayName("is asked about by one question for all who wait")
  void oneQuestion() {
    List<Runnable> underWay = new ArrayList<>();
    var held =
        new Background() {
          @Override
          public <T> void run(Supplier<T> call, Consumer<T> done, Consumer<TacetException> failed) {
            underWay.add(() -> new Desk.AtOnce().run(call, done, failed));
          }
        };
    var sessions = new Sessions(desk.me, desk.setup, desk.round, this::bundle, held, desk.alarms);
    List<Sessions.Begun> told = new ArrayList<>();
    sessions.begin(List.of(desk.bobsDevice()), told::add);
    sessions.begin(List.of(desk.bobsDevice()), told::add);
    underWay.forEach(Runnable::run);

    assertThat(askedFor(phone())).isEqualTo(1);
    assertThat(told).containsExactly(new Sessions.Begun.Ready(), new Sessions.Begun.Ready());
  }

  @Test
  @DisplayName("[S-11] is asked about ever more seldom, also after the clock was set back")
  void clockSetBack() {
    DeviceId tablet = getsTablet(desk.bob);
    desk.aliceWrites("for the phone");
    work();
    desk.later(-HOUR);
    again();
    assertThat(askedFor(tablet)).isEqualTo(2);
    desk.later(2 * SECOND);
    again();
    assertThat(askedFor(tablet)).isEqualTo(2);
  }

  @Test
  @DisplayName("is looked for on the newest lists of all who miss some, after one question each")
  void allLists() {
    getsTablet(desk.bob);
    getsTablet(desk.alice);
    var text = outgoing(desk.now());
    desk.bob.signsAnotherList();
    desk.alice.signsAnotherList();
    desk.publish(desk.bob);
    desk.publish(desk.alice);

    assertThat(fetch(text)).isEqualTo(new Fetched.Now());
    assertThat(desk.listsOf(desk.bob).newest().version()).isEqualTo(3);
    assertThat(desk.listsOf(desk.alice).newest().version()).isEqualTo(3);
    assertThat(desk.audiences().find(text, desk.rooms.getFirst())).isInstanceOf(Found.Ready.class);
  }

  @Test
  @DisplayName("waits until its account's list was asked for since")
  void listUnreached() {
    getsTablet(desk.bob);
    desk.refusals.put(desk.bob.account(), new NetworkException("no network here", null));
    desk.aliceWrites("for the phone");
    work();
    desk.later(2 * SECOND);
    again();
    desk.later(Limits.PREKEYS_WAIT_MS);
    again();
    again();
    assertThat(desk.sent).as("also when both were asked for").isEmpty();

    desk.refusals.clear();
    again();
    assertThat(desk.sent).hasSize(1);
  }

  @Test
  @DisplayName("is waited for no longer where the service has no list of its account any more")
  void listUnavailable() {
    getsTablet(desk.bob);
    desk.refusals.put(desk.bob.account(), new ServerRefusedException(404, "not-found", null));
    desk.aliceWrites("for the phone");
    work();
    desk.later(Limits.PREKEYS_WAIT_MS);
    again();
    assertThat(desk.sent).hasSize(1);
  }
}
