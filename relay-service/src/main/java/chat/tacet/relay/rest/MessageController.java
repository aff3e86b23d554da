package chat.tacet.relay.rest;

import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.kit.token.Caller;
import chat.tacet.relay.admission.Assembled;
import chat.tacet.relay.admission.Assembly;
import chat.tacet.relay.admission.Draft;
import chat.tacet.relay.connection.RelayServices;
import chat.tacet.relay.connection.SendLine;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.FrameDecoder;
import chat.tacet.relay.frame.MalformedFrameException;
import jakarta.validation.Valid;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Messages of devices without a socket. */
@RestController
public final class MessageController {

  private final RelayServices services;
  private final FrameDecoder decoder;
  private final SendAllowance allowance;

  public MessageController(RelayServices services) {
    this.services = services;
    this.decoder = new FrameDecoder(services.limits());
    this.allowance = new SendAllowance(services.limits(), services.rates());
  }

  /**
   * Sends a message from the token's device. It goes the way that one from a socket goes: the same
   * reader, the same assembly of its one part, the same line. Repeating it is safe.
   */
  @PostMapping("/api/v1/relay/messages")
  Mono<Answers.Stored> send(
      @AuthenticationPrincipal Caller caller, @Valid @RequestBody Mono<NewMessage> body) {
    var sender = new DeviceAddress(caller.accountId(), caller.deviceId());
    return allowance
        .during(
            sender.device(),
            body.map(NewMessage::toSend),
            Send::getSerializedSize,
            message -> answer(sender, draft(message)))
        .map(Supplier::get);
  }

  /** Thrown by the caller alone: of one who hung up no refusal is noted. */
  private CompletableFuture<Supplier<Answers.Stored>> answer(DeviceAddress sender, Draft draft) {
    return send(sender, draft)
        .thenApply(frame -> () -> Answers.of(frame, sender, draft.sealedFor()));
  }

  private Draft draft(Send message) {
    try {
      var assembly = new Assembly(services.limits().send());
      return switch (assembly.add(decoder.part(message), System.nanoTime())) {
        case Assembled.Whole whole -> whole.draft();
        case Assembled.Rejected rejected -> throw Answers.refusal(rejected.reason()).exception();
        case Assembled.Unfinished unfinished ->
            throw new IllegalStateException("one part is a whole message");
      };
    } catch (MalformedFrameException malformed) {
      throw RelayProblems.ENVELOPE_MALFORMED
          .exception()
          .withDetail(String.valueOf(malformed.getMessage()));
    }
  }

  /** Whoever hangs up meanwhile ends nothing: it may be stored, and is the same when repeated. */
  private CompletableFuture<ServerFrame> send(DeviceAddress sender, Draft draft) {
    var answer = new CompletableFuture<ServerFrame>();
    Scheduler.Worker line = Schedulers.parallel().createWorker();
    var sends =
        new SendLine(
            services,
            sender,
            task -> {
              var _ = line.schedule(task);
            },
            frame -> {
              services.tally().answered(frame);
              answer.complete(frame);
              line.dispose();
            },
            reads -> services.rates().of(sender.device()).chargeReads(reads));
    line.schedule(() -> sends.submit(draft));
    return answer;
  }
}
