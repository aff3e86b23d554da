import chat.tacet.client.Listener;
import chat.tacet.client.Message;
import chat.tacet.client.Options;
import chat.tacet.client.Profile;
import chat.tacet.client.Request;
import chat.tacet.client.Tacet;
import java.net.URI;
import java.nio.file.Path;

/** Answers everybody with what they said. */
public final class Echo implements Listener {

  public static void main(String[] args) throws InterruptedException {
    String name = System.getenv("BOT_NAME");
    Options options =
        Tacet.at(URI.create(System.getenv("TACET_SERVER")))
            .store(Path.of(name + ".db"))
            .username(name)
            .password(System.getenv("BOT_PASSWORD").toCharArray());
    boolean first = args.length > 0 && args[0].equals("register");
    try (Tacet tacet =
        first
            ? Tacet.register(options, Profile.named("Echo"), new Echo())
            : Tacet.connect(options, new Echo())) {
      System.out.println(name + " is listening");
      tacet.await();
    }
  }

  @Override
  public void onRequest(Request request) {
    if (request.isIncoming()) {
      request.accept();
    }
  }

  @Override
  public void onMessage(Message message) {
    // What they said may be as long as any text; the answer is longer, and has to fit too.
    var answer = new StringBuilder("You said: ");
    message.text().codePoints().limit(4_000).forEach(answer::appendCodePoint);
    // With a key it is sent once: after a crash the same message may come again.
    message
        .conversation()
        .send(answer.toString(), "answer to " + message.id().orElseThrow());
  }
}
