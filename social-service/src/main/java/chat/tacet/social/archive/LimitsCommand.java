package chat.tacet.social.archive;

import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.AdminRequest;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What one account may keep here; set by {@code TACET_SOCIAL_ARCHIVE_SIZE}. */
@Component
final class LimitsCommand implements AdminCommand {

  private final ArchiveProperties properties;

  LimitsCommand(ArchiveProperties properties) {
    this.properties = properties;
  }

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public boolean changes() {
    return false;
  }

  @Override
  public Mono<?> run(AdminRequest request) {
    return Mono.just(Map.of("archiveBytesPerAccount", properties.size().toBytes()));
  }
}
