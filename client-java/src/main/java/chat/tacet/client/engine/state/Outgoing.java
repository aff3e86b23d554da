package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.RoomState;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that waits to be sent, [V-13].
 *
 * @param sequence its place in the outbox
 * @param at when it was said, milliseconds
 * @param entry index of its entry in the conversation, if it has one
 * @param content what it says; without room state, and without number until it was encrypted first
 * @param target the only device that gets it, of a request or an answer to one
 * @param answers what is sent once more, of an answer, [C-14]
 * @param finished encrypted: these bytes are repeated until the relay has answered
 * @param onlyAsSealed it is encrypted for nobody else: whom it was for was replaced since, [I-9]
 */
public record Outgoing(
    RoomId room,
    long sequence,
    long at,
    @Nullable Long entry,
    @Nullable Numbered content,
    @Nullable DeviceAddress target,
    @Nullable MessageId answers,
    @Nullable Finished finished,
    boolean onlyAsSealed) {

  /** A number until it has one, [C-11]. */
  private static final long UNNUMBERED = 0;

  /** What does not change when it is encrypted again: number, time, seen and body, [C-11]. */
  public record Numbered(long counter, List<MessageId> seen, ContentBody body) {

    public static Numbered unnumbered(ContentBody body) {
      return new Numbered(UNNUMBERED, List.of(), body);
    }

    public boolean hasNumber() {
      return counter != UNNUMBERED || body instanceof ContentBody.ResendRequest;
    }
  }

  /**
   * An encrypted envelope.
   *
   * @param send the whole protobuf {@code Send}, all parts in one
   */
  public record Finished(EnvelopeId envelope, MessageId messageId, Bytes send) {}

  public static Outgoing content(
      RoomId room, long sequence, long at, @Nullable Long entry, ContentBody body) {
    return new Outgoing(
        room, sequence, at, entry, Numbered.unnumbered(body), null, null, null, false);
  }

  public static Outgoing request(
      RoomId room, long sequence, long at, DeviceAddress target, ContentBody.ResendRequest body) {
    return new Outgoing(
        room, sequence, at, null, Numbered.unnumbered(body), target, null, null, false);
  }

  public static Outgoing answer(
      RoomId room, long sequence, long at, DeviceAddress target, MessageId message) {
    return new Outgoing(room, sequence, at, null, null, target, message, null, false);
  }

  public Outgoing with(Numbered numbered, Finished envelope) {
    return new Outgoing(room, sequence, at, entry, numbered, target, answers, envelope, false);
  }

  public Outgoing with(@Nullable Finished envelope) {
    return new Outgoing(room, sequence, at, entry, content, target, answers, envelope, false);
  }

  public Outgoing sealedForGood() {
    return new Outgoing(room, sequence, at, entry, content, target, answers, finished, true);
  }

  /**
   * Whether it was encrypted at any time, also for others than it is for now. A request has no
   * number that would tell, and counts as if it was.
   */
  public boolean wasSealed() {
    return finished != null || (content != null && content.hasNumber());
  }

  /** Receipts, requests and answers wake nobody. */
  public boolean isSilent() {
    return content == null || content.body.isSilent();
  }

  public static Optional<Outgoing> of(Draft draft, long sequence) {
    return draft.read(Table.OUTBOX, key(sequence), FORM);
  }

  public static Outgoing read(Bytes record) {
    return Draft.Form.read(FORM, Table.OUTBOX, record);
  }

  public void put(Draft draft) {
    draft.put(Table.OUTBOX, key(sequence), FORM, this);
  }

  public void delete(Draft draft) {
    draft.delete(Table.OUTBOX, key(sequence));
  }

  public static Bytes key(long sequence) {
    return Fields.number(sequence);
  }

  private static final Draft.Form<Outgoing> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Outgoing outgoing) {
          out.u8(2).raw(outgoing.room.value()).u64(outgoing.sequence).u64(outgoing.at);
          out.optional(outgoing.entry, out::u64);
          out.optional(outgoing.content, content -> writeContent(out, outgoing, content));
          out.optional(outgoing.target, device -> Fields.address(out, device));
          out.optional(outgoing.answers, id -> out.raw(id.value()));
          out.optional(
              outgoing.finished,
              finished ->
                  out.raw(finished.envelope.value())
                      .raw(finished.messageId.value())
                      .prefixed(finished.send));
          out.flag(outgoing.onlyAsSealed);
        }

        // As a content that would be valid, so that the core's own form keeps it.
        private void writeContent(ByteWriter out, Outgoing outgoing, Numbered content) {
          boolean numbered = content.hasNumber();
          out.flag(numbered);
          out.prefixed(
              new Content(
                      outgoing.room,
                      outgoing.at,
                      numbered ? content.counter : 1,
                      content.seen,
                      new RoomState(0, null, List.of()),
                      content.body)
                  .encode()
                  .reveal());
        }

        @Override
        public Outgoing read(ByteReader in) {
          boolean saysWhether = in.version(1, 2) == 2;
          RoomId room = Fields.room(in);
          return new Outgoing(
              room,
              in.u64(),
              in.u64(),
              in.optional(ByteReader::u64),
              in.optional(reader -> readContent(reader, room)),
              in.optional(Fields::address),
              in.optional(Fields::message),
              in.optional(reader ->
                  new Finished(
                      new EnvelopeId(reader.bytes(EnvelopeId.LENGTH)),
                      Fields.message(reader),
                      reader.prefixed())),
              saysWhether && in.flag());
        }

        private Numbered readContent(ByteReader in, RoomId room) {
          boolean numbered = in.flag();
          Secret encoded = in.prefixedSecret();
          Content content = Content.decode(encoded, room);
          return new Numbered(
              numbered ? content.counter() : UNNUMBERED, content.seen(), content.body());
        }
      };
}
