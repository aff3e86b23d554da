/** The part of the Trusted Types API that this client uses; absent in browsers without it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

declare const trustedTypes: TrustedTypes | undefined;

/**
 * The only policy of this page. It makes no HTML and no scripts, and it lets through exactly the worker
 * addresses that the build made: nothing a message could ever say becomes code.
 *
 * @returns what makes such an address usable; anything else throws
 */
export function trustedWorkerUrls(allowed: readonly string[]): (url: string) => string {
  const check = (url: string): string => {
    if (!allowed.includes(url)) throw new TypeError('not a worker of this client');
    return url;
  };
  if (typeof trustedTypes === 'undefined') return check;
  const policy = trustedTypes.createPolicy('tacet', { createScriptURL: check });
  return (url) => policy.createScriptURL(url);
}
