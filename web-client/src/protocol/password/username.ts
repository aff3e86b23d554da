const USERNAME = /^[a-z](?:[a-z0-9]|[._-](?![._-]))*$/;

/** [P-2] The form in which usernames are compared and enter the key derivation: NFKC, then lower case. */
export function normaliseUsername(typed: string): string {
  return typed.normalize('NFKC').toLowerCase();
}

/** [P-2] Whether a normalised username is one the server accepts. */
export function isUsername(normalised: string): boolean {
  return (
    normalised.length >= 3 &&
    normalised.length <= 32 &&
    USERNAME.test(normalised) &&
    !/[.-]$/.test(normalised)
  );
}
