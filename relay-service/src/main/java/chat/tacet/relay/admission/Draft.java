package chat.tacet.relay.admission;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.frame.SendHead;
import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A message of which all parts are there; nobody has looked at its rights yet. */
public record Draft(UUID envelopeId, SendHead head, ByteString content, List<SealedPiece> keys) {

  /** What it takes in memory, in bytes, counted as its parts were. */
  public long bytes() {
    return bytes(content, keys) + (long) Assembly.PIECE_BYTES * head.listVersions().size();
  }

  /** What is left of that once its rights were looked at. */
  public static long bytes(ByteString content, List<SealedPiece> keys) {
    long bytes = content.size() + (long) Assembly.PIECE_BYTES * (1 + keys.size());
    for (SealedPiece key : keys) {
      bytes += key.sealed().size();
    }
    return bytes;
  }

  /** Every device with a sealed key. */
  public Set<DeviceAddress> sealedFor() {
    Set<DeviceAddress> devices = HashSet.newHashSet(keys.size());
    for (SealedPiece key : keys) {
      devices.add(key.to());
    }
    return devices;
  }
}
