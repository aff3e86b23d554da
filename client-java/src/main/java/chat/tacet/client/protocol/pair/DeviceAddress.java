package chat.tacet.client.protocol.pair;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.DeviceId;

/** A device and whose it is. */
public record DeviceAddress(AccountId account, DeviceId device) {}
