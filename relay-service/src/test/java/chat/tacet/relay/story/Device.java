package chat.tacet.relay.story;

import chat.tacet.kit.testing.RawSocket;
import java.util.UUID;

/** One device of a person, with a login of its own. */
final class Device {

  private final Person owner;
  private final UUID id;
  private final UUID loginSession = UUID.randomUUID();
  private long sendCounter;

  Device(Person owner, UUID id) {
    this.owner = owner;
    this.id = id;
  }

  Person owner() {
    return owner;
  }

  UUID id() {
    return id;
  }

  UUID loginSession() {
    return loginSession;
  }

  long nextCounter() {
    return ++sendCounter;
  }

  String ticket() {
    return owner.town().issuer().ticket(owner.id(), loginSession, id);
  }

  /** Connects and waits to be welcomed. */
  Socket connect(RelayNode relay) {
    Socket socket = Socket.open(this, relay, ticket());
    socket.welcome();
    return owner.town().until(socket);
  }

  /** Connects frame by frame. */
  RawSocket rawSocket(RelayNode relay) {
    return new RawSocket(relay.socket().getPort(), ticket());
  }

  String streamKey() {
    return "mb:{" + id + "}:s";
  }
}
