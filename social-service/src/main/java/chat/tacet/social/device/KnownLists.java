package chat.tacet.social.device;

import chat.tacet.contracts.identity.v1.Device;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Stored device lists, for other features. All were verified when they came [I-5]. */
@Component
public final class KnownLists {

  private final DeviceTable table;

  KnownLists(DeviceTable table) {
    this.table = table;
  }

  /** The newest list of the account; empty if it has none, not yet or not any more. */
  public Mono<KnownList> newest(UUID accountId) {
    return table.latest(accountId).map(KnownLists::read);
  }

  /** The list of the account with this version; empty if there is none. */
  public Mono<KnownList> ofVersion(UUID accountId, long version) {
    return table.ofVersion(accountId, version).map(KnownLists::read);
  }

  private static KnownList read(StoredDeviceList stored) {
    var list = DeviceListVerifier.stored(stored.signedBytes());
    return new KnownList(
        stored.version(),
        ByteString.copyFrom(stored.hash()),
        ByteString.copyFrom(stored.signedBytes()),
        list.getAccountIdentityKey(),
        list.getIdentityReset(),
        signingKeys(list.getDevicesList()));
  }

  private static Map<UUID, ByteString> signingKeys(List<Device> devices) {
    return devices.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                device -> RawId.parse(device.getDeviceId()).orElseThrow(), Device::getSigningKey));
  }
}
