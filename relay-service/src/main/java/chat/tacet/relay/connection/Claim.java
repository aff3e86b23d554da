package chat.tacet.relay.connection;

import chat.tacet.relay.wake.DeviceLocator;
import chat.tacet.relay.wake.NodeCalls;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection's hold on its device, among all nodes. */
final class Claim {

  private static final Logger log = LoggerFactory.getLogger(Claim.class);

  private final DeviceLocator locator;
  private final NodeCalls nodes;
  private final UUID device;
  private final String holder;
  private volatile boolean released;

  Claim(RelayServices services, UUID device, String holder) {
    this.locator = services.locator();
    this.nodes = services.nodes();
    this.device = device;
    this.holder = holder;
  }

  /**
   * Takes the device from whoever holds it.
   *
   * @param then runs when Redis knows it
   * @param failed runs when nobody knows whether Redis does: another connection may have the device
   *     since, or get it later, so this one must not go on as if it had it
   */
  void take(Runnable then, Runnable failed) {
    var _ =
        locator
            .claim(device, holder)
            .whenComplete((before, failure) -> {
              if (failure != null) {
                failed.run();
              } else if (released) {
                // Given up while Redis was away: it would stand in the way of its successor.
                release();
              } else {
                if (before != null) {
                  nodes.displace(device, before, holder);
                }
                then.run();
              }
            });
  }

  /**
   * Renews the lease, together with others.
   *
   * @param then runs when it is known whether the device is still ours, or that nobody knows
   */
  void renew(DeviceLocator.Renewals claims, Consumer<DeviceLocator.Standing> then) {
    var _ = claims.add(device, holder).thenAccept(then);
  }

  /** Gives the device up. */
  void release() {
    released = true;
    var _ =
        locator
            .release(device, holder)
            .whenComplete((given, failure) -> {
              if (failure != null) {
                log.debug("a lease is left to expire: {}", failure.toString());
              }
            });
  }
}
