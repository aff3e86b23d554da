package chat.tacet.client.engine;

import chat.tacet.client.engine.DeviceLists.Refreshed;
import chat.tacet.client.engine.Sealer.Audience;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.rest.SocialApi.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Finds whom an envelope is for: exactly the devices of the verified lists of every member but this
 * one, each with a ratchet session or waited for no more, [F-4] [PK-7].
 */
final class Audiences {

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final DeviceLists lists;
  private final Sessions sessions;

  Audiences(Me me, Setup setup, Round round, DeviceLists lists, Sessions sessions) {
    this.me = me;
    this.setup = setup;
    this.round = round;
    this.lists = lists;
    this.sessions = sessions;
  }

  /** What to do now. */
  sealed interface Found {

    /** Seal for these. */
    record Ready(Audience audience) implements Found {}

    /** Nobody can get it. */
    record Nobody() implements Found {}

    /** Something has to be fetched first: {@link #fetch}. */
    record Missing(Optional<AccountId> list, List<TheirDevice> sessions) implements Found {}
  }

  /** How fetching went: try again at once, or after so many milliseconds. */
  record Fetched(OptionalLong waitMs, boolean holds) {

    static Fetched now() {
      return new Fetched(OptionalLong.empty(), true);
    }

    static Fetched later(long ms) {
      return new Fetched(OptionalLong.of(ms), true);
    }

    static Fetched doesNotHold() {
      return new Fetched(OptionalLong.empty(), false);
    }
  }

  Found find(Outgoing outgoing, Room room) {
    List<Lists> members = new ArrayList<>();
    for (Person person : room.members()) {
      AccountId account = Ids.account(person.accountId());
      Optional<Lists> known = lists.of(account);
      if (known.isEmpty()) {
        return new Found.Missing(Optional.of(account), List.of());
      }
      members.add(known.get());
    }
    List<TheirDevice> devices = devices(members, outgoing);
    if (devices.isEmpty()) {
      return new Found.Nobody();
    }
    List<TheirDevice> needing = sessions.needing(devices);
    List<TheirDevice> awaited =
        needing.stream().filter(device -> sessions.isAwaited(device, outgoing.at())).toList();
    if (awaited.isEmpty() && (outgoing.target() != null || reachesSomebody(devices, needing))) {
      return new Found.Ready(new Audience(room.version(), members, devices));
    }
    return new Found.Missing(Optional.empty(), awaited.isEmpty() ? needing : awaited);
  }

  /** What nobody else could read holds up nobody else, and waits, [PK-7]. */
  private boolean reachesSomebody(List<TheirDevice> devices, List<TheirDevice> without) {
    return devices.stream()
        .anyMatch(device -> !device.account().equals(me.account()) && !without.contains(device));
  }

  void fetch(Found.Missing missing, Consumer<Fetched> then) {
    missing
        .list()
        .ifPresentOrElse(
            account -> lists.refresh(account, how -> then.accept(ofList(how))),
            () -> sessions.begin(missing.sessions(), how -> ofSessions(how, then)));
  }

  private List<TheirDevice> devices(List<Lists> members, Outgoing outgoing) {
    return members.stream()
        .flatMap(list -> list.newest().devices().stream())
        .filter(device -> !isThis(device))
        .filter(device -> isFor(outgoing, device))
        .toList();
  }

  /** By account too: a server may give somebody a device with the id of this one, [I-2]. */
  private boolean isThis(TheirDevice device) {
    return device.account().equals(me.account()) && device.id().equals(me.deviceId());
  }

  private boolean isFor(Outgoing outgoing, TheirDevice device) {
    DeviceAddress target = outgoing.target();
    if (target != null && !target.equals(new DeviceAddress(device.account(), device.id()))) {
      return false;
    }
    MessageId answered = outgoing.answers();
    // [C-14] Looked at again: its keys may have changed since it asked.
    return answered == null
        || SentContent.of(round.draft(), answered)
            .filter(sent -> sent.mayGoTo(device, setup.now()))
            .isPresent();
  }

  private static Fetched ofList(Refreshed how) {
    return switch (how) {
      case DONE -> Fetched.now();
      case UNREACHED -> Fetched.later(0);
      case REFUSED, UNAVAILABLE -> Fetched.doesNotHold();
    };
  }

  private void ofSessions(Sessions.Begun how, Consumer<Fetched> then) {
    switch (how) {
      case Sessions.Begun.Ready _ -> then.accept(Fetched.now());
      case Sessions.Begun.Later later -> then.accept(Fetched.later(later.afterMs().orElse(0L)));
      case Sessions.Begun.Gone gone ->
          lists.refresh(gone.device().account(), listed -> then.accept(ofGone(gone, listed)));
      case Sessions.Begun.Refused _ -> then.accept(Fetched.doesNotHold());
    }
  }

  /** [PK-4] At once if the newest list does not name it any more, else when it may have some. */
  private Fetched ofGone(Sessions.Begun.Gone gone, Refreshed how) {
    boolean listed =
        lists
            .of(gone.device().account())
            .flatMap(known -> known.newest().device(gone.device().id()))
            .isPresent();
    return how == Refreshed.DONE && listed ? Fetched.later(0) : ofList(how);
  }
}
