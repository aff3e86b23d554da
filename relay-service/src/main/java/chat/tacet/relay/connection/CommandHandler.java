package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.relay.admission.Assembled;
import chat.tacet.relay.admission.Assembly;
import chat.tacet.relay.delivery.MailPump;
import chat.tacet.relay.frame.ClientCommand;
import chat.tacet.relay.frame.ClientCommand.SendPart;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.limits.SendRates;
import chat.tacet.relay.limits.TokenBucket;
import chat.tacet.relay.roster.ConnectedDevice;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Does what the frames of one device ask for. Belongs to the connection's event loop. */
final class CommandHandler {

  private final RelayServices services;
  private final ConnectedDevice device;
  private final RelayLimits limits;
  private final InstantSource clock;
  private final MailPump pump;
  private final Assembly assembly;
  private final PartMemory.Share parts;
  private final SendLine sends;
  private final TokenBucket typingRate;
  private final TokenBucket presenceRate;
  private final Consumer<ServerFrame> reply;

  /** Asked for anew at each tick, and not for each message. */
  private SendRates.OfDevice sendRate;

  CommandHandler(
      RelayServices services,
      ConnectedDevice device,
      MailPump pump,
      Executor loop,
      Consumer<ServerFrame> reply) {
    this.services = services;
    this.device = device;
    this.limits = services.limits();
    this.clock = services.clock();
    this.pump = pump;
    this.assembly = new Assembly(limits.send());
    this.parts = services.parts().forSends(device.address().account());
    this.sendRate = services.rates().of(device.address().device());
    this.sends = new SendLine(services, device.address(), loop, reply, this::charge);
    RelayLimits.Rate rate = limits.rate();
    long now = System.nanoTime();
    this.typingRate = new TokenBucket(rate.typings(), rate.typingsBurst(), now);
    this.presenceRate = new TokenBucket(rate.presences(), rate.presencesBurst(), now);
    this.reply = reply;
  }

  void handle(ClientCommand command) {
    switch (command) {
      case SendPart part -> send(part);
      case ClientCommand.Acknowledge ack -> pump.acknowledged(ack.mails());
      case ClientCommand.PingSignal ping ->
          reply.accept(Replies.pong(ping.nonce(), clock.millis()));
      case ClientCommand.TypingSignal typing -> {
        if (typingRate.tryTake(1, System.nanoTime())) {
          services.typing().pass(device.address(), typing);
        }
      }
      case ClientCommand.PresenceChoice choice -> choosePresence(choice.visible());
    }
  }

  private void choosePresence(boolean visible) {
    if (!presenceRate.tryTake(1, System.nanoTime())) {
      device.end(Goodbye.Code.RATE_LIMITED, "presence set too often");
    } else if (visible) {
      services.presence().show(device);
    } else {
      services.presence().hide(device);
    }
  }

  /** A part that could not be read: its message is refused. */
  void malformed(UUID envelopeId) {
    // Whether more parts follow cannot be known, so they are passed over if they come.
    assembly.ignore(envelopeId, true);
    parts.giveBack();
    reply.accept(Replies.refused(envelopeId, Refused.Reason.MALFORMED));
  }

  /** Gives up on a message that was not finished in time; keeps the device's rate known. */
  void tick(long nowNanos) {
    sendRate = services.rates().of(device.address().device());
    // Nothing is wrong with it, the network was only slow.
    assembly
        .expire(nowNanos)
        .ifPresent(envelopeId -> {
          parts.giveBack();
          reply.accept(busy(envelopeId));
        });
  }

  /** Nothing more comes: a message that was not finished is forgotten. */
  void close() {
    parts.giveBack();
  }

  private void charge(int reads) {
    sendRate.chargeReads(reads);
  }

  private ServerFrame busy(UUID envelopeId) {
    return Replies.tryLater(envelopeId, TryLater.Reason.BUSY, limits.store().retryAfter());
  }

  /** Messages taken and not yet answered. */
  int sendsInFlight() {
    return sends.size();
  }

  /** Whether another message may be taken before some of these are answered. */
  boolean mayTakeMore() {
    return sends.size() < limits.send().maxInFlight()
        && sends.bytes() < limits.send().maxInFlightBytes();
  }

  private void send(SendPart part) {
    long now = System.nanoTime();
    if (part.head() != null && !sendRate.tryTake()) {
      assembly.ignore(part.envelopeId(), !part.commit());
      parts.giveBack();
      reply.accept(
          Replies.tryLater(part.envelopeId(), TryLater.Reason.RATE_LIMITED, sendRate.untilNext()));
      return;
    }
    Assembled assembled = assembly.add(part, now);
    if (parts.hold(assembly.bytes()) != PartMemory.Room.GIVEN) {
      assembly.ignore(part.envelopeId(), !part.commit());
      parts.giveBack();
      reply.accept(busy(part.envelopeId()));
      return;
    }
    switch (assembled) {
      case Assembled.Whole whole -> sends.submit(whole.draft());
      case Assembled.Unfinished unfinished -> {}
      case Assembled.Rejected rejected ->
          reply.accept(Replies.refused(part.envelopeId(), rejected.reason()));
    }
  }
}
