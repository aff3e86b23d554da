import { fromBinary } from '@bufbuild/protobuf';

import { equal } from '../../../src/bytes/index.ts';
import { ApiError, type PrekeyUpload } from '../../../src/messenger/ports/api.ts';
import { PrekeySchema, SignedPrekeySchema } from '../../../src/wire/gen/tacet/identity/v1/identity_pb.ts';

export interface Stock {
  x25519Signed: Uint8Array | null;
  mlKemLastResort: Uint8Array | null;
  readonly x25519OneTime: Map<number, Uint8Array>;
  readonly mlKemOneTime: Map<number, Uint8Array>;
}

const prekeyOf = (signed: Uint8Array) =>
  fromBinary(PrekeySchema, fromBinary(SignedPrekeySchema, signed).prekey);
const counterOf = (signed: Uint8Array | null | undefined) => (signed ? Number(prekeyOf(signed).counter) : 0);

/** Of each one-time kind, as `social-service` has it. */
const MAX_STORED = 200;

/** The prekeys of every device. */
export class PrekeyShelf {
  readonly stocks = new Map<string, Stock>();
  readonly handedOut: string[] = [];
  /** Devices that nobody may ask about for so many milliseconds. */
  readonly forbidden = new Map<string, number>();
  /** Highest one-time key ids ever stored. */
  readonly #highest = new Map<string, number>();

  put(device: string, upload: PrekeyUpload) {
    const stock = this.stocks.get(device) ?? {
      x25519Signed: null,
      mlKemLastResort: null,
      x25519OneTime: new Map<number, Uint8Array>(),
      mlKemOneTime: new Map<number, Uint8Array>(),
    };
    const marks = this.left(device);
    // Everything is examined before anything is stored, as in one transaction.
    const rotating = [
      this.#newRotating(stock.x25519Signed, upload.x25519Signed),
      this.#newRotating(stock.mlKemLastResort, upload.mlKemLastResort),
    ] as const;
    const x25519 = this.#newOneTime(
      stock.x25519OneTime,
      upload.x25519OneTime,
      marks.x25519OneTimeHighestKeyId,
    );
    const mlKem = this.#newOneTime(stock.mlKemOneTime, upload.mlKemOneTime, marks.mlKemOneTimeHighestKeyId);
    this.stocks.set(device, stock);
    [stock.x25519Signed, stock.mlKemLastResort] = rotating;
    for (const [id, prekey] of x25519) stock.x25519OneTime.set(id, prekey);
    for (const [id, prekey] of mlKem) stock.mlKemOneTime.set(id, prekey);
    this.#highest.set(`${device} x25519`, Math.max(marks.x25519OneTimeHighestKeyId, ...x25519.keys()));
    this.#highest.set(`${device} ml-kem`, Math.max(marks.mlKemOneTimeHighestKeyId, ...mlKem.keys()));
    return this.left(device);
  }

  #newRotating(stored: Uint8Array | null, uploaded: Uint8Array | undefined): Uint8Array | null {
    if (!uploaded || counterOf(uploaded) > counterOf(stored)) return uploaded ?? stored;
    if (stored && equal(stored, uploaded)) return stored;
    throw new ApiError('prekey-invalid', 400);
  }

  /** At or below the mark they count as repeated, also after they were handed out. */
  #newOneTime(stored: Map<number, Uint8Array>, uploaded: readonly Uint8Array[], mark: number) {
    const fresh = new Map<number, Uint8Array>();
    for (const prekey of uploaded) {
      const { keyId } = prekeyOf(prekey);
      const same = stored.get(keyId);
      if (keyId > mark) fresh.set(keyId, prekey);
      else if (same && !equal(same, prekey)) throw new ApiError('prekey-invalid', 400);
    }
    if (stored.size + fresh.size > MAX_STORED) throw new ApiError('limit-reached', 409);
    return fresh;
  }

  left(device: string) {
    const stock = this.stocks.get(device);
    return {
      x25519OneTime: stock?.x25519OneTime.size ?? 0,
      mlKemOneTime: stock?.mlKemOneTime.size ?? 0,
      x25519SignedCounter: counterOf(stock?.x25519Signed),
      mlKemLastResortCounter: counterOf(stock?.mlKemLastResort),
      x25519OneTimeHighestKeyId: this.#highest.get(`${device} x25519`) ?? -1,
      mlKemOneTimeHighestKeyId: this.#highest.get(`${device} ml-kem`) ?? -1,
    };
  }

  bundle(device: string) {
    const pauseMs = this.forbidden.get(device);
    if (pauseMs !== undefined) throw new ApiError('rate-limited', 429, pauseMs);
    const stock = this.stocks.get(device);
    if (!stock?.x25519Signed || !stock.mlKemLastResort) throw new ApiError('not-found', 404);
    const take = (keys: Map<number, Uint8Array>, kind: string) => {
      const [first] = keys;
      if (!first) return undefined;
      keys.delete(first[0]);
      this.handedOut.push(`${device} ${kind} ${first[0]}`);
      return first[1];
    };
    const x25519OneTime = take(stock.x25519OneTime, 'x25519');
    const mlKemOneTime = take(stock.mlKemOneTime, 'ml-kem');
    return {
      x25519Signed: stock.x25519Signed,
      mlKemLastResort: stock.mlKemLastResort,
      ...(x25519OneTime ? { x25519OneTime } : {}),
      ...(mlKemOneTime ? { mlKemOneTime } : {}),
    };
  }
}
