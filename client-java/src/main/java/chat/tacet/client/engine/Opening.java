package chat.tacet.client.engine;

import chat.tacet.client.engine.state.DeviceToken;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.failure.AlarmException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.failure.WrongPasswordException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.identity.DeviceList;
import chat.tacet.client.protocol.identity.OurAccountIdentity;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.SignedDeviceList;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.protocol.password.PasswordKeys;
import chat.tacet.client.protocol.vault.VaultKeys;
import chat.tacet.client.protocol.vault.VaultRoot;
import chat.tacet.client.rest.AuthApi;
import chat.tacet.client.rest.KeysApi;
import chat.tacet.client.rest.Login;
import chat.tacet.client.rest.LoginSession;
import chat.tacet.client.rest.SocialApi;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Header;
import chat.tacet.client.store.StoreFile;
import chat.tacet.client.store.Vault;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Signing up and signing in, on the caller's thread. Everything is in the store before the server
 * hears of it, and every call may be repeated: whatever was interrupted goes on at the next try,
 * with the same ids and keys.
 */
public final class Opening {

  private static final int SALT_LENGTH = 16;
  private static final Set<String> MADE_NOTHING =
      Set.of(
          "username-taken",
          "username-invalid",
          "rounds-too-low",
          "invitation-needed",
          "invitation-invalid");

  private final Setup setup;
  private final AuthApi auth;

  public Opening(Setup setup) {
    this.setup = setup;
    this.auth = new AuthApi(setup.server(), setup.http());
  }

  /** Makes an account, or goes on with making it. */
  public Opened register(String password, String firstName, String lastName, String about) {
    StoreFile file = StoreFile.open(setup.store());
    try {
      Header header = file.header().orElse(null);
      if (header == null) {
        Bytes salt = Bytes.of(setup.randomness().next(SALT_LENGTH));
        int rounds = Limits.MIN_PASSWORD_ROUNDS;
        PasswordKeys keys = derive(password, salt, rounds);
        return signIn(file, begin(file, salt, rounds, keys, firstName, lastName, about), keys);
      }
      if (header.registered()) {
        throw new UsageException("this store has an account already: connect instead");
      }
      return goOn(file, header, password, firstName, lastName, about);
    } catch (RuntimeException failed) {
      throw closing(file, failed);
    }
  }

  /** Under the names of this try: those of the one before may be what was refused. */
  private Opened goOn(
      StoreFile file,
      Header header,
      String password,
      String firstName,
      String lastName,
      String about) {
    requireOurs(header);
    PasswordKeys keys = derive(password, header.salt(), header.rounds());
    Draft draft = unlock(file, header, keys).draft();
    Me me = Me.read(draft);
    new Me(
            me.identity(),
            me.device(),
            new Person(me.person().accountId(), header.username(), firstName, lastName, about))
        .put(draft);
    draft.commit();
    return signIn(file, header, keys);
  }

  /** Opens a store that has an account. */
  public Opened connect(String password) {
    StoreFile file = StoreFile.open(setup.store());
    try {
      Header header =
          file.header()
              .orElseThrow(() ->
                  new UsageException(
                      "no account in this store: register, or give the store it lives in"));
      return signIn(file, header, password);
    } catch (RuntimeException failed) {
      throw closing(file, failed);
    }
  }

  private Header begin(
      StoreFile file,
      Bytes salt,
      int rounds,
      PasswordKeys keys,
      String firstName,
      String lastName,
      String about) {
    AccountId account = AccountId.of(setup.randomness().next(AccountId.LENGTH));
    OurAccountIdentity identity = OurAccountIdentity.generate(setup.randomness());
    OurDevice device = OurDevice.generate(account, identity.key(), setup.randomness());
    VaultRoot root = VaultRoot.generate(setup.randomness());
    var person =
        new Person(Ids.uuid(account), setup.username().value(), firstName, lastName, about);
    // What an interrupted try left is sealed under a root that nobody has any more.
    file.erase();
    Draft draft = file.unlock(VaultKeys.of(root), setup.randomness()).draft();
    new Me(identity, device, person).put(draft);
    Lists.begin(firstList(identity, device)).put(draft);
    draft.commit();
    var header =
        new Header(
            Ids.uuid(account),
            Ids.uuid(device.id()),
            setup.username().value(),
            salt,
            rounds,
            root.wrap(keys.wrapping(), account, setup.randomness()),
            false);
    // Last: a store without a header is a new one.
    file.putHeader(header);
    return header;
  }

  private VerifiedDeviceList firstList(OurAccountIdentity identity, OurDevice device) {
    long now = setup.now();
    DeviceList list =
        DeviceList.first(device.account(), identity.key(), List.of(device.listed(now)), now);
    return VerifiedDeviceList.first(
        device.account(), SignedDeviceList.sign(list, identity, List.of(device)).encode());
  }

  private Opened signIn(StoreFile file, Header header, String password) {
    requireOurs(header);
    return signIn(file, header, derive(password, header.salt(), header.rounds()));
  }

  private void requireOurs(Header header) {
    if (!header.username().equals(setup.username().value())) {
      throw new UsageException("this store belongs to another username");
    }
  }

  private Opened signIn(StoreFile file, Header header, PasswordKeys keys) {
    Vault vault = unlock(file, header, keys);
    Me me = Me.read(vault.draft());
    if (header.registered()) {
      return new Opened(file, vault, me, login(vault, header, keys));
    }
    createAccount(file, header, keys);
    LoginSession login = login(vault, header, keys);
    finish(vault, me, login);
    file.putHeader(header.asRegistered());
    return new Opened(file, vault, me, login);
  }

  private void createAccount(StoreFile file, Header header, PasswordKeys keys) {
    try {
      auth.createAccount(
          header.accountId(),
          header.username(),
          header.salt(),
          header.rounds(),
          keys.authentication().value(),
          setup.invitation());
    } catch (ServerRefusedException refused) {
      if (MADE_NOTHING.contains(refused.code())) {
        // No account exists that these keys belong to: somebody may choose another name.
        file.erase();
      }
      throw refused;
    }
  }

  private void finish(Vault vault, Me me, LoginSession login) {
    var social = new SocialApi(setup.server(), setup.http(), login);
    var keys = new KeysApi(setup.server(), setup.http(), login);
    Person person = me.person();
    social.putProfile(person.firstName(), person.lastName(), person.about());
    keys.putDeviceList(Lists.of(vault.draft(), me.account()).orElseThrow().newest().signed());
    new OwnPrekeys(me, setup.randomness()).publish(vault, keys, setup.now());
    login.complete();
  }

  private LoginSession login(Vault vault, Header header, PasswordKeys keys) {
    Draft draft = vault.draft();
    // The wrapping key is not kept with it.
    Secret authentication = keys.authentication().value();
    Login login;
    try {
      login = login(header, authentication, DeviceToken.of(draft));
    } catch (ServerRefusedException refused) {
      throw refused.is("wrong-credentials") ? new WrongPasswordException() : refused;
    }
    login.deviceToken().ifPresent(token -> DeviceToken.put(draft, token));
    draft.commit();
    return new LoginSession(auth, login, token -> login(header, authentication, token));
  }

  private Login login(Header header, Secret authentication, Optional<String> deviceToken) {
    Login login = auth.login(header.username(), authentication, header.deviceId(), deviceToken);
    if (!login.accountId().equals(header.accountId())) {
      throw new AlarmException("login-of-another-account");
    }
    return login;
  }

  private Vault unlock(StoreFile file, Header header, PasswordKeys keys) {
    try {
      VaultRoot root =
          VaultRoot.unwrap(header.wrappedRoot(), keys.wrapping(), Ids.account(header.accountId()));
      return file.unlock(VaultKeys.of(root), setup.randomness());
    } catch (RefusedException refused) {
      throw refused.refusal() == Refusal.Verification.VAULT_WRONG_KEY
          ? new WrongPasswordException()
          : refused;
    }
  }

  private PasswordKeys derive(String password, Bytes salt, int rounds) {
    try {
      return PasswordKeys.derive(setup.username(), password, salt, rounds);
    } catch (RefusedException refused) {
      throw new UsageException(refused.code());
    }
  }

  private static RuntimeException closing(StoreFile file, RuntimeException failed) {
    try {
      file.close();
    } catch (RuntimeException alsoFailed) {
      failed.addSuppressed(alsoFailed);
    }
    return failed;
  }
}
