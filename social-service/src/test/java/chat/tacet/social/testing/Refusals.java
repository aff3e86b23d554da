package chat.tacet.social.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** What a refusal looks like. */
public final class Refusals {

  private Refusals() {}

  /** Checks that the answer is a problem document with this status and code. */
  public static Json refused(ResponseSpec answer, int status, String code) {
    answer
        .expectStatus()
        .isEqualTo(status)
        .expectHeader()
        .contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
    var problem = Json.of(answer);
    assertThat(problem.string("$.code")).isEqualTo(code);
    assertThat(problem.string("$.type")).isEqualTo("urn:tacet:problem:" + code);
    return problem;
  }
}
