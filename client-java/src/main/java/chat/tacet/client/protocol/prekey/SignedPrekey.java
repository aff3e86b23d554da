package chat.tacet.client.protocol.prekey;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Ed25519Signature;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.contracts.identity.v1.Prekey;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

/**
 * A prekey as published, with a signature nobody has checked yet.
 *
 * @param prekey the bytes that were signed, as they came
 */
public record SignedPrekey(Bytes prekey, Ed25519Signature signature) {

  static SignedPrekey sign(OurPrekey prekey, OurDevice device) {
    Bytes bytes =
        Bytes.of(
            Prekey.newBuilder()
                .setFormat(PrekeyForm.VERSION)
                .setKindValue(prekey.id().kind().number())
                .setAccountId(string(device.account().value()))
                .setDeviceId(string(device.id().value()))
                .setKeyId((int) prekey.id().number())
                .setCounter(prekey.counter())
                .setCreatedAtMs(prekey.createdAt())
                .setPublicKey(string(prekey.publicKey()))
                .build()
                .toByteArray());
    return new SignedPrekey(bytes, device.signing().sign(input(bytes)));
  }

  /** As a protobuf {@code SignedPrekey}. */
  public Bytes encode() {
    return Bytes.of(
        chat.tacet.contracts.identity.v1.SignedPrekey.newBuilder()
            .setPrekey(string(prekey))
            .setSignature(string(signature.value()))
            .build()
            .toByteArray());
  }

  public static SignedPrekey decode(Bytes signed) {
    try {
      var message = chat.tacet.contracts.identity.v1.SignedPrekey.parseFrom(signed.toArray());
      return new SignedPrekey(
          bytes(message.getPrekey()), new Ed25519Signature(bytes(message.getSignature())));
    } catch (InvalidProtocolBufferException _) {
      throw new RefusedException(new Refusal.Codec("signed-prekey", Fault.MALFORMED));
    }
  }

  /** Signature first, then whose it is and what it is for, [PK-4]. */
  TheirPrekey verify(TheirDevice device, PrekeyKind kind) {
    if (!device.signingKey().key().verifies(input(prekey), signature)) {
      throw new RefusedException(Verification.PREKEY_SIGNATURE);
    }
    Prekey message = parse();
    if (!bytes(message.getAccountId()).equals(device.account().value())
        || !bytes(message.getDeviceId()).equals(device.id().value())) {
      throw new RefusedException(Verification.PREKEY_OF_ANOTHER_DEVICE);
    }
    if (message.getKindValue() != kind.number()) {
      throw new RefusedException(Verification.PREKEY_KIND);
    }
    if (!PrekeyForm.isCounter(kind, message.getCounter())
        || !ByteReader.isExact(message.getCounter())
        || !ByteReader.isExact(message.getCreatedAtMs())) {
      throw new RefusedException(new Refusal.Codec(PrekeyForm.NAME, Fault.MALFORMED));
    }
    return new TheirPrekey(
        new PrekeyId(kind, Integer.toUnsignedLong(message.getKeyId())),
        message.getCounter(),
        bytes(message.getPublicKey()));
  }

  private Prekey parse() {
    Prekey message;
    try {
      message = Prekey.parseFrom(prekey.toArray());
    } catch (InvalidProtocolBufferException _) {
      throw new RefusedException(new Refusal.Codec(PrekeyForm.NAME, Fault.MALFORMED));
    }
    if (message.getFormat() != PrekeyForm.VERSION) {
      throw new RefusedException(new Refusal.Codec(PrekeyForm.NAME, Fault.VERSION));
    }
    if (!message.getUnknownFields().isEmpty()) { // What is signed is exactly what is specified.
      throw new RefusedException(new Refusal.Codec(PrekeyForm.NAME, Fault.MALFORMED));
    }
    return message;
  }

  // [PK-2]
  private static byte[] input(Bytes prekey) {
    return new ByteWriter().label("tacet/prekey/v1").raw(prekey).toByteArray();
  }

  private static Bytes bytes(ByteString string) {
    return Bytes.of(string.toByteArray());
  }

  private static ByteString string(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }
}
