package chat.tacet.client.engine;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import chat.tacet.client.engine.DeviceLists.Refreshed;
import chat.tacet.client.engine.Sealer.Audience;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Outgoing.Finished;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.rest.SocialApi.Room;
import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.Send;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds whom an envelope is for: exactly the devices of the verified lists of every member but this
 * one, each with a ratchet session or waited for no more, [F-4] [PK-7].
 */
final class Audiences {

  private static final Set<Refreshed> DOES_NOT_HOLD =
      Set.of(Refreshed.REFUSED, Refreshed.UNAVAILABLE, Refreshed.WITHHELD);

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

    /** The one device that it is for has no prekeys: it holds up nothing, [PK-7]. */
    record Unreachable() implements Found {}

    /** Something has to be fetched first: {@link #fetch}. */
    sealed interface Missing extends Found {}

    /** The lists of an account. */
    record MissingList(AccountId account) implements Missing {}

    /**
     * Prekeys.
     *
     * @param patience for how long they are waited for once it is known that there are none
     */
    record MissingSessions(List<TheirDevice> devices, Patience patience) implements Missing {}
  }

  /** For how long a content waits for a device without prekeys, in milliseconds, [PK-7]. */
  @FunctionalInterface
  interface Patience {

    /** What nobody else could read waits on, and is looked at ever more seldom. */
    Patience ON = device -> Long.MAX_VALUE;

    Patience NONE = device -> 0;

    long of(TheirDevice device);
  }

  /** How fetching went. */
  sealed interface Fetched {

    /** Try again at once. */
    record Now() implements Fetched {}

    /** Try again later, not before and not after so many milliseconds. */
    record Later(long atLeastMs, long atMostMs) implements Fetched {

      static Later after(long ms) {
        return new Later(ms, Long.MAX_VALUE);
      }
    }

    /** Keys or lists do not hold: not before long. */
    record DoesNotHold() implements Fetched {}
  }

  Found find(Outgoing outgoing, Room room) {
    List<Lists> members = new ArrayList<>();
    for (Person person : room.members()) {
      AccountId account = Ids.account(person.accountId());
      Optional<Lists> known = lists.of(account);
      if (known.isEmpty()) {
        return new Found.MissingList(account);
      }
      members.add(known.get());
    }
    List<TheirDevice> devices = devices(members, outgoing);
    if (devices.isEmpty()) {
      return new Found.Nobody();
    }
    return find(outgoing, room, members, devices);
  }

  private Found find(Outgoing outgoing, Room room, List<Lists> members, List<TheirDevice> devices) {
    boolean targeted = outgoing.target() != null;
    Patience patience =
        targeted ? Patience.NONE : device -> sessions.remaining(device, outgoing.at());
    List<TheirDevice> needing = sessions.needing(devices);
    List<TheirDevice> awaited =
        needing.stream()
            .filter(device -> sessions.isWorthAsking(device) || patience.of(device) > 0)
            .toList();
    if (!awaited.isEmpty()) {
      return new Found.MissingSessions(awaited, patience);
    }
    // One with a session that is to be repaired gets what can be sealed in that.
    List<TheirDevice> without = needing.stream().filter(sessions::isWithout).toList();
    if (targeted && !without.isEmpty()) {
      return new Found.Unreachable();
    }
    return without.isEmpty() || reachesSomebody(devices, without)
        ? new Found.Ready(new Audience(room.version(), members, devices, without))
        : new Found.MissingSessions(without, Patience.ON);
  }

  /** What nobody else could read holds up nobody else, and waits, [PK-7]. */
  private boolean reachesSomebody(List<TheirDevice> devices, List<TheirDevice> without) {
    return devices.stream()
        .anyMatch(device -> !device.account().equals(me.account()) && !without.contains(device));
  }

  /** The service has prekeys of nobody in a closed room, which says nothing about them. */
  void closed(Room room) {
    for (Person person : room.members()) {
      AccountId account = Ids.account(person.accountId());
      if (!account.equals(me.account())) {
        lists
            .of(account)
            .ifPresent(known -> known.newest().devices().forEach(sessions::forgetMissing));
      }
    }
  }

  /**
   * Whether people and lists of the room are, as far as is known, still those that this was sealed
   * for, [V-13]. Then it goes out again as it is: sealed anew each time that a relay refuses it,
   * its ratchet would run away from its recipients, [R-8]. The version of the room does not count:
   * nobody signed it.
   */
  boolean isForTheSame(Finished finished, Room room) {
    Map<AccountId, Long> sealedFor =
        parsed(finished).getHeader().getDeviceListsList().stream()
            .collect(
                toMap(
                    list -> new AccountId(Ids.bytes(list.getAccountId())),
                    DeviceListVersion::getVersion));
    return sealedFor.equals(versions(room));
  }

  /**
   * Whether the newest lists that are known name all whom this was sealed for: nothing goes to a
   * device that is known to be out, whatever the relay would refuse, [V-13].
   */
  boolean isForNobodyWhoIsOut(Finished finished) {
    return parsed(finished).getKeysList().stream()
        .allMatch(key ->
            lists.isListed(
                new AccountId(Ids.bytes(key.getAccountId())),
                new DeviceId(Ids.bytes(key.getDeviceId()))));
  }

  private static Send parsed(Finished finished) {
    try {
      return Send.parseFrom(Ids.wire(finished.send()));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("not what was sealed", impossible);
    }
  }

  /** Of the newest lists known. */
  private Map<AccountId, Long> versions(Room room) {
    return room.members().stream()
        .map(person -> lists.of(Ids.account(person.accountId())))
        .flatMap(Optional::stream)
        .map(Lists::newest)
        .collect(toMap(VerifiedDeviceList::account, VerifiedDeviceList::version));
  }

  void fetch(Found.Missing missing, Consumer<Fetched> then) {
    switch (missing) {
      case Found.MissingList list ->
          lists.refresh(
              list.account(), how -> then.accept(ofLists(Set.of(how), new Fetched.Now())));
      case Found.MissingSessions those ->
          sessions.begin(those.devices(), how -> ofSessions(how, those.patience(), then));
    }
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

  private void ofSessions(Sessions.Begun how, Patience patience, Consumer<Fetched> then) {
    switch (how) {
      case Sessions.Begun.Ready _ -> then.accept(new Fetched.Now());
      case Sessions.Begun.Later later ->
          then.accept(Fetched.Later.after(later.afterMs().orElse(0L)));
      case Sessions.Begun.Gone gone -> {
        // One whose session is to be repaired is there all the same.
        List<TheirDevice> without = gone.devices().stream().filter(sessions::isWithout).toList();
        if (without.isEmpty()) {
          then.accept(new Fetched.Now());
        } else {
          askForLists(without, patience, then);
        }
      }
      case Sessions.Begun.Refused _ -> then.accept(new Fetched.DoesNotHold());
    }
  }

  /** [PK-4] The newest lists may not name them any more. */
  private void askForLists(List<TheirDevice> gone, Patience patience, Consumer<Fetched> then) {
    Set<AccountId> accounts = gone.stream().map(TheirDevice::account).collect(toSet());
    List<Refreshed> answers = new ArrayList<>();
    for (AccountId account : accounts) {
      lists.refresh(
          account,
          how -> {
            // That the service has none any more is an answer, too.
            Refreshed answer = how == Refreshed.UNAVAILABLE ? Refreshed.DONE : how;
            if (answer == Refreshed.DONE) {
              listed(gone, account);
            }
            answers.add(answer);
            if (answers.size() == accounts.size()) {
              then.accept(ofLists(answers, pause(gone, patience)));
            }
          });
    }
  }

  private void listed(List<TheirDevice> gone, AccountId account) {
    for (TheirDevice device : gone) {
      if (!device.account().equals(account)) {
        continue;
      }
      if (lists.isListed(account, device.id())) {
        sessions.listed(device);
      } else {
        sessions.forgetMissing(device);
      }
    }
  }

  /** Until the first of them is waited for no more, and at once where that is so of all. */
  private Fetched pause(List<TheirDevice> gone, Patience patience) {
    OptionalLong left =
        gone.stream()
            .filter(device -> lists.isListed(device.account(), device.id()))
            .mapToLong(patience::of)
            .filter(ms -> ms > 0)
            .min();
    return left.isPresent() ? new Fetched.Later(0, left.getAsLong()) : new Fetched.Now();
  }

  private static Fetched ofLists(Collection<Refreshed> answers, Fetched done) {
    if (answers.stream().anyMatch(DOES_NOT_HOLD::contains)) {
      return new Fetched.DoesNotHold();
    }
    return answers.contains(Refreshed.UNREACHED) ? Fetched.Later.after(0) : done;
  }
}
