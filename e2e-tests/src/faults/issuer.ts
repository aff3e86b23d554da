import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

const KEY_ID = 'faults';
/** As `contracts/rest.md` says. */
const TICKET_LIFETIME_S = 30;

/** Stands for `auth-service`: signs connection tickets and publishes the key they are checked with. */
export class TicketIssuer {
  readonly jwksUrl: string;
  /** Of its clock. */
  aheadMs = 0;
  private readonly publicUrl: string;
  private readonly key: KeyObject;
  private readonly server: http.Server;

  private constructor(publicUrl: string, key: KeyObject, server: http.Server) {
    const { port } = address(server);
    this.jwksUrl = `http://127.0.0.1:${port}/jwks.json`;
    this.publicUrl = publicUrl;
    this.key = key;
    this.server = server;
  }

  /** @param publicUrl what tokens name as their issuer, TACET_PUBLIC_URL of the services */
  static async start(publicUrl: string): Promise<TicketIssuer> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'ES256' };
    const server = http.createServer((_, answer) => {
      answer.setHeader('content-type', 'application/jwk-set+json');
      answer.end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return new TicketIssuer(publicUrl, privateKey, server);
  }

  /** A ticket of a device, good once and for 30 s. */
  ticket(account: string, device: string): string {
    const now = Math.floor((Date.now() + this.aheadMs) / 1000);
    const header = { alg: 'ES256', typ: 'ticket+jwt', kid: KEY_ID };
    const claims = {
      iss: this.publicUrl,
      aud: 'tacet-relay',
      sub: account,
      sid: device,
      did: device,
      jti: randomUUID(),
      iat: now,
      exp: now + TICKET_LIFETIME_S,
    };
    const signed = `${encoded(header)}.${encoded(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), { key: this.key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }

  dispose(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

function encoded(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url');
}

function address(server: http.Server): AddressInfo {
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port was given');
  return at;
}
