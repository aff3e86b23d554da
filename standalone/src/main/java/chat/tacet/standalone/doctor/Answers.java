package chat.tacet.standalone.doctor;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What comes back from an address, and whether it is Tacet's. */
final class Answers {

  private Answers() {}

  static HttpResponse<String> to(HttpRequest request, HttpClient http) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  /** Other programs say 200 to whatever they are asked, and proxies 503 of their own. */
  static boolean isTacet(HttpResponse<String> ready) {
    return (ready.statusCode() == 200 && ready.body().contains("\"status\":\"ready\""))
        || (ready.statusCode() == 503 && isProblem(ready));
  }

  static boolean isProblem(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").contains("problem+json");
  }
}
