package chat.tacet.kit.json;

import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;

import java.util.UUID;
import org.springframework.core.convert.converter.Converter;

/** Ids in paths and queries. */
final class IdConverter implements Converter<String, UUID> {

  @Override
  public UUID convert(String text) {
    return Ids.parse(text)
        .orElseThrow(() -> VALIDATION_FAILED.exception().withDetail("An id is a lower-case UUID."));
  }
}
