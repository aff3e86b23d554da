package chat.tacet.client.engine;

import static java.util.Objects.requireNonNull;

import chat.tacet.client.engine.Audiences.Fetched;
import chat.tacet.client.engine.Audiences.Found;
import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.rest.KeysApi;
import chat.tacet.contracts.relay.v1.Send;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A desk with a service that has no prekeys of some devices, and counts who is asked about. */
abstract class WithoutPrekeys {

  static final int BLANK = 162;
  static final long SECOND = 1_000;
  static final long MINUTE = 60_000;
  static final long HOUR = 60 * MINUTE;

  @TempDir private Path folder;
  Desk desk;

  /** Devices that have none. */
  final Set<UUID> without = new HashSet<>();

  /** How often the service was asked about each. */
  private final Map<UUID, Integer> asked = new HashMap<>();

  /** What it says of those without. */
  TacetException refusal = new ServerRefusedException(404, "not-found", null);

  @BeforeEach
  void open() {
    desk = new Desk(folder);
    desk.bundles = this::bundle;
  }

  @AfterEach
  void close() {
    desk.close();
  }

  KeysApi.BundleBytes bundle(UUID account, UUID device) {
    asked.merge(device, 1, Integer::sum);
    if (without.contains(device)) {
      throw refusal;
    }
    return desk.bob.bundle(account, device);
  }

  int askedFor(DeviceId device) {
    return asked.getOrDefault(Ids.uuid(device), 0);
  }

  /** It was put on the list, and has published nothing. */
  DeviceId getsTablet(Known who) {
    DeviceId tablet = who.adds(desk.now());
    without.add(Ids.uuid(tablet));
    desk.publish(who);
    desk.lists.refresh(who.account(), how -> {});
    desk.finish();
    return tablet;
  }

  Outgoing outgoing(long at) {
    return Outgoing.content(
        desk.room,
        Counter.OUTBOX.next(desk.round.draft()),
        at,
        null,
        new ContentBody.Text("for both", null));
  }

  /** How fetching what that needs goes. */
  Fetched fetch(Outgoing outgoing) {
    Audiences audiences = desk.audiences();
    var missing = (Found.Missing) audiences.find(outgoing, desk.rooms.getFirst());
    List<Fetched> how = new ArrayList<>();
    audiences.fetch(missing, how::add);
    return how.getFirst();
  }

  DeviceId phone() {
    return desk.bob.device.id();
  }

  void again() {
    desk.restartsOutbox();
    work();
  }

  void work() {
    desk.outbox.work();
    desk.finish();
  }

  byte[] sealedFor(DeviceId device) throws InvalidProtocolBufferException {
    return Send.parseFrom(desk.sent.getLast().toArray()).getKeysList().stream()
        .filter(key -> Bytes.of(key.getDeviceId().toByteArray()).equals(device.value()))
        .findAny()
        .orElseThrow()
        .getSealed()
        .toByteArray();
  }

  EnvelopeId envelope() {
    return requireNonNull(desk.waiting().getFirst().finished()).envelope();
  }
}
