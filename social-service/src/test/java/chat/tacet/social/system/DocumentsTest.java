package chat.tacet.social.system;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Town;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private static final Town TOWN = Town.shared();

  @Test
  void theApiDescribesItself() {
    var document =
        Json.of(TOWN.client().get().uri("/v3/api-docs").exchange().expectStatus().isOk());
    assertThat(document.string("$.info.title")).isEqualTo("Tacet: people");
    assertThat(document.keys("$.paths"))
        .contains(
            "/api/social/v1/profile",
            "/api/social/v1/users",
            "/api/social/v1/users/{accountId}",
            "/api/social/v1/users/{accountId}/device-lists",
            "/api/social/v1/users/{accountId}/devices/{deviceId}/prekey-bundle",
            "/api/social/v1/device-list",
            "/api/social/v1/prekeys",
            "/api/social/v1/friend-requests",
            "/api/social/v1/friend-requests/{requestId}",
            "/api/social/v1/friend-requests/{requestId}/accept",
            "/api/social/v1/friend-requests/{requestId}/decline",
            "/api/social/v1/friends",
            "/api/social/v1/friends/{accountId}",
            "/api/social/v1/blocks",
            "/api/social/v1/blocks/{accountId}",
            "/api/social/v1/rooms",
            "/api/social/v1/rooms/{roomId}/log",
            "/api/social/v1/links/{linkId}",
            "/api/social/v1/links/{linkId}/messages/{number}",
            "/api/social/v1/archive",
            "/api/social/v1/archive/{archiveId}",
            "/api/social/v1/archive/{archiveId}/chunks",
            "/api/social/v1/archive/{archiveId}/chunks/{number}")
        .hasSize(23);
    assertThat(document.text())
        .contains("GroupRoom")
        .doesNotContain("loginSessionId", "DataBuffer");
  }

  @Test
  void itIsAliveAndReady() {
    TOWN.client().get().uri("/livez").exchange().expectStatus().isOk();
    TOWN.client().get().uri("/readyz").exchange().expectStatus().isOk();
  }
}
