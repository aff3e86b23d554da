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
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private @Nullable Tacet tacet;

  Somebody(URI server, Path directory, String username) {
    this.server = server;
    this.store = directory.resolve(username + ".db");
    this.username = username;
    this.password = "correct horse of " + username;
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

  private java.util.Optional<Request> request() {
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

  /** Texts that were told to the listener, in that order. */
  List<String> heard() {
    synchronized (events) {
      return events.stream()
          .filter(Event.MessageReceived.class::isInstance)
          .map(event -> ((Event.MessageReceived) event).message().text())
          .toList();
    }
  }

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
      assertThat(System.nanoTime()).as(username + " awaits " + what).isLessThan(until);
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
