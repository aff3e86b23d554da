package chat.tacet.relay.admission;

import chat.tacet.relay.admission.Verdict.Admitted;
import chat.tacet.relay.admission.Verdict.DirectoryBehind;
import chat.tacet.relay.admission.Verdict.NotAMember;
import chat.tacet.relay.directory.DeviceList;
import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Directory.Freshness;
import chat.tacet.relay.directory.Room;
import chat.tacet.relay.directory.Versioned;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.SendHead;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Holds a message against the directory: who may write in the room, and whether the set of devices
 * it was sealed for is exactly right, or among the right ones if it is targeted.
 *
 * <p>A yes may rest on a cached directory; anything else is decided again on one read at that
 * moment, so that nobody is refused for what they have already mended.
 *
 * <p>An older room version passes if its members are the right ones: the members are what counts
 * here, and clients compare their logs among themselves. An older device list does not pass even if
 * its devices are the right ones: it may hide that an account has a new identity or a device new
 * keys, and the sender must see that before its message leaves.
 */
public final class Admission {

  /** Resting on what was known. */
  private static final Judgement ADMITTED = new Judgement(new Admitted(), 0);

  private final Directory directory;

  public Admission(Directory directory) {
    this.directory = directory;
  }

  /**
   * Judges a message.
   *
   * @param sealedFor every device with a sealed key
   * @return fails only if the directory cannot be read
   */
  public CompletionStage<Judgement> judge(
      DeviceAddress sender, SendHead head, Set<DeviceAddress> sealedFor) {
    return judge(sender, head, sealedFor, Freshness.RECENT)
        .thenCompose(known ->
            known.verdict() instanceof Admitted
                ? CompletableFuture.completedStage(ADMITTED)
                : judge(sender, head, sealedFor, Freshness.NOW));
  }

  private CompletionStage<Judgement> judge(
      DeviceAddress sender, SendHead head, Set<DeviceAddress> sealedFor, Freshness freshness) {
    return directory
        .room(head.room(), sender.account(), freshness)
        .thenCompose(known -> {
          Room room = known.value();
          if (!known.complete() || head.roomVersion() > known.version()) {
            return CompletableFuture.completedStage(new Judgement(new DirectoryBehind(), 1));
          }
          if (room == null || !room.open() || !room.members().contains(sender.account())) {
            return CompletableFuture.completedStage(new Judgement(new NotAMember(), 1));
          }
          return judge(sender, head, sealedFor, room.members(), freshness);
        });
  }

  private CompletionStage<Judgement> judge(
      DeviceAddress sender,
      SendHead head,
      Set<DeviceAddress> sealedFor,
      Set<UUID> members,
      Freshness freshness) {
    Map<UUID, CompletableFuture<Versioned<DeviceList>>> lists = HashMap.newHashMap(members.size());
    for (UUID account : members) {
      lists.put(account, directory.devices(account, freshness).toCompletableFuture());
    }
    return CompletableFuture.allOf(lists.values().toArray(CompletableFuture[]::new))
        .thenApply(done ->
            new Judgement(DeviceCheck.judge(sender, head, sealedFor, lists), 1 + lists.size()));
  }
}
