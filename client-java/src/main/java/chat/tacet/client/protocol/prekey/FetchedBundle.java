package chat.tacet.client.protocol.prekey;

import org.jspecify.annotations.Nullable;

/** The prekeys of one device as the service handed them out for one handshake. */
public record FetchedBundle(
    SignedPrekey x25519Signed,
    @Nullable SignedPrekey x25519OneTime,
    SignedPrekey mlKemLastResort,
    @Nullable SignedPrekey mlKemOneTime) {}
