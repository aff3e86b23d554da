package chat.tacet.relay.connection;

import chat.tacet.relay.wake.DeviceLocator;
import chat.tacet.relay.wake.NodeCalls;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection's hold on its device, among all nodes. */
final class Claim {

  private static final Logger log = LoggerFactory.getLogger(Claim.class);

  private final DeviceLocator locator;
  private final NodeCalls nodes;
  private final UUID device;
  private final String holder;

  Claim(RelayServices services, UUID device, String holder) {
    this.locator = services.locator();
    this.nodes = services.nodes();
    this.device = device;
    this.holder = holder;
  }

  /**
   * Takes the device from whoever holds it.
   *
   * @param then runs when that is known to Redis, or failed: the lease is then taken by renewing
   */
  void take(Runnable then) {
    var _ =
        locator
            .claim(device, holder)
            .whenComplete((before, failure) -> {
              if (before != null) {
                nodes.displace(device, before, holder);
              }
              then.run();
            });
  }

  /** Renews the lease; {@code lost} runs if a newer connection has the device. */
  void renew(Runnable lost) {
    var _ =
        locator
            .renew(device, holder)
            .whenComplete((held, failure) -> {
              if (Boolean.FALSE.equals(held)) {
                lost.run();
              }
            });
  }

  /** Gives the device up. */
  void release() {
    var _ =
        locator
            .release(device, holder)
            .whenComplete((released, failure) -> {
              if (failure != null) {
                log.debug("a lease is left to expire: {}", failure.toString());
              }
            });
  }
}
