package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.DeviceId;

/**
 * Another device (of somebody else or of our own account) that a verified list names, or named,
 * [I-13]. Only {@link VerifiedDeviceList} makes one. It may be encrypted to if it came from the
 * newest list, [I-5].
 */
public final class TheirDevice {

  private final AccountId account;
  private final AccountIdentityKey accountIdentity;
  private final ListedDevice listed;

  TheirDevice(AccountId account, AccountIdentityKey accountIdentity, ListedDevice listed) {
    this.account = account;
    this.accountIdentity = accountIdentity;
    this.listed = listed;
  }

  public AccountId account() {
    return account;
  }

  public AccountIdentityKey accountIdentity() {
    return accountIdentity;
  }

  public DeviceId id() {
    return listed.id();
  }

  public DeviceSigningKey signingKey() {
    return listed.signingKey();
  }

  public DeviceAgreementKey agreementKey() {
    return listed.agreementKey();
  }

  @Override
  public String toString() {
    return account + "/" + id();
  }
}
