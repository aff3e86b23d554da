package chat.tacet.standalone.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

/** Whether the largest message of a program comes through what stands before Tacet. */
record BodyCheck(HttpClient http, Duration timeout) {

  private static final String SUBJECT = "Large messages";

  /** As the gateway takes it unless told ({@code TACET_GATEWAY_MAX_MESSAGE}). */
  private static final int LARGEST = 1536 * 1024;

  /** Without a token: the gateway refuses it, and whoever refuses it before was too narrow. */
  Finding at(URI base) {
    var message =
        HttpRequest.newBuilder(base.resolve("/api/v1/relay/messages"))
            .timeout(timeout)
            // With HTTP/2 not every proxy says that it wants the rest.
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            // Whoever does not want it need not read it.
            .expectContinue(true)
            .POST(BodyPublishers.ofByteArray(new byte[LARGEST]))
            .build();
    try {
      var answer = Answers.to(message, http);
      // A gateway that was told of less says so itself.
      if (Answers.isProblem(answer) && (answer.statusCode() == 401 || answer.statusCode() == 413)) {
        return Finding.good(SUBJECT, "reach Tacet through the public address");
      }
      return answer.statusCode() == 413
          ? Finding.broken(
              SUBJECT,
              "the proxy takes none of 1,536 KB (413): programs and bots send such.",
              "let it pass 2 MB; with nginx: client_max_body_size 2m")
          : unseen("answer " + answer.statusCode());
    } catch (IOException failed) {
      return unseen(failed.getClass().getSimpleName());
    }
  }

  private static Finding unseen(String why) {
    return Finding.advice(
        SUBJECT,
        "whether one of 1,536 KB reaches Tacet could not be seen (" + why + ").",
        "ask again; let the proxy pass 2 MB");
  }
}
