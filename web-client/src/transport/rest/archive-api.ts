import { base64url } from '../../bytes/index.ts';
import type { ArchiveApi, ArchiveStanding } from '../../messenger/ports/api.ts';
import type { Answer } from './answer.ts';
import type { RestClient } from './rest-client.ts';

const BASE = '/api/v1/social/archive';

export function archiveApi(rest: RestClient): ArchiveApi {
  return {
    archive: async (token) => readStanding(await rest.call({ method: 'GET', path: BASE, token })),
    putArchiveChunk: async (token, archiveId, number, { previous, chunk }) => {
      const body = { previous: base64url(previous), chunk: base64url(chunk) };
      const path = `${BASE}/${archiveId}/chunks/${number}`;
      return readStanding(await rest.call({ method: 'PUT', path, token, body }));
    },
    archiveChunks: async (token, archiveId, from) => {
      const path = `${BASE}/${archiveId}/chunks?from=${from}`;
      return (await rest.call({ method: 'GET', path, token })).bytesList('chunks');
    },
    deleteArchive: (token, archiveId) => rest.send({ method: 'DELETE', path: `${BASE}/${archiveId}`, token }),
  };
}

function readStanding(answer: Answer): ArchiveStanding {
  return {
    archiveId: answer.has('archiveId') ? answer.uuid('archiveId') : null,
    chunks: answer.integer('chunks'),
    size: answer.integer('size'),
    head: answer.bytes('head'),
  };
}
