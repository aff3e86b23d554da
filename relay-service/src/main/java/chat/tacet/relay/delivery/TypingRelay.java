package chat.tacet.relay.delivery;

import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.TypingNotice;
import chat.tacet.relay.directory.DeviceList;
import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Directory.Freshness;
import chat.tacet.relay.directory.Room;
import chat.tacet.relay.frame.ClientCommand.TypingSignal;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.Ids;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import chat.tacet.relay.wake.DeviceLocator;
import chat.tacet.relay.wake.NodeCalls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * [F-11] Passes typing notices to devices of the room that are connected now, and forgets them.
 * Whoever may not write in the room is not told so: nothing was promised.
 */
public final class TypingRelay {

  private static final Logger log = LoggerFactory.getLogger(TypingRelay.class);

  private final Directory directory;
  private final Roster roster;
  private final DeviceLocator locator;
  private final NodeCalls nodes;

  public TypingRelay(Directory directory, Roster roster, DeviceLocator locator, NodeCalls nodes) {
    this.directory = directory;
    this.roster = roster;
    this.locator = locator;
    this.nodes = nodes;
  }

  /** Passes one notice on. */
  public void pass(DeviceAddress sender, TypingSignal signal) {
    var _ =
        directory
            .room(signal.room(), sender.account(), Freshness.RECENT)
            .thenCompose(known -> {
              Room room = known.value();
              if (room == null || !room.open() || !room.members().contains(sender.account())) {
                return CompletableFuture.completedStage(List.<SealedPiece>of());
              }
              return reachable(room, signal.pieces());
            })
            .thenCompose(pieces -> passOn(sender, signal.room(), pieces))
            .exceptionally(failure -> {
              log.debug("typing was lost: {}", failure.toString());
              return null;
            });
  }

  /** Pieces for devices that belong to the room: nobody else can be written to this way. */
  private CompletionStage<List<SealedPiece>> reachable(Room room, List<SealedPiece> pieces) {
    CompletionStage<List<SealedPiece>> all =
        CompletableFuture.completedStage(new ArrayList<SealedPiece>());
    Set<DeviceAddress> named = HashSet.newHashSet(pieces.size());
    for (SealedPiece piece : pieces) {
      // Once each, or one signal would be hundreds for somebody.
      if (room.members().contains(piece.to().account()) && named.add(piece.to())) {
        all =
            all.thenCombine(
                directory.devices(piece.to().account(), Freshness.RECENT),
                (kept, list) -> {
                  DeviceList devices = list.value();
                  if (devices != null && devices.devices().contains(piece.to().device())) {
                    kept.add(piece);
                  }
                  return kept;
                });
      }
    }
    return all;
  }

  private CompletionStage<Void> passOn(DeviceAddress sender, UUID room, List<SealedPiece> pieces) {
    List<SealedPiece> elsewhere = new ArrayList<>();
    for (SealedPiece piece : pieces) {
      ConnectedDevice here = roster.find(piece.to().device());
      if (here != null) {
        here.tell(notice(sender, room, piece));
      } else {
        elsewhere.add(piece);
      }
    }
    if (elsewhere.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    return locator
        .find(elsewhere.stream().map(piece -> piece.to().device()).toList())
        .thenAccept(holders -> {
          for (SealedPiece piece : elsewhere) {
            String holder = holders.get(piece.to().device());
            if (holder != null) {
              nodes.whisper(piece.to().device(), holder, notice(sender, room, piece));
            }
          }
        });
  }

  private static ServerFrame notice(DeviceAddress sender, UUID room, SealedPiece piece) {
    return ServerFrame.newBuilder()
        .setTypingNotice(
            TypingNotice.newBuilder()
                .setRoomId(Ids.write(room))
                .setSenderAccountId(Ids.write(sender.account()))
                .setSenderDeviceId(Ids.write(sender.device()))
                .setSealed(piece.sealed()))
        .build();
  }
}
