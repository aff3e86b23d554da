package chat.tacet.relay.system;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.kit.revocation.Revocation;
import chat.tacet.kit.revocation.RevocationListener;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Closes the sockets of logins, devices and accounts that were ended; all sockets, to be opened
 * with a new ticket, where nobody knows whose were.
 */
@Component
class LoginEndings implements RevocationListener {

  private static final Logger log = LoggerFactory.getLogger(LoginEndings.class);

  private final Roster roster;
  private final RelayLimits.Connection limits;

  LoginEndings(Roster roster, RelayLimits limits) {
    this.roster = roster;
    this.limits = limits.connection();
  }

  @Override
  public void revoked(Revocation revocation) {
    UUID id = revocation.id();
    List<ConnectedDevice> ended =
        switch (revocation.kind()) {
          case SUB -> List.copyOf(roster.ofAccount(id));
          case DID -> those(device -> device.address().device().equals(id));
          case SID -> those(device -> device.loginSession().equals(id));
        };
    ended.forEach(device -> device.end(Goodbye.Code.LOGIN_ENDED, "this login was ended"));
  }

  private List<ConnectedDevice> those(Predicate<ConnectedDevice> meant) {
    return roster.all().stream().filter(meant).toList();
  }

  @Override
  public void missed() {
    var leaving = new LeaveTaking(roster.all(), limits);
    log.info(
        "Revocations could not be read for minutes: {} devices are asked to connect again.",
        roster.size());
    var _ = leaving.going().takeUntil(nanos -> nanos >= leaving.window().toNanos()).subscribe();
  }
}
