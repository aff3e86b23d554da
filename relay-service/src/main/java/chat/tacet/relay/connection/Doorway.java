package chat.tacet.relay.connection;

import chat.tacet.kit.boot.PublicUrl;
import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.token.Ticket;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.roster.Roster;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** What a request must look like to be let in, apart from its ticket being good. */
public final class Doorway {

  /** The only subprotocol, and the only one ever echoed: tickets stay out of responses. */
  static final String SUBPROTOCOL = "tacet.v1";

  private static final String SUBPROTOCOL_HEADER = "Sec-WebSocket-Protocol";

  private final RelayLimits.Connection limits;
  private final Roster roster;
  private final String publicOrigin;
  private volatile boolean open = true;

  public Doorway(RelayLimits limits, Roster roster, PublicUrl publicUrl) {
    this.limits = limits.connection();
    this.roster = roster;
    this.publicOrigin = publicUrl.origin();
  }

  /** From now on nobody is let in. */
  public void shut() {
    open = false;
  }

  /** The ticket offered as second subprotocol, if everything else about the request is right. */
  String ticketOf(HttpHeaders headers) {
    if (!"websocket".equalsIgnoreCase(headers.getUpgrade())) {
      throw CommonProblems.UPGRADE_REQUIRED.exception();
    }
    // A browser always says where the page came from, and no page but ours may connect; other
    // programs send no Origin.
    String origin = headers.getOrigin();
    if (origin != null && !origin.equals(publicOrigin)) {
      throw CommonProblems.FORBIDDEN.exception().withDetail("Origin is not the public URL.");
    }
    List<String> offered = offered(headers);
    if (offered.size() != 2 || !offered.getFirst().equals(SUBPROTOCOL)) {
      throw CommonProblems.UNAUTHENTICATED
          .exception()
          .withDetail("Offer the subprotocols tacet.v1 and a ticket.");
    }
    return offered.getLast();
  }

  /** Whether this node takes more; another one may. */
  boolean hasRoom() {
    return open && roster.size() < limits.maxPerNode();
  }

  /** Refuses more sockets than an account may have. */
  void requireRoomFor(Ticket ticket) {
    if (roster.ofAccount(ticket.accountId()).size() >= limits.maxPerAccount()) {
      throw CommonProblems.RATE_LIMITED.exception();
    }
  }

  private static List<String> offered(HttpHeaders headers) {
    List<String> offered = new ArrayList<>();
    for (String line : headers.getOrDefault(SUBPROTOCOL_HEADER, List.of())) {
      for (String protocol : line.split(",", -1)) {
        offered.add(protocol.strip());
      }
    }
    return offered;
  }
}
