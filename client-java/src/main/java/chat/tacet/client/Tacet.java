package chat.tacet.client;

import chat.tacet.client.engine.Engine;
import chat.tacet.client.engine.Opened;
import chat.tacet.client.engine.Opening;
import chat.tacet.client.engine.Setup;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.password.Username;
import chat.tacet.client.rest.SocialApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * An account on this device. Its keys and conversations live in one file, which one process has
 * open at a time.
 *
 * <pre>{@code
 * try (Tacet tacet = Tacet.connect(
 *     Tacet.at(URI.create("http://localhost:8080"))
 *         .store(Path.of("echo.db")).username("echo").password(secret),
 *     new Listener() {
 *       @Override public void onMessage(Message message) {
 *         message.reply("You said: " + message.text());
 *       }
 *     })) {
 *   tacet.await();
 * }
 * }</pre>
 *
 * <p>Safe for any thread. Calls wait for the disk, and those about friends for the server.
 */
public final class Tacet implements AutoCloseable {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  private final Engine engine;
  private final HttpClient http;

  private Tacet(Engine engine, HttpClient http) {
    this.engine = engine;
    this.http = http;
  }

  /** A server's address: https, or http on this machine. */
  public static Options at(URI server) {
    return new Options(server);
  }

  /**
   * Makes an account and its store, and connects. If it was interrupted, do it again: it goes on
   * where it stopped.
   *
   * <p>Choose the password well: whoever copies the store or the server's database may guess, at a
   * million rounds a guess, for as long as they like. Nobody can reset it.
   */
  public static Tacet register(Options options, Profile profile, Listener listener) {
    return open(
        options,
        listener,
        (opening, password) ->
            opening.register(password, profile.firstName(), profile.lastName(), profile.about()));
  }

  /** Opens a store and connects. Messages that waited come to the listener. */
  public static Tacet connect(Options options, Listener listener) {
    return open(options, listener, Opening::connect);
  }

  private static Tacet open(
      Options options, Listener listener, BiFunction<Opening, String, Opened> open) {
    char[] password = options.takePassword();
    // Bounds nothing: each call and the one socket have limits of their own.
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    try {
      var setup =
          new Setup(
              options.server(),
              options.store(),
              username(options.username()),
              options.receipts(),
              options.invitation(),
              http,
              InstantSource.system(),
              Randomness.secure());
      Opened opened = open.apply(new Opening(setup), new String(password));
      var program = new Program(listener);
      var engine = new Engine(setup, opened, program);
      program.tell(engine);
      engine.start();
      return new Tacet(engine, http);
    } catch (RuntimeException failed) {
      http.shutdownNow();
      throw failed;
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static Username username(String typed) {
    try {
      return Username.of(typed);
    } catch (RefusedException refused) {
      throw new UsageException(refused.code());
    }
  }

  /** Who this is. */
  public Person me() {
    return engine.me().person();
  }

  /** All there ever were, also with people who are no friends any more. */
  public List<Conversation> conversations() {
    return engine.conversations().all().stream()
        .map(talk -> Conversation.of(engine, talk))
        .toList();
  }

  /**
   * The conversation with that person. If the server has introduced several under that name, none
   * is chosen, with a {@link UsageException}: choose among {@link #conversations}.
   */
  public Optional<Conversation> conversationWith(String username) {
    String wanted = username(username).value();
    return engine.conversations().named(wanted).map(talk -> Conversation.of(engine, talk));
  }

  public List<Person> friends() {
    return engine.people().friends().stream().map(SocialApi.Friend::person).toList();
  }

  /** Those that wait for an answer, in both directions. */
  public List<Request> requests() {
    return engine.people().requests().stream()
        .map(request -> new Request(engine, request))
        .toList();
  }

  /** Asks somebody to be friends. If they had asked, you are friends now. */
  public Request befriend(String username) {
    return new Request(engine, engine.people().ask(username(username).value()));
  }

  /** Ends a friendship: the conversation closes. */
  public void unfriend(Person person) {
    engine.people().unfriend(person.accountId());
  }

  /** Waits until it is over: closed, signed out, or the store failed. */
  public void await() throws InterruptedException {
    engine.await();
  }

  /** Signs out at the server and closes. The store stays; connecting again signs in. */
  public void signOut() {
    engine.signOut();
    close();
  }

  /** What was told is on the disk; what waits is sent at the next start. */
  @Override
  public void close() {
    engine.close();
    http.shutdownNow();
  }
}
