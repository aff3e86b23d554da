package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.content.ContentSecret;
import chat.tacet.client.protocol.content.RoomState;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.protocol.password.Username;
import chat.tacet.client.protocol.vault.VaultKeys;
import chat.tacet.client.protocol.vault.VaultRoot;
import chat.tacet.client.rest.KeysApi;
import chat.tacet.client.rest.SocialApi;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.StoreFile;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import com.google.protobuf.ByteString;
import java.io.Serial;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The inner parts of an engine without network, thread or clock of its own: a real store, a service
 * that says what a test put there, and a friend, Bob, who says what a test makes him say.
 */
final class Desk implements AutoCloseable {

  static final Randomness RANDOM = Randomness.secure();

  final Known alice = new Known();
  final Known bob = new Known();
  final RoomId room = DirectRoom.of(alice.account(), bob.account());

  /** What the service hands out, by account. */
  final Map<AccountId, List<Bytes>> service = new HashMap<>();

  /** What the service answers in the place of an account's lists. */
  final Map<AccountId, TacetException> refusals = new HashMap<>();

  /** Which version the service says is the newest of an account, whatever it hands out. */
  final Map<AccountId, Long> claims = new HashMap<>();

  /** Accounts about whose lists the service does not answer. */
  final Set<AccountId> silent = new HashSet<>();

  /** While set, what the service answers about lists is under way. */
  boolean holdsAnswers;

  private final List<Runnable> held = new ArrayList<>();

  /** What the service answers when prekeys are asked for. */
  BiFunction<UUID, UUID, KeysApi.BundleBytes> bundles = Desk::noBundles;

  final List<SocialApi.Friend> friends = new ArrayList<>();
  final List<SocialApi.Room> rooms = new ArrayList<>();
  final List<Happening> told = new ArrayList<>();
  final List<Bytes> sent = new ArrayList<>();

  final Round round;
  final EngineThread thread = new EngineThread(Runnable::run, () -> {}, () -> {});
  final Alarms alarms;
  final DeviceLists lists;
  final Rooms places;
  Directory directory;
  final Sessions sessions;
  final Doubting doubting;
  Outbox outbox;
  final Asking asking;
  final Receipts receipts;
  final Sequence sequence;
  Filing filing;
  private Answering answering;
  final Unopened unopened;
  final Inbox inbox;
  final List<ByteString> acknowledged = new ArrayList<>();
  final Setup setup;
  final Me me;

  private final StoreFile file;
  private final HttpClient http = HttpClient.newHttpClient();
  final Events events;
  private long now = 1_790_000_000_000L;
  private int envelopes;
  private boolean mailIsIn = true;

  Desk(Path place) {
    file = StoreFile.open(place.resolve("desk.db"));
    Vault vault = file.unlock(VaultKeys.of(new VaultRoot(Secret.of(RANDOM.next(32)))), RANDOM);
    me = new Me(alice.identity, alice.device, person(alice, "alice"));
    setup =
        new Setup(
            URI.create("http://localhost"),
            place,
            new Username("alice"),
            true,
            null,
            http,
            () -> Instant.ofEpochMilli(now),
            RANDOM);
    round = new Round(vault);
    events = new Events(told::add, heard -> {}, () -> {}, () -> {});
    var atOnce = new AtOnce();
    alarms = new Alarms(me, setup, round, events);
    lists = new DeviceLists(me, round, this::askLists, new Held(), alarms, this::now);
    directory = new Directory(me, round, this::snapshot, thread, atOnce, events);
    sessions =
        new Sessions(
            me, setup, round, (account, device) -> bundles.apply(account, device), atOnce, alarms);
    doubting = new Doubting(me, round, thread, lists, alarms);
    outbox = newOutbox();
    lists.onIdentityReplaced(this::identityReplaced);
    asking = new Asking(setup, round, thread, events, outbox, directory, () -> mailIsIn);
    lists.onDevicesCame(asking::came);
    receipts = new Receipts(setup, round, thread, directory, outbox, new Random(1));
    places = new Rooms(me, round);
    var gaps = new Gaps(setup, round, events, asking);
    sequence = new Sequence(me, round, events, lists, asking, gaps, alarms);
    restartsAnswering();
    unopened = new Unopened(me, setup, round, events, places, sequence, asking, receipts);
    inbox =
        new Inbox(
            me,
            setup,
            round,
            thread,
            lists,
            directory,
            places,
            filing,
            unopened,
            acknowledged::add);
    begin();
  }

  /** As after another start: what is stored waits. */
  void restartsOutbox() {
    outbox = newOutbox();
    outbox.load();
  }

  /** As after another start: nobody was asked for rooms yet. */
  void restartsDirectory() {
    directory = new Directory(me, round, this::snapshot, thread, new AtOnce(), events);
    restartsOutbox();
    restartsAnswering();
  }

  final void restartsAnswering() {
    answering = new Answering(setup, round, lists, directory, outbox);
    filing = new Filing(me, round, events, places, sequence, receipts, answering, doubting);
  }

  private Outbox newOutbox() {
    var fresh =
        new Outbox(
            round,
            thread,
            directory,
            lists,
            audiences(),
            new Sealer(me, setup),
            doubting,
            new Relay(),
            new Outcomes(round, events, new Promises(round)));
    fresh.onUnsent(outgoing -> {
      asking.unsent(outgoing);
      answering.unsent(outgoing);
    });
    return fresh;
  }

  Audiences audiences() {
    return new Audiences(me, setup, round, lists, sessions);
  }

  private void identityReplaced(AccountId account) {
    outbox.identityReplaced(alarms.roomWith(account));
    receipts.identityReplaced(alarms.roomWith(account));
  }

  private void begin() {
    publish(alice);
    publish(bob);
    befriends(bob, "bob");
    lists.refresh(alice.account(), how -> {});
    lists.refresh(bob.account(), how -> {});
    directory.refresh();
    finish();
    told.clear();
  }

  /** The service has the newest list of somebody, and all before. */
  void publish(Known who) {
    service.put(who.account(), List.copyOf(who.signed));
  }

  /** The service tells of a friend, and of the room with them. */
  void befriends(Known who, String username) {
    RoomId shared = DirectRoom.of(alice.account(), who.account());
    friends.add(friend(who, username, shared));
    rooms.add(room(shared, 1, person(alice, "alice"), person(who, username)));
  }

  /** The service says from now on that a room is closed. */
  void closes(RoomId closed) {
    setOpen(closed, false);
  }

  /** And that it is open again. */
  void opens(RoomId opened) {
    setOpen(opened, true);
  }

  private void setOpen(RoomId which, boolean open) {
    rooms.replaceAll(one ->
        Ids.room(one.roomId()).equals(which)
            ? new SocialApi.Room(one.roomId(), one.kind(), one.version(), one.members(), open)
            : one);
  }

  static SocialApi.Friend friend(Known who, String username, RoomId room) {
    return new SocialApi.Friend(person(who, username), Instant.EPOCH, Ids.uuid(room));
  }

  static SocialApi.Room room(RoomId room, long version, Person... members) {
    return new SocialApi.Room(Ids.uuid(room), "direct", version, List.of(members), true);
  }

  /** Ends a round: commits, does what waited for it, commits that, and hears what is told. */
  void finish() {
    round.finish();
    round.finish();
    events.drain();
  }

  void later(long milliseconds) {
    now += milliseconds;
  }

  long now() {
    return now;
  }

  void mailIsIn(boolean in) {
    mailIsIn = in;
  }

  TheirDevice bobsDevice() {
    return bob.theirs();
  }

  DeviceAddress bobsAddress() {
    return new DeviceAddress(bob.account(), bob.device.id());
  }

  /** Bob says something, and it arrives. */
  MessageId bobSays(long number, String text) {
    return says(bob, number, new ContentBody.Text(text, null), state());
  }

  MessageId says(Known who, long number, ContentBody body, RoomState state) {
    MessageId id = MessageId.of(RANDOM.next(MessageId.LENGTH));
    arrives(who, number, body, state, id);
    return id;
  }

  /** A content arrives under that id. Time and body are the same for the same number and body. */
  void arrives(Known who, long number, ContentBody body, RoomState state, MessageId id) {
    arrives(who, room, number, body, state, id, body.isSilent());
  }

  void arrives(
      Known who,
      RoomId where,
      long number,
      ContentBody body,
      RoomState state,
      MessageId id,
      boolean silently) {
    Content content = new Content(where, 1_000_000 + number, number, List.of(), state, body);
    comes(delivered(who, where, silently), who, content, content.encode(), key(id));
  }

  static ContentKey key(MessageId id) {
    return new ContentKey(new ContentSecret(Secret.of(RANDOM.next(32))), id);
  }

  void comes(Delivered delivered, Known who, Content content, Secret encoded, ContentKey key) {
    filing.file(delivered, who.theirs(), key, content, encoded);
    finish();
  }

  Delivered delivered(Known who, boolean silent) {
    return delivered(who, room, silent);
  }

  Delivered delivered(Known who, RoomId where, boolean silent) {
    byte[] envelope = new byte[EnvelopeId.LENGTH];
    envelope[0] = (byte) ++envelopes;
    envelope[1] = (byte) (envelopes >> 8);
    return new Delivered(
        ByteString.EMPTY,
        EnvelopeId.of(envelope),
        who.account(),
        who.device.id(),
        where,
        Bytes.EMPTY,
        Bytes.EMPTY,
        silent);
  }

  /** Under the newest lists of both, as both know them. */
  RoomState state() {
    return new RoomState(1, null, List.of(alice.head(), bob.head()));
  }

  /** What stands in the conversation: texts, or in brackets what is no text. */
  List<String> lines() {
    return entries().stream()
        .filter(entry -> entry.kind() != Entry.Kind.CLOSED)
        .map(Desk::line)
        .toList();
  }

  List<Entry> entries() {
    return entries(room);
  }

  List<Entry> entries(RoomId where) {
    return round
        .vault()
        .scan(Table.MESSAGES, Entry.prefix(round.draft(), where), Vault.Order.ASCENDING, 10_000)
        .stream()
        .map(row -> Draft.Form.read(Entry.FORM, Table.MESSAGES, row.record()))
        .toList();
  }

  private static String line(Entry entry) {
    return switch (entry.kind()) {
      case TEXT -> entry.text();
      case ALARM -> "[ALARM " + entry.text() + "]";
      case GAP, DELETED, REPAIRING, LOST, TOO_NEW, CLOSED -> "[" + entry.kind() + "]";
    };
  }

  /** Alice writes a text, to be sent when its turn comes. */
  void aliceWrites(String text) {
    Entry entry =
        talk()
            .append(
                round.draft(),
                Entry.text(
                    room,
                    alice.account(),
                    alice.device.id(),
                    now(),
                    MessageState.SENDING,
                    null,
                    null,
                    text));
    outbox.add(
        Outgoing.content(
            room,
            Counter.OUTBOX.next(round.draft()),
            now(),
            entry.index(),
            new ContentBody.Text(text, null)));
    finish();
  }

  MessageState stateOf(String text) {
    return entries().stream()
        .filter(entry -> entry.text().equals(text))
        .findFirst()
        .orElseThrow()
        .state();
  }

  /** What waits in the outbox. */
  List<Outgoing> waiting() {
    return round.vault().scan(Table.OUTBOX, Bytes.EMPTY, Vault.Order.ASCENDING, 10_000).stream()
        .map(row -> Outgoing.read(row.record()))
        .toList();
  }

  /** The resend requests that wait. */
  List<ContentBody.ResendRequest> requests() {
    List<ContentBody.ResendRequest> requests = new ArrayList<>();
    for (Outgoing outgoing : waiting()) {
      Outgoing.Numbered content = outgoing.content();
      if (content != null && content.body() instanceof ContentBody.ResendRequest request) {
        requests.add(request);
      }
    }
    return requests;
  }

  /** Why envelopes were refused, the oldest first. */
  List<String> quarantine() {
    return round.vault().scan(Table.QUARANTINE, Bytes.EMPTY, Vault.Order.ASCENDING, 1_000).stream()
        .map(row -> {
          var reader = new ByteReader(row.record(), "quarantine");
          reader.version(2);
          reader.u64();
          reader.bytes(AccountId.LENGTH);
          reader.bytes(DeviceId.LENGTH);
          reader.bytes(EnvelopeId.LENGTH);
          return new String(reader.prefixed().toArray(), StandardCharsets.UTF_8);
        })
        .toList();
  }

  List<String> alarmCodes() {
    return told.stream()
        .filter(Happening.Alarmed.class::isInstance)
        .map(happening -> ((Happening.Alarmed) happening).code())
        .toList();
  }

  @Override
  public void close() {
    file.close();
    http.shutdownNow();
  }

  private KeysApi.DeviceLists listsAfter(UUID account, long after) {
    TacetException refusal = refusals.get(Ids.account(account));
    if (refusal != null) {
      throw refusal;
    }
    List<Bytes> all = service.getOrDefault(Ids.account(account), List.of());
    return new KeysApi.DeviceLists(
        all.subList((int) Math.min(after, all.size()), all.size()),
        claims.getOrDefault(Ids.account(account), (long) all.size()));
  }

  private Directory.Snapshot snapshot() {
    return new Directory.Snapshot(
        List.copyOf(friends), List.copyOf(rooms), new SocialApi.Requests(List.of(), List.of()));
  }

  private static KeysApi.BundleBytes noBundles(UUID account, UUID device) {
    throw new NetworkException("no network here", null);
  }

  static Person person(Known who, String username) {
    return new Person(Ids.uuid(who.account()), username, username, "", "");
  }

  /** Calls about lists: of some accounts nothing is heard. */
  private KeysApi.DeviceLists askLists(UUID account, long after) {
    if (silent.contains(Ids.account(account))) {
      throw new NoAnswer();
    }
    return listsAfter(account, after);
  }

  private static final class NoAnswer extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
  }

  /** Calls that answer before they return, or never. */
  static final class AtOnce implements Background {

    @Override
    public <T> void run(Supplier<T> call, Consumer<T> done, Consumer<TacetException> failed) {
      T answer;
      try {
        answer = call.get();
      } catch (TacetException refused) {
        failed.accept(refused);
        return;
      } catch (NoAnswer _) {
        return;
      }
      done.accept(answer);
    }
  }

  /** Calls as above, whose answers wait while {@link #holdsAnswers}. */
  private final class Held implements Background {

    @Override
    public <T> void run(Supplier<T> call, Consumer<T> done, Consumer<TacetException> failed) {
      new AtOnce().run(call, answer -> arrive(() -> done.accept(answer)), failed);
    }

    private void arrive(Runnable answer) {
      if (holdsAnswers) {
        held.add(answer);
      } else {
        answer.run();
      }
    }
  }

  /** What was under way arrives. */
  void releasesAnswers() {
    holdsAnswers = false;
    List<Runnable> all = List.copyOf(held);
    held.clear();
    all.forEach(Runnable::run);
  }

  /** Takes what is sent. */
  private final class Relay implements Outbox.Delivery {

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void send(Bytes wholeSend) {
      sent.add(wholeSend);
    }
  }

  /** Lists as after another start: nothing is under way, and what is stored is known. */
  DeviceLists restartedLists() {
    return new DeviceLists(me, round, this::askLists, new AtOnce(), alarms, this::now);
  }

  Lists listsOf(Known who) {
    return lists.of(who.account()).orElseThrow();
  }

  Talk talk() {
    return Talk.of(round.draft(), room).orElseThrow();
  }
}
