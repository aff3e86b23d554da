package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.relay.admission.Assembled;
import chat.tacet.relay.admission.Assembly;
import chat.tacet.relay.delivery.MailPump;
import chat.tacet.relay.frame.ClientCommand;
import chat.tacet.relay.frame.ClientCommand.SendPart;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.limits.TokenBucket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Does what the frames of one device ask for. Belongs to the connection's event loop. */
final class CommandHandler {

  private final RelayLimits limits;
  private final InstantSource clock;
  private final MailPump pump;
  private final Assembly assembly;
  private final SendLine sends;
  private final TokenBucket sendRate;
  private final Consumer<ServerFrame> reply;

  CommandHandler(
      RelayServices services,
      DeviceAddress device,
      MailPump pump,
      Executor loop,
      Consumer<ServerFrame> reply) {
    this.limits = services.limits();
    this.clock = services.clock();
    this.pump = pump;
    this.assembly = new Assembly(limits.send());
    this.sends = new SendLine(services, device, loop, reply);
    this.sendRate =
        new TokenBucket(limits.rate().sends(), limits.rate().sendsBurst(), System.nanoTime());
    this.reply = reply;
  }

  void handle(ClientCommand command) {
    switch (command) {
      case SendPart part -> send(part);
      case ClientCommand.Acknowledge ack -> pump.acknowledged(ack.mails());
      case ClientCommand.PingSignal ping ->
          reply.accept(Replies.pong(ping.nonce(), clock.millis()));
      case ClientCommand.TypingSignal typing -> {}
      case ClientCommand.PresenceChoice choice -> {}
    }
  }

  /** A part that could not be read: its message is refused. */
  void malformed(UUID envelopeId) {
    // Whether more parts follow cannot be known, so they are passed over if they come.
    assembly.ignore(envelopeId, true);
    reply.accept(Replies.refused(envelopeId, Refused.Reason.MALFORMED));
  }

  /** Gives up on messages that were never finished. */
  void tick(long nowNanos) {
    assembly
        .expire(nowNanos)
        .forEach(envelopeId -> reply.accept(Replies.refused(envelopeId, Refused.Reason.MALFORMED)));
  }

  /** Messages taken and not yet answered. */
  int sendsInFlight() {
    return sends.size();
  }

  private void send(SendPart part) {
    long now = System.nanoTime();
    if (part.head() != null && !sendRate.tryTake(1, now)) {
      assembly.ignore(part.envelopeId(), !part.commit());
      Duration wait = Duration.ofMillis(sendRate.millisUntil(1));
      reply.accept(Replies.tryLater(part.envelopeId(), TryLater.Reason.RATE_LIMITED, wait));
      return;
    }
    switch (assembly.add(part, now)) {
      case Assembled.Whole whole -> sends.submit(whole.draft());
      case Assembled.Unfinished unfinished -> {}
      case Assembled.Rejected rejected ->
          reply.accept(Replies.refused(part.envelopeId(), rejected.reason()));
      case Assembled.TooMany tooMany ->
          reply.accept(
              Replies.tryLater(
                  part.envelopeId(), TryLater.Reason.BUSY, limits.store().retryAfter()));
    }
  }
}
