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
            "/api/v1/social/profile",
            "/api/v1/social/users",
            "/api/v1/social/users/{accountId}",
            "/api/v1/social/users/{accountId}/device-lists",
            "/api/v1/social/users/{accountId}/devices/{deviceId}/prekey-bundle",
            "/api/v1/social/device-list",
            "/api/v1/social/prekeys",
            "/api/v1/social/friend-requests",
            "/api/v1/social/friend-requests/{requestId}",
            "/api/v1/social/friend-requests/{requestId}/accept",
            "/api/v1/social/friend-requests/{requestId}/decline",
            "/api/v1/social/friends",
            "/api/v1/social/friends/{accountId}",
            "/api/v1/social/blocks",
            "/api/v1/social/blocks/{accountId}",
            "/api/v1/social/rooms",
            "/api/v1/social/rooms/{roomId}/log",
            "/api/v1/social/links/{linkId}",
            "/api/v1/social/links/{linkId}/messages/{number}",
            "/api/v1/social/archive",
            "/api/v1/social/archive/{archiveId}",
            "/api/v1/social/archive/{archiveId}/chunks",
            "/api/v1/social/archive/{archiveId}/chunks/{number}")
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
