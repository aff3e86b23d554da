package chat.tacet.client.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.Audiences.Fetched;
import chat.tacet.client.engine.Audiences.Found;
import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.engine.state.Resent;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.ratchet.SealedMessage;
import chat.tacet.client.rest.KeysApi;
import chat.tacet.contracts.relay.v1.Send;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("[PK-7] What is for a device without prekeys")
class MissingPrekeysTest {

  private static final int BLANK = 162;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  @TempDir private Path folder;
  private Desk desk;

  /** Devices that have none. */
  private final Set<UUID> without = new HashSet<>();

  /** How often the service was asked about each. */
  private final Map<UUID, Integer> asked = new HashMap<>();

  /** What it says of those without. */
  private TacetException refusal = new ServerRefusedException(404, "not-found", null);

  @BeforeEach
  void open() {
    desk = new Desk(folder);
    desk.bundles = this::bundle;
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName("waits half a minute for it, and then leaves with a blank in its place")
  void missing() throws InvalidProtocolBufferException {
    DeviceId tablet = getsTablet(desk.bob);
    desk.aliceWrites("for the phone");
    work();
    desk.later(Limits.PREKEYS_WAIT_MS - 1);
    again();
    assertThat(desk.sent).isEmpty();

    desk.later(1);
    again();
    assertThat(desk.sent).hasSize(1);
    assertThat(sealedFor(tablet)).hasSize(BLANK);
    assertThat(SealedMessage.decode(Bytes.of(sealedFor(tablet))))
        .isInstanceOf(SealedMessage.Later.class);
    assertThat(sealedFor(phone()).length).isGreaterThan(1_000);
    assertThat(askedFor(tablet)).isEqualTo(3);
    assertThat(askedFor(phone())).as("none was used up for nothing").isEqualTo(1);

    desk.outbox.accepted(envelope());
    desk.aliceWrites("and on");
    work();
    assertThat(desk.sent).as("nothing is waited for any more").hasSize(2);
    assertThat(askedFor(tablet)).isEqualTo(3);
  }

  @Test
  @DisplayName("waits on where nobody else could read it")
  void nobodyElse() {
    without.add(Ids.uuid(phone()));
    desk.aliceWrites("for the phone");
    work();
    for (int minute = 0; minute < 3; minute++) {
      desk.later(MINUTE);
      again();
    }
    assertThat(desk.sent).isEmpty();

    without.clear();
    desk.later(10 * MINUTE);
    again();
    assertThat(desk.sent).hasSize(1);
  }

  @Test
  @DisplayName("is sealed in the session there is, where that is only to be repaired")
  void repairIsDue() throws InvalidProtocolBufferException {
    desk.aliceWrites("one");
    work();
    desk.outbox.accepted(envelope());
    desk.finish();
    Sealed.arrives(desk);
    without.add(Ids.uuid(phone()));
    desk.bob.signsAnotherList();
    desk.publish(desk.bob);
    desk.aliceWrites("two");
    work();

    assertThat(askedFor(phone())).isEqualTo(2);
    assertThat(desk.listsOf(desk.bob).newest().version()).as("nobody asked for lists").isEqualTo(1);
    assertThat(desk.sent).hasSize(2);
    assertThat(sealedFor(phone()).length).isGreaterThan(1_000);
  }

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

  @ParameterizedTest(name = "written {0} ms ago, {1} ms")
  @CsvSource({"0," + Limits.PREKEYS_WAIT_MS, HOUR + "," + Limits.PREKEYS_LEAST_WAIT_MS})
  @DisplayName("is asked for once more at the end of the time for which it is waited")
  void publishedAtTheEnd(long age, long end) throws InvalidProtocolBufferException {
    DeviceId tablet = getsTablet(desk.bob);
    desk.aliceWrites("for both");
    desk.later(age);
    work();
    publishesJustBefore(end);

    assertThat(desk.sent).hasSize(1);
    assertThat(sealedFor(tablet).length).isGreaterThan(1_000);
    assertThat(askedFor(tablet)).isEqualTo(3);
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
  @DisplayName("is waited for anew after it had a session that it began itself")
  void beganItself() {
    var phone = desk.bobsDevice();
    without.add(Ids.uuid(phone()));
    desk.sessions.begin(List.of(phone), how -> {});
    desk.sessions.listed(phone);
    assertThat(desk.sessions.isWorthAsking(phone)).isFalse();

    var other =
        new Sessions(
            desk.me, desk.setup, desk.round, desk.bob::bundle, new Desk.AtOnce(), desk.alarms);
    other.begin(List.of(phone), how -> {});
    assertThat(desk.sessions.needing(List.of(phone))).isEmpty();
    Peer.delete(desk.round.draft(), phone);
    assertThat(desk.sessions.isWorthAsking(phone)).isTrue();
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
  @DisplayName("waits for several devices at the same time, and not beyond the half minute")
  void severalAtOnce() {
    getsTablet(desk.bob);
    getsTablet(desk.alice);
    var text = outgoing(desk.now());
    assertThat(fetch(text)).isEqualTo(new Fetched.Later(0, Limits.PREKEYS_WAIT_MS));
    desk.later(Limits.PREKEYS_WAIT_MS - 10);
    assertThat(fetch(text)).isEqualTo(new Fetched.Later(0, 10));
    desk.later(10);
    assertThat(fetch(text)).as("asked for once more").isEqualTo(new Fetched.Now());
    assertThat(desk.audiences().find(text, desk.rooms.getFirst()))
        .isInstanceOfSatisfying(
            Found.Ready.class, ready -> assertThat(ready.audience().blanks()).hasSize(2));
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

  @Test
  @DisplayName("waits five seconds also if it was written long ago: it may be joining right now")
  void writtenLongAgo() {
    getsTablet(desk.bob);
    desk.aliceWrites("written offline");
    desk.later(HOUR);
    work();
    desk.later(Limits.PREKEYS_LEAST_WAIT_MS - 1);
    again();
    again();
    assertThat(desk.sent).as("also when it was asked for twice").isEmpty();

    desk.later(1);
    again();
    assertThat(desk.sent).hasSize(1);
  }

  @Test
  @DisplayName("and for it alone is not sent, and a request that was not is asked all three times")
  void requests() {
    without.add(Ids.uuid(phone()));
    Sealed.arrives(desk);
    asks(SECOND);
    asks(9 * MINUTE);
    assertThat(askedFor(phone())).isEqualTo(1);
    asks(MINUTE);
    assertThat(askedFor(phone())).isEqualTo(2);
    for (int time = 0; time < 50; time++) {
      asks(10 * MINUTE);
    }
    assertThat(desk.sent).isEmpty();
    assertThat(desk.lines()).containsExactly("[REPAIRING]");

    without.clear();
    for (int time = 0; time < 50; time++) {
      asks(10 * MINUTE);
    }
    assertThat(desk.sent).hasSize(Limits.MAX_RESEND_ASKS);
  }

  @Test
  @DisplayName("and for it alone is no more one of the times that it was sent again")
  void answers() {
    desk.aliceWrites("lost there");
    work();
    MessageId id = requireNonNull(desk.waiting().getFirst().finished()).messageId();
    desk.outbox.accepted(envelope());
    desk.finish();
    Peer.delete(desk.round.draft(), desk.bobsDevice());
    without.add(Ids.uuid(phone()));
    var request = new ContentBody.ResendRequest(List.of(id), List.of());
    for (int time = 0; time < Limits.MAX_RESENDS; time++) {
      desk.says(desk.bob, 0, request, desk.state());
      work();
    }
    assertThat(desk.waiting()).isEmpty();
    assertThat(desk.sent).hasSize(1);
    assertThat(SentContent.of(desk.round.draft(), id).orElseThrow().resentTo(desk.bobsAddress()))
        .isZero();
    assertThat(Resent.of(desk.round.draft(), desk.now()).times())
        .as("nor one of those within the hour")
        .isEmpty();
  }

  @Test
  @DisplayName("is blank because it was found to be so, whatever has changed since")
  void decidedOnce() throws InvalidProtocolBufferException {
    desk.sessions.begin(List.of(desk.bobsDevice()), how -> {});
    var members = List.of(desk.listsOf(desk.alice), desk.listsOf(desk.bob));
    var devices = List.of(desk.bobsDevice());
    var audience = new Sealer.Audience(1, members, devices, devices);
    Outgoing text = outgoing(desk.now());
    var sealer = new Sealer(desk.me, desk.setup);
    desk.sent.add(sealer.seal(desk.round.draft(), text, audience).send());

    assertThat(sealedFor(phone())).hasSize(BLANK);
  }

  @Test
  @DisplayName("leaves at once when a room opens again: of a closed one nothing was said about any")
  void closedRoom() {
    without.add(Ids.uuid(phone()));
    desk.aliceWrites("while it closes");
    work();
    desk.closes(desk.room);
    desk.directory.refresh();
    again();
    assertThat(desk.stateOf("while it closes")).isEqualTo(MessageState.FAILED);

    without.clear();
    desk.opens(desk.room);
    desk.directory.refresh();
    desk.aliceWrites("friends again");
    work();
    assertThat(desk.sent).hasSize(1);
  }

  private KeysApi.BundleBytes bundle(UUID account, UUID device) {
    asked.merge(device, 1, Integer::sum);
    if (without.contains(device)) {
      throw refusal;
    }
    return desk.bob.bundle(account, device);
  }

  private int askedFor(DeviceId device) {
    return asked.getOrDefault(Ids.uuid(device), 0);
  }

  /** It was put on the list, and has published nothing. */
  private DeviceId getsTablet(Known who) {
    DeviceId tablet = who.adds(desk.now());
    without.add(Ids.uuid(tablet));
    desk.publish(who);
    desk.lists.refresh(who.account(), how -> {});
    desk.finish();
    return tablet;
  }

  private Outgoing outgoing(long at) {
    return Outgoing.content(
        desk.room,
        Counter.OUTBOX.next(desk.round.draft()),
        at,
        null,
        new ContentBody.Text("for both", null));
  }

  /** How fetching what that needs goes. */
  private Fetched fetch(Outgoing outgoing) {
    Audiences audiences = desk.audiences();
    var missing = (Found.Missing) audiences.find(outgoing, desk.rooms.getFirst());
    List<Fetched> how = new ArrayList<>();
    audiences.fetch(missing, how::add);
    return how.getFirst();
  }

  private DeviceId phone() {
    return desk.bob.device.id();
  }

  /** They were asked for a moment too early, and again when the time is up. */
  private void publishesJustBefore(long end) {
    desk.later(end - 1);
    again();
    assertThat(desk.sent).isEmpty();
    without.clear();
    desk.later(1);
    again();
  }

  /** Time passes, and all that is due is asked for, and what can leave does. */
  private void asks(long after) {
    desk.later(after);
    desk.asking.askDue();
    desk.finish();
    work();
    // Whatever is left was sealed: nothing waits.
    for (Outgoing waiting : desk.waiting()) {
      desk.outbox.accepted(requireNonNull(waiting.finished()).envelope());
    }
    desk.finish();
  }

  private void again() {
    desk.restartsOutbox();
    work();
  }

  private void work() {
    desk.outbox.work();
    desk.finish();
  }

  private byte[] sealedFor(DeviceId device) throws InvalidProtocolBufferException {
    return Send.parseFrom(desk.sent.getLast().toArray()).getKeysList().stream()
        .filter(key -> Bytes.of(key.getDeviceId().toByteArray()).equals(device.value()))
        .findAny()
        .orElseThrow()
        .getSealed()
        .toByteArray();
  }

  private EnvelopeId envelope() {
    return requireNonNull(desk.waiting().getFirst().finished()).envelope();
  }
}
