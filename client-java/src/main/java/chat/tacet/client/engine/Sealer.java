package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Outgoing.Finished;
import chat.tacet.client.engine.state.Outgoing.Numbered;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentAddress;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.ContentCipher;
import chat.tacet.client.protocol.content.ContentCipher.SealedContent;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.content.RoomState;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.ratchet.BlankMessage;
import chat.tacet.client.store.Draft;
import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * Encrypts one envelope: once for everybody, and its key for every device. All it changes is in the
 * draft, to be committed before the network sees anything, [V-6].
 */
final class Sealer {

  private final Me me;
  private final Setup setup;

  Sealer(Me me, Setup setup) {
    this.me = me;
    this.setup = setup;
  }

  /**
   * Whom an envelope is for, and under which lists.
   *
   * @param lists of every member, this account's included
   * @param devices each with a ratchet session ready to send, but for
   * @param blanks those of them that have none and are waited for no more, [PK-7]
   */
  record Audience(
      long roomVersion, List<Lists> lists, List<TheirDevice> devices, List<TheirDevice> blanks) {}

  /** The finished envelope; put into the draft with all that it changed. */
  Finished seal(Draft draft, Outgoing outgoing, Audience audience) {
    MessageId answered = outgoing.answers();
    return answered == null
        ? sealContent(draft, outgoing, audience)
        : sealAnswer(draft, outgoing, answered, audience);
  }

  private Finished sealContent(Draft draft, Outgoing outgoing, Audience audience) {
    Numbered numbered = number(draft, outgoing);
    EnvelopeId envelope = freshId();
    SealedContent body =
        ContentCipher.seal(
            new Content(
                    outgoing.room(),
                    outgoing.at(),
                    numbered.counter(),
                    numbered.seen(),
                    roomState(audience),
                    numbered.body())
                .encode(),
            new ContentAddress(outgoing.room(), me.account(), me.deviceId(), envelope),
            setup.randomness());
    if (inMainSequence(numbered.body())) {
      Talk.of(draft, outgoing.room())
          .orElseThrow()
          .seen(body.key().messageId(), numbered.seen())
          .put(draft);
      new SentContent(
              outgoing.room(),
              numbered.counter(),
              setup.now(),
              envelope,
              body.body(),
              body.key(),
              audience.devices().stream().map(SentContent.Recipient::of).toList())
          .put(draft);
    }
    Finished finished = finish(draft, outgoing, audience, envelope, body.body(), body.key());
    outgoing.with(numbered, finished).put(draft);
    OwnEntries.encrypted(draft, outgoing, finished.messageId());
    return finished;
  }

  private Finished sealAnswer(
      Draft draft, Outgoing outgoing, MessageId message, Audience audience) {
    SentContent sent = SentContent.of(draft, message).orElseThrow();
    ContentKey key = sent.key().resent(sent.envelope());
    Finished finished = finish(draft, outgoing, audience, freshId(), sent.body(), key);
    outgoing.with(finished).put(draft);
    return finished;
  }

  private Finished finish(
      Draft draft,
      Outgoing outgoing,
      Audience audience,
      EnvelopeId envelope,
      Bytes body,
      ContentKey key) {
    var send =
        Send.newBuilder()
            .setEnvelopeId(Ids.wire(envelope.value()))
            .setHeader(header(draft, outgoing, audience))
            .setContentChunk(Ids.wire(body))
            .setCommit(true);
    for (TheirDevice device : audience.devices()) {
      send.addKeys(
          SealedKey.newBuilder()
              .setAccountId(Ids.wire(device.account().value()))
              .setDeviceId(Ids.wire(device.id().value()))
              .setSealed(Ids.wire(sealKey(draft, device, key, audience))));
    }
    return new Finished(envelope, key.messageId(), Bytes.of(send.build().toByteArray()));
  }

  private Bytes sealKey(Draft draft, TheirDevice device, ContentKey key, Audience audience) {
    if (audience.blanks.contains(device)) {
      return BlankMessage.of(setup.randomness()); // [PK-7]
    }
    Peer peer = Peer.of(draft, me.device(), device);
    Pair.Sealed sealed = peer.pair().seal(key, setup.now(), setup.randomness());
    peer.with(sealed.next()).put(draft);
    return sealed.message();
  }

  private static SendHeader header(Draft draft, Outgoing outgoing, Audience audience) {
    var header =
        SendHeader.newBuilder()
            .setRoomId(Ids.wire(outgoing.room().value()))
            .setRoomVersion(audience.roomVersion())
            .setSendCounter(Counter.SEND.next(draft)) // [F-7]
            .setSilent(outgoing.isSilent())
            .setTargeted(outgoing.target() != null);
    for (Lists lists : audience.lists()) {
      header.addDeviceLists(
          DeviceListVersion.newBuilder()
              .setAccountId(Ids.wire(lists.newest().account().value()))
              .setVersion(lists.newest().version()));
    }
    return header.build();
  }

  /** A content keeps what it got at its first encryption, [C-11]. */
  private static Numbered number(Draft draft, Outgoing outgoing) {
    Numbered content = outgoing.content();
    if (content == null) {
      throw new IllegalStateException("nothing to say");
    }
    if (content.hasNumber()) {
      return content;
    }
    Talk talk = Talk.of(draft, outgoing.room()).orElseThrow();
    boolean main = inMainSequence(content.body());
    Talk counted = main ? talk.nextNumber() : talk.nextReceipt();
    counted.put(draft);
    return new Numbered(
        main ? counted.lastNumber() : counted.lastReceipt(), talk.heads(), content.body());
  }

  private static RoomState roomState(Audience audience) {
    List<RoomState.DeviceListHead> heads = new ArrayList<>();
    for (Lists lists : audience.lists()) {
      heads.add(
          new RoomState.DeviceListHead(
              lists.newest().account(), lists.newest().version(), lists.newest().hash()));
    }
    return new RoomState(audience.roomVersion(), null, heads);
  }

  static boolean inMainSequence(ContentBody body) {
    return !body.isSilent();
  }

  private EnvelopeId freshId() {
    return EnvelopeId.of(setup.randomness().next(EnvelopeId.LENGTH));
  }
}
