package chat.tacet.relay.rest;

import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.relay.frame.Ids;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A whole message: the frame {@code Send} with its header and all its keys, as JSON.
 *
 * @param silent no bubble; not said is no
 * @param targeted for some of the devices; not said is no
 */
record NewMessage(
    @NotNull UUID envelopeId,
    @NotNull UUID roomId,
    @NotNull Long roomVersion,
    @NotNull @Valid List<@NotNull ListVersion> deviceLists,
    @NotNull Long sendCounter,
    @Nullable Boolean silent,
    @Nullable Boolean targeted,
    @NotNull Base64Url content,
    @NotNull @Valid List<@NotNull Key> keys) {

  /** The version of an account's device list that the message was encrypted for. */
  record ListVersion(@NotNull UUID accountId, @NotNull Long version) {}

  /** The content key, sealed for one device. */
  record Key(@NotNull UUID accountId, @NotNull UUID deviceId, @NotNull Base64Url sealed) {}

  /** The same in one part. Bounds are for whoever reads it to check. */
  Send toSend() {
    SendHeader.Builder header =
        SendHeader.newBuilder()
            .setRoomId(Ids.write(roomId))
            .setRoomVersion(roomVersion)
            .setSendCounter(sendCounter)
            .setSilent(Boolean.TRUE.equals(silent))
            .setTargeted(Boolean.TRUE.equals(targeted));
    for (ListVersion list : deviceLists) {
      header.addDeviceLists(
          DeviceListVersion.newBuilder()
              .setAccountId(Ids.write(list.accountId()))
              .setVersion(list.version()));
    }
    Send.Builder send =
        Send.newBuilder()
            .setEnvelopeId(Ids.write(envelopeId))
            .setHeader(header)
            .setContentChunk(bytes(content))
            .setCommit(true);
    for (Key key : keys) {
      send.addKeys(
          SealedKey.newBuilder()
              .setAccountId(Ids.write(key.accountId()))
              .setDeviceId(Ids.write(key.deviceId()))
              .setSealed(bytes(key.sealed())));
    }
    return send.build();
  }

  private static ByteString bytes(Base64Url value) {
    return UnsafeByteOperations.unsafeWrap(value.toByteArray());
  }
}
