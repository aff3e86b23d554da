package chat.tacet.social.device;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.UUID;

/**
 * What a stored device list says, for those who hold something else against it.
 *
 * @param hash SHA-256 of the list bytes
 * @param signedBytes the whole as received
 * @param identityKey Ed25519 key of the account
 * @param identityReset whether the account identity was replaced without the old one
 * @param signingKeys Ed25519 keys of the devices named, by device id
 */
public record KnownList(
    long version,
    ByteString hash,
    ByteString signedBytes,
    ByteString identityKey,
    boolean identityReset,
    Map<UUID, ByteString> signingKeys) {}
