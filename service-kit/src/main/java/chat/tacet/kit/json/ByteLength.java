package chat.tacet.kit.json;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** How many bytes a {@link Base64Url} may hold; both ends included. */
@Documented
@Constraint(validatedBy = ByteLength.Validator.class)
@Target({
  ElementType.FIELD,
  ElementType.METHOD,
  ElementType.PARAMETER,
  ElementType.TYPE_USE,
  ElementType.RECORD_COMPONENT
})
@Retention(RetentionPolicy.RUNTIME)
public @interface ByteLength {

  /** Fewest bytes. */
  int min() default 0;

  /** Most bytes. */
  int max();

  /** Never shown: the problem document names the rule. */
  String message() default "byte length";

  /** As Bean Validation asks for. */
  Class<?>[] groups() default {};

  /** As Bean Validation asks for. */
  Class<? extends Payload>[] payload() default {};

  /** Judges; absent values are {@code @NotNull}'s business. */
  final class Validator implements ConstraintValidator<ByteLength, Base64Url> {

    private int min;
    private int max;

    @Override
    public void initialize(ByteLength rule) {
      min = rule.min();
      max = rule.max();
    }

    @Override
    public boolean isValid(@Nullable Base64Url value, ConstraintValidatorContext context) {
      return value == null || (value.length() >= min && value.length() <= max);
    }
  }
}
