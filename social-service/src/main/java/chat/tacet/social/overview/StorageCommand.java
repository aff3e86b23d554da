package chat.tacet.social.overview;

import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;

import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.AdminRequest;
import chat.tacet.kit.database.Columns;
import chat.tacet.kit.json.Ids;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Of {@code accounts}, ids: the devices of the newest list, and the bytes of the archive. */
@Component
final class StorageCommand implements AdminCommand {

  /** One page of an administrator's list. */
  private static final int MAX = 500;

  private final DatabaseClient database;

  StorageCommand(DatabaseClient database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "storage";
  }

  @Override
  public boolean changes() {
    return false;
  }

  @Override
  public Mono<?> run(AdminRequest request) {
    List<String> ids = request.texts("accounts", MAX);
    if (ids.isEmpty() || !ids.stream().allMatch(id -> Ids.parse(id).isPresent())) {
      return Mono.error(VALIDATION_FAILED.exception());
    }
    return Mono.zip(devices(ids), archives(ids), Answer::new);
  }

  private Mono<List<Device>> devices(List<String> accounts) {
    return database
        .sql("SELECT account_id, device_id FROM device WHERE account_id IN (:accounts)")
        .bind("accounts", accounts)
        .map(row -> new Device(Columns.id(row, "account_id"), Columns.id(row, "device_id")))
        .all()
        .collectList();
  }

  private Mono<Map<UUID, Long>> archives(List<String> accounts) {
    return database
        .sql("SELECT account_id, size FROM archive WHERE account_id IN (:accounts)")
        .bind("accounts", accounts)
        .map(row -> Map.entry(Columns.id(row, "account_id"), Columns.number(row, "size")))
        .all()
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  /**
   * What is stored.
   *
   * @param archiveBytes by account, of those that ever had an archive
   */
  record Answer(List<Device> devices, Map<UUID, Long> archiveBytes) {}

  /** A device, and whose it is. */
  record Device(UUID account, UUID id) {}
}
