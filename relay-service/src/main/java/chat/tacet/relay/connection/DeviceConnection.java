package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.token.Ticket;
import chat.tacet.relay.delivery.MailPump;
import chat.tacet.relay.frame.ClientCommand;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.FrameDecoder;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.frame.MalformedFrameException;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.wake.DeviceLocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One socket of one device, after its ticket was taken. All its state belongs to the event loop of
 * its channel; whoever comes from another thread is sent there first, so nothing here is locked.
 */
final class DeviceConnection implements ConnectedDevice, Rounds.Member {

  private static final String DISPLACED = "a newer connection of this device";
  private static final String UNCLAIMED = "the store is away, connect again";

  private final RelayServices services;
  private final RelayLimits limits;
  private final EventLoop loop;
  private final DeviceAddress address;
  private final Ticket ticket;
  private final String holder;
  private final FrameWriter writer;
  private final FrameDecoder decoder;
  private final Deliveries deliveries;
  private final MailPump pump;
  private final CommandHandler commands;
  private final Pulse pulse;
  private final Claim claim;
  private final Departure departure;

  private boolean gone;
  private Runnable wanting = () -> {};

  DeviceConnection(RelayServices services, Ticket ticket, Channel channel) {
    this.services = services;
    this.limits = services.limits();
    this.ticket = ticket;
    this.loop = channel.eventLoop();
    this.address = new DeviceAddress(ticket.accountId(), ticket.deviceId());
    this.holder = services.names().fresh();
    this.writer = new FrameWriter(channel);
    this.decoder = new FrameDecoder(limits);
    this.deliveries = new Deliveries(services.tally(), writer, this::reply);
    this.pump =
        new MailPump(services.mailboxes(), address.device(), limits.delivery(), loop, deliveries);
    this.commands = new CommandHandler(services, this, pump, loop, this::answer);
    this.pulse = new Pulse(limits, System.nanoTime());
    this.claim = new Claim(services, address.device(), holder);
    this.departure = new Departure(channel, writer, commands::sendsInFlight, this::ends);
  }

  /**
   * Begins: takes the device over from older connections, greets it and delivers what waits.
   *
   * @param lastSendCounter for {@code Welcome}
   */
  void open(long lastSendCounter) {
    if (gone) {
      return;
    }
    deliveries.begin();
    ConnectedDevice older = services.roster().join(this);
    if (older != null) {
      // The device may have given this one up while it waited, and live on the other.
      older.doubt();
    }
    // [F-2]
    writer.write(Replies.welcome(limits, services.clock().millis(), lastSendCounter));
    // Read only then: mail stored from here on finds this connection, older mail is read.
    claim.take(this::wake, () -> end(Goodbye.Code.SHUTTING_DOWN, UNCLAIMED));
    writer.onRoom(() -> {
      pump.roomAgain();
      wanting.run();
    });
    services.rounds().join(this, loop);
    checkLogin();
  }

  /** A login may have ended while its ticket was being taken, before the roster knew of it. */
  private void checkLogin() {
    try {
      services
          .revocations()
          .requireValid(ticket.accountId(), ticket.loginSessionId(), ticket.deviceId());
    } catch (ProblemException refused) {
      if (refused.type().equals(CommonProblems.LOGIN_ENDED)) {
        end(Goodbye.Code.LOGIN_ENDED, refused.type().code());
      } else {
        // Not known any more: whoever is told that their login ended forgets it.
        end(Goodbye.Code.SHUTTING_DOWN, UNCLAIMED);
      }
    }
  }

  /** Whether the device may send another frame, of so many bytes; it ends if not. */
  boolean pays(int bytes) {
    if (pulse.pays(bytes, System.nanoTime())) {
      return true;
    }
    end(Goodbye.Code.RATE_LIMITED, "too many frames or bytes per second");
    return false;
  }

  /** Answers a ping of the network; the buffer is only lent. */
  void pinged(ByteBuf content) {
    if (!departure.begun()) {
      writer.pong(ByteBufUtil.getBytes(content));
    }
  }

  /** A binary message came in; the buffer is only lent. */
  void received(ByteBuf message) {
    if (departure.begun()) {
      return;
    }
    pulse.heard(System.nanoTime());
    try {
      ClientCommand command = decoder.decode(ByteBufUtil.getBytes(message));
      if (departure.takes(command)) {
        commands.handle(command);
      }
    } catch (MalformedFrameException malformed) {
      UUID envelopeId = malformed.envelopeId();
      if (envelopeId != null) {
        commands.malformed(envelopeId);
      } else {
        end(Goodbye.Code.PROTOCOL_ERROR, String.valueOf(malformed.getMessage()));
      }
    }
  }

  /** Something came in that this protocol does not have. */
  void protocolError(String detail) {
    end(Goodbye.Code.PROTOCOL_ERROR, detail);
  }

  /** Whether the socket should be read on: not while answers pile up that nobody reads. */
  boolean wantsMore() {
    return commands.mayTakeMore() && writer.isWritable();
  }

  /** Calls back, on the event loop, whenever more may be wanted. */
  void onWanting(Runnable listener) {
    wanting = listener;
  }

  /** Nothing is taken any more: what was sent and not answered is sent again to another node. */
  void hungUp() {
    departure.gone();
  }

  /** The socket is gone. */
  void closed() {
    if (gone) {
      return;
    }
    gone = true;
    departure.gone();
    commands.close();
    pump.close();
    services.roster().leave(this);
    services.presence().left(this);
    claim.release();
  }

  @Override
  public boolean tick(Rounds.Turn turn) {
    if (gone) {
      return false;
    }
    long now = System.nanoTime();
    Goodbye.Code failing = pulse.failing(writer.isWritable(), now);
    if (failing != null) {
      end(failing, "no ping in time, or frames are not being read");
      return true;
    }
    commands.tick(now);
    pump.tick();
    if (pulse.rereadDue(now)) {
      turn.show(this);
      lookForItself(turn.claims());
    }
    return true;
  }

  /** A wake-up or the news of a displacement may have been lost, or be wrong. */
  private void lookForItself(DeviceLocator.Renewals claims) {
    if (!gone) {
      claim.renew(claims, found -> onLoop(() -> found(found)));
    }
  }

  private void found(DeviceLocator.Standing standing) {
    switch (standing) {
      case LOST -> end(Goodbye.Code.DISPLACED, DISPLACED);
      case HELD_WITHOUT_MAIL -> goesOn();
      case HELD_WITH_MAIL -> {
        goesOn();
        pump.wake();
      }
      // While the store is away, the pump asks it again and again.
      case UNKNOWN -> pump.wake();
    }
  }

  /** What took its place here may be gone without ever having lived. */
  private void goesOn() {
    if (!gone && services.roster().returned(this)) {
      // What ended meanwhile was told to others.
      checkLogin();
      pump.wake();
    }
  }

  private void answer(ServerFrame frame) {
    reply(frame);
    wanting.run();
    departure.answered();
  }

  private void reply(ServerFrame frame) {
    if (departure.begun()) {
      return;
    }
    services.tally().answered(frame);
    writer.write(frame);
    if (writer.pendingBytes() > limits.connection().maxPendingBytes()) {
      end(Goodbye.Code.TOO_SLOW, "frames are not being read");
    }
  }

  @Override
  public DeviceAddress address() {
    return address;
  }

  @Override
  public UUID loginSession() {
    return ticket.loginSessionId();
  }

  @Override
  public String holder() {
    return holder;
  }

  @Override
  public void arrived(Mail mail, MailId previous) {
    onLoop(() -> pump.arrived(mail, previous));
  }

  @Override
  public void wake() {
    onLoop(pump::wake);
  }

  @Override
  public void tell(ServerFrame frame, Runnable dropped) {
    onLoop(() -> {
      if (writer.isWritable()) {
        reply(frame);
      } else {
        dropped.run();
      }
    });
  }

  @Override
  public void inOrder(Runnable task) {
    onLoop(task);
  }

  @Override
  public void doubt() {
    var _ =
        loop.schedule(
            () -> {
              DeviceLocator.Renewals alone = services.locator().renewals();
              lookForItself(alone);
              alone.send();
            },
            limits.connection().doubt().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void end(Goodbye.Code code, String detail) {
    onLoop(() -> departure.now(code, detail));
  }

  private void ends(Goodbye.Code code) {
    services.tally().ended(code);
    pump.close();
  }

  @Override
  public void retire(Duration atMost) {
    onLoop(() -> departure.onceAnswered(atMost));
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }
}
