package chat.tacet.relay.rest;

import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.FieldProblem;
import chat.tacet.kit.token.Caller;
import chat.tacet.relay.frame.Ids;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.MailBatch;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The mailbox of a device without a socket. */
@RestController
@RequestMapping("/api/v1/relay/mailbox")
public final class MailboxController {

  /** The most that {@code tacet.relay.limits.rest} may say; a page is never larger. */
  private static final int MAX_PAGE = 64;

  private static final int MAX_WAIT_SECONDS = 20;

  private final MailboxReading reading;

  public MailboxController(MailboxReading reading) {
    this.reading = reading;
  }

  /**
   * Envelopes that wait, oldest first. They stay until they are acknowledged.
   *
   * @param cursor {@code nextCursor} of the page before; the head of the mailbox without it
   * @param limit envelopes at most; fewer come if they are large
   * @param wait seconds to wait for mail if none is there
   */
  @GetMapping
  Mono<Page> read(
      @AuthenticationPrincipal Caller caller,
      @RequestParam @Nullable String cursor,
      @RequestParam(defaultValue = "32") @Min(1) @Max(MAX_PAGE) int limit,
      @RequestParam(defaultValue = "0") @Min(0) @Max(MAX_WAIT_SECONDS) int wait) {
    MailId after = cursor == null ? MailId.BEGINNING : cursor(cursor);
    return reading
        .read(caller, after, limit, Duration.ofSeconds(wait))
        .map(batch -> Page.of(batch, after));
  }

  /** Where this device stands. */
  @GetMapping("/state")
  Mono<MailboxReading.State> state(@AuthenticationPrincipal Caller caller) {
    return reading.state(caller);
  }

  /** Deletes envelopes that the device has in its own storage; those already gone do not matter. */
  @PostMapping("/acknowledgements")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> acknowledge(
      @AuthenticationPrincipal Caller caller, @Valid @RequestBody Mono<Acknowledgement> body) {
    return body.flatMap(them ->
        reading.acknowledge(
            caller, them.mailIds().stream().map(id -> mailId(id, "mailIds")).distinct().toList()));
  }

  private static MailId cursor(String text) {
    return mailId(
        Base64Url.parse(text)
            .filter(id -> id.length() == MailId.BYTES)
            .orElseThrow(() -> notAnId("cursor")),
        "cursor");
  }

  private static MailId mailId(Base64Url bytes, String field) {
    MailId id = MailId.read(ByteString.copyFrom(bytes.toByteArray()));
    if (id.millis() < 0 || id.sequence() < 0) {
      throw notAnId(field);
    }
    return id;
  }

  private static RuntimeException notAnId(String field) {
    return CommonProblems.VALIDATION_FAILED
        .exception()
        .withErrors(List.of(new FieldProblem(field, "unreadable")));
  }

  /** What the device committed. */
  record Acknowledgement(
      @NotEmpty @Size(max = MAX_PAGE)
          List<@NotNull @ByteLength(min = MailId.BYTES, max = MailId.BYTES) Base64Url> mailIds) {}

  /**
   * Some of the mailbox.
   *
   * @param nextCursor where it goes on; absent if nothing waited behind these
   */
  record Page(List<Envelope> mails, @Nullable Base64Url nextCursor) {

    static Page of(MailBatch batch, MailId after) {
      List<Mail> mails = batch.mails();
      MailId last = batch.upTo() == null ? after : batch.upTo();
      return new Page(
          mails.stream().map(Envelope::of).toList(),
          batch.atEnd() ? null : Base64Url.of(last.toBytes()));
    }
  }

  /** The frame {@code Deliver}, as JSON. */
  record Envelope(
      Base64Url mailId,
      UUID envelopeId,
      UUID senderAccountId,
      UUID senderDeviceId,
      UUID roomId,
      Base64Url sealedKey,
      Base64Url content,
      long acceptedAt,
      boolean silent) {

    static Envelope of(Mail mail) {
      Deliver deliver = deliver(mail);
      ByteString content = mail.body() == null ? deliver.getContent() : mail.content();
      return new Envelope(
          Base64Url.of(mail.id().toBytes()),
          Ids.read(deliver.getEnvelopeId()),
          Ids.read(deliver.getSenderAccountId()),
          Ids.read(deliver.getSenderDeviceId()),
          Ids.read(deliver.getRoomId()),
          Base64Url.of(deliver.getSealedKey().toByteArray()),
          Base64Url.of(content.toByteArray()),
          deliver.getAcceptedAtMs(),
          deliver.getSilent());
    }

    private static Deliver deliver(Mail mail) {
      try {
        return Deliver.parseFrom(mail.fields());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("entry that is no Deliver in a mailbox", e);
      }
    }
  }
}
