package chat.tacet.relay.mailbox;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.SealedPiece;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.UUID;

/**
 * One admitted message for the devices it was sealed for, at most once each.
 *
 * @param envelopeId scoped to the sending device
 * @param counter the sender's send counter
 * @param acceptedAt ms since the epoch
 */
public record Letter(
    UUID envelopeId,
    DeviceAddress sender,
    UUID room,
    boolean silent,
    long counter,
    long acceptedAt,
    ByteString content,
    List<SealedPiece> keys) {}
