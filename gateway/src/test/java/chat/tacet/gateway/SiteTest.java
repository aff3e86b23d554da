package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The web client as browsers and caches see it. */
class SiteTest {

  private static final String SCRIPT = "/assets/index-AbCd1234.js";
  private static Door door;

  @BeforeAll
  static void open() {
    door = Door.open();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/index.html",
        "/chats",
        "/chats/0b7f5a0e-6d5a-4f0c-8a37-3f2f0c1b2a3d",
        "/wsx",
        "/apix"
      })
  void everyScreenIsTheOnePageAndIsAskedForEachTime(String path) {
    var answer = door.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("<title>Tacet</title>");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
  }

  @Test
  void theServiceWorkerIsAskedForEachTime() {
    var answer = door.get("/sw.js");

    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/javascript;charset=UTF-8");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
  }

  @Test
  void hashedFilesAreKeptForAYear() {
    var answer = door.get(SCRIPT);

    assertThat(answer.body()).isEqualTo("console.log('plain')");
    assertThat(answer.headers().firstValue("Cache-Control"))
        .hasValueSatisfying(
            value -> assertThat(value).contains("max-age=31536000", "public", "immutable"));
    assertThat(answer.headers().firstValue("Vary")).hasValue("Accept-Encoding");
    assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void theSmallestAcceptedFormIsSent() {
    assertThat(encoded("gzip, deflate, br").body()).isEqualTo("br");
    assertThat(encoded("gzip, deflate, br").headers().firstValue("Content-Encoding"))
        .hasValue("br");
    assertThat(encoded("gzip").headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(encoded("br;q=0, gzip;q=0.5").headers().firstValue("Content-Encoding"))
        .hasValue("gzip");
    assertThat(encoded("identity").headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void whatACacheKnowsIsNotSentAgain() {
    var etag = door.get(SCRIPT).headers().firstValue("ETag").orElseThrow();

    var again = door.send(door.to(SCRIPT).header("If-None-Match", etag));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).hasValue(etag);
    assertThat(door.send(door.to(SCRIPT).header("If-None-Match", "\"other\"")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void headAnswersWithoutTheBody() {
    var answer = door.send(door.to(SCRIPT).method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/index-ffffffff.js",
        "/assets/nothing",
        "/favicon.ico",
        "/index.html.br",
        "/assets/index-AbCd1234.js.br",
        "/gateway.yaml",
        "/META-INF/MANIFEST.MF",
        "/chat/tacet/gateway/GatewayApplication.class"
      })
  void aFileThatIsNotThereIsNotFound(String path) {
    var answer = door.get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("\"code\":\"not-found\"");
  }

  @Test
  void theSiteIsOnlyRead() {
    var answer = door.send(door.to("/chats").POST(BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().allValues("Allow").toString()).contains("GET", "HEAD");
  }

  private static HttpResponse<String> encoded(String accept) {
    return door.send(door.to(SCRIPT).header("Accept-Encoding", accept));
  }
}
