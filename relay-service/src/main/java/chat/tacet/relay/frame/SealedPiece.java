package chat.tacet.relay.frame;

import com.google.protobuf.ByteString;

/** Something opaque for one device: a sealed content key, or a sealed typing notice. */
public record SealedPiece(DeviceAddress to, ByteString sealed) {}
