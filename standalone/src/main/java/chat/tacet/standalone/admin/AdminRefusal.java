package chat.tacet.standalone.admin;

/** Something that an administrator can mend, said in a sentence that is shown as it is. */
final class AdminRefusal extends RuntimeException {

  AdminRefusal(String sentence) {
    super(sentence, null, false, false);
  }
}
