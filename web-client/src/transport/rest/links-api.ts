import { base64url } from '../../bytes/index.ts';
import type { LinksApi } from '../../messenger/ports/api.ts';
import type { RestClient } from './rest-client.ts';

/** The service waits 20 s for a message that is to come, and the gateway lets no call take more than 30 s. */
const WAIT_MS = 28_000;

const pathOf = (linkId: string) => `/api/v1/social/links/${linkId}`;
const messageOf = (linkId: string, number: number) => `${pathOf(linkId)}/messages/${number}`;

export function linksApi(rest: RestClient): LinksApi {
  return {
    openLink: (token, linkId) => rest.send({ method: 'PUT', path: pathOf(linkId), token }),
    closeLink: (token, linkId, numbersDiffer) =>
      rest.send({
        method: 'DELETE',
        path: numbersDiffer ? `${pathOf(linkId)}?numbersDiffer=true` : pathOf(linkId),
        token,
      }),
    putLinkMessage: (token, linkId, number, sealed) =>
      rest.send({
        method: 'PUT',
        path: messageOf(linkId, number),
        token,
        body: { sealed: base64url(sealed) },
      }),
    linkMessage: async (token, linkId, number) => {
      const path = messageOf(linkId, number);
      const answer = await rest.call({ method: 'GET', path, token, timeoutMs: WAIT_MS });
      return {
        sealed: answer.bytes('sealed'),
        userAgent: answer.object('from').optionalText('userAgent') ?? '',
      };
    },
  };
}
