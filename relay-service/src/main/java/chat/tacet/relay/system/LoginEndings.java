package chat.tacet.relay.system;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.kit.revocation.Revocation;
import chat.tacet.kit.revocation.RevocationListener;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Closes the sockets of logins, devices and accounts that were ended. */
@Component
class LoginEndings implements RevocationListener {

  private final Roster roster;

  LoginEndings(Roster roster) {
    this.roster = roster;
  }

  @Override
  public void revoked(Revocation revocation) {
    UUID id = revocation.id();
    List<ConnectedDevice> ended =
        switch (revocation.kind()) {
          case SUB -> List.copyOf(roster.ofAccount(id));
          case DID -> {
            ConnectedDevice device = roster.find(id);
            yield device == null ? List.of() : List.of(device);
          }
          case SID ->
              roster.all().stream().filter(device -> device.loginSession().equals(id)).toList();
        };
    ended.forEach(device -> device.end(Goodbye.Code.LOGIN_ENDED, "this login was ended"));
  }
}
