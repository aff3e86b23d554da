package chat.tacet.kit.json;

import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;

import java.beans.PropertyEditorSupport;
import java.util.UUID;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Ids in paths and queries. An editor and not a converter: when a converter refuses, Spring asks
 * its own lenient editor next.
 */
@ControllerAdvice
final class IdBinding {

  @InitBinder
  void readIds(WebDataBinder binder) {
    binder.registerCustomEditor(UUID.class, new IdEditor());
  }

  private static final class IdEditor extends PropertyEditorSupport {

    @Override
    public void setAsText(String text) {
      setValue(
          Ids.parse(text)
              .orElseThrow(
                  () -> VALIDATION_FAILED.exception().withDetail("An id is a lower-case UUID.")));
    }
  }
}
