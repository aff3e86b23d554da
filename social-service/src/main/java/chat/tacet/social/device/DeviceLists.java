package chat.tacet.social.device;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;
import static chat.tacet.social.device.DeviceProblems.invalid;

import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.social.account.AccountContent;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.friendship.Friendships;
import chat.tacet.social.room.Fellows;
import chat.tacet.social.throttle.Capacity;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes new device lists and serves all that ever were. */
@Component
final class DeviceLists implements AccountContent {

  /** Lists in one answer. */
  static final int PAGE = 64;

  /** A list a day for 27 years; bounds what one account can store here. */
  private static final long MAX_VERSIONS = 10_000;

  /**
   * Devices of a group's members: the sealed keys that a relay takes with a message. More than
   * those with which the last member may join, so that who is in a full group can link devices.
   */
  private static final long MAX_SEALED_FOR = 272;

  private final DeviceTable table;
  private final Accounts accounts;
  private final Friendships friendships;
  private final Fellows fellows;
  private final DirectoryChanges changes;
  private final Transactions transactions;

  DeviceLists(
      DeviceTable table,
      Accounts accounts,
      Friendships friendships,
      Fellows fellows,
      DirectoryChanges changes,
      Transactions transactions) {
    this.table = table;
    this.accounts = accounts;
    this.friendships = friendships;
    this.fellows = fellows;
    this.changes = changes;
    this.transactions = transactions;
  }

  /** Stores the list if it follows the latest one; the same one again changes nothing. */
  Mono<Void> put(UUID accountId, VerifiedDeviceList list) {
    return requireSpaceInGroups(accountId, list.devices().size())
        .then(
            transactions.run(
                accounts
                    .openAndLock(accountId)
                    .then(Mono.defer(() -> table.latest(accountId)))
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .filter(stored -> DeviceListChain.isNew(list, stored))
                    .flatMap(_ -> store(accountId, list))));
  }

  private Mono<Void> store(UUID accountId, VerifiedDeviceList list) {
    var ids = list.devices().stream().map(ListedDevice::deviceId).toList();
    return Capacity.requireBelow(MAX_VERSIONS, list.version() - 1)
        .then(table.insertList(accountId, list))
        .then(noteRemoved(accountId, ids))
        .then(table.removeOthers(accountId, ids))
        .thenMany(Flux.fromIterable(list.devices()))
        .concatMap(device -> register(accountId, device))
        .then(accounts.setDevicesVersion(accountId, list.version()))
        .then(changes.changed(Topic.DEVICES, accountId));
  }

  /**
   * Nobody could write to a larger group. Counted before anything is locked, since somebody may be
   * in 500 groups: two lists that grow at the same moment may go beyond it by one or two.
   */
  private Mono<Void> requireSpaceInGroups(UUID accountId, long devices) {
    return table
        .idsOf(accountId)
        .count()
        .filter(before -> before < devices)
        .flatMap(_ -> fellows.mostDevices(accountId))
        .flatMap(others -> Capacity.requireBelow(MAX_SEALED_FOR + 1, others + devices));
  }

  /** Relays close the sockets of devices that go, and forget their mail. */
  private Mono<Void> noteRemoved(UUID accountId, List<UUID> kept) {
    return table
        .idsOf(accountId)
        .filter(id -> !kept.contains(id))
        .collectList()
        .flatMap(removed -> changes.changed(Topic.DEVICES_REMOVED, removed));
  }

  private Mono<Void> register(UUID accountId, ListedDevice device) {
    return table
        .bind(device.deviceId(), accountId)
        .flatMap(own ->
            own
                ? table.upsert(accountId, device)
                : Mono.error(invalid("a device_id is another account's")));
  }

  /**
   * Lists above a version, for the account itself, its friends, and whoever is in a group with it;
   * nobody else learns anything.
   */
  Mono<Page> after(UUID caller, UUID accountId, long version) {
    return mayRead(caller, accountId)
        .filter(may -> may)
        .flatMap(_ -> table.latest(accountId))
        .switchIfEmpty(Mono.error(NOT_FOUND::exception))
        .flatMap(latest ->
            table
                .listsAfter(accountId, version, PAGE)
                .map(Base64Url::of)
                .collectList()
                .map(lists -> new Page(lists, latest.version())));
  }

  private Mono<Boolean> mayRead(UUID caller, UUID accountId) {
    return caller.equals(accountId)
        ? Mono.just(true)
        : friendships
            .areFriends(caller, accountId)
            .filter(friends -> friends)
            .switchIfEmpty(fellows.areFellows(caller, accountId));
  }

  @Override
  public Mono<Void> erase(UUID accountId) {
    return noteRemoved(accountId, List.of())
        .then(table.deleteAll(accountId))
        .then(changes.changed(Topic.DEVICES, accountId));
  }

  /**
   * Some lists of an account.
   *
   * @param lists each a {@code SignedDeviceList}, ascending by version
   * @param version of the latest list there is
   */
  record Page(List<Base64Url> lists, long version) {}
}
