package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.Conversation;
import chat.tacet.client.Event;
import chat.tacet.client.Listener;
import chat.tacet.client.Message;
import chat.tacet.client.Profile;
import chat.tacet.client.Request;
import chat.tacet.client.Tacet;
import chat.tacet.client.model.MessageState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A person with one device that runs the Java client. */
final class Somebody implements Listener, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI server;
  private final Path store;
  private final String username;
  private final String password;
  private final List<Event> events = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private @Nullable Tacet tacet;

  Somebody(URI server, Path directory, String username) {
    this.server = server;
    this.store = made(directory).resolve(username + ".db");
    this.username = username;
    this.password = "correct horse of " + username;
  }

  private static Path made(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Somebody signsUp() {
    tacet =
        Tacet.register(
            Tacet.at(server).store(store).username(username).password(password.toCharArray()),
            new Profile("First " + username, "", ""),
            this);
    return this;
  }

  Somebody signsIn() {
    return signsInThrough(server);
  }

  Somebody signsInThrough(URI address) {
    return signsIn(address, password);
  }

  Somebody signsIn(URI address, String typed) {
    synchronized (events) {
      events.clear();
    }
    tacet =
        Tacet.connect(
            Tacet.at(address).store(store).username(username).password(typed.toCharArray()), this);
    return this;
  }

  void befriends(Somebody other) {
    tacet().befriend(other.username);
    other.awaits("the request", () -> other.request().isPresent());
    other.request().orElseThrow().accept();
    awaits("the friendship", () -> tacet().conversationWith(other.username).isPresent());
  }

  Optional<Request> request() {
    return tacet().requests().stream().filter(Request::isIncoming).findFirst();
  }

  Conversation with(Somebody other) {
    return tacet().conversationWith(other.username).orElseThrow();
  }

  Tacet tacet() {
    Tacet open = tacet;
    if (open == null) {
      throw new IllegalStateException(username + " is not here");
    }
    return open;
  }

  boolean isConnected() {
    return events().contains(new Event.ConnectionChanged(true));
  }

  /** How often it has been connected. */
  long connections() {
    return events().stream().filter(new Event.ConnectionChanged(true)::equals).count();
  }

  boolean hasCaughtUp() {
    return events().contains(new Event.CaughtUp());
  }

  boolean isOver() {
    return events().stream().anyMatch(Event.Ended.class::isInstance);
  }

  List<String> alarms() {
    return events().stream()
        .filter(Event.Alarm.class::isInstance)
        .map(event -> ((Event.Alarm) event).code())
        .toList();
  }

  byte[] storeContent() throws IOException {
    return Files.readAllBytes(store);
  }

  void restores(byte[] copy) throws IOException {
    Files.write(store, copy);
  }

  /** Texts that were told to the listener, in that order, since it exists. */
  List<String> heard() {
    synchronized (events) {
      return List.copyOf(heard);
    }
  }

  /** What was told since the last sign-in. */
  List<Event> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /** What stands in the conversation, in that order. */
  List<String> sees(Somebody other) {
    return with(other).messages(100_000).stream().map(Message::text).toList();
  }

  void awaitsHearing(String text) {
    awaits("hearing " + text, () -> heard().contains(text));
  }

  void awaitsState(Somebody other, String text, MessageState state) {
    awaits(
        text + " to be " + state,
        () ->
            with(other).messages(10_000).stream()
                .anyMatch(message -> message.text().equals(text) && message.state() == state));
  }

  void awaits(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("%s awaits %s, and was told %s", username, what, events())
          .isLessThan(until);
      synchronized (events) {
        try {
          events.wait(50);
        } catch (InterruptedException interrupted) {
          throw new AssertionError(interrupted);
        }
      }
    }
  }

  @Override
  public void onEvent(Event event) {
    synchronized (events) {
      events.add(event);
      if (event instanceof Event.MessageReceived received) {
        heard.add(received.message().text());
      }
      events.notifyAll();
    }
    Listener.super.onEvent(event);
  }

  @Override
  public void close() {
    Tacet open = tacet;
    if (open != null) {
      tacet = null;
      open.close();
    }
  }
}
