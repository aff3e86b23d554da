import { base64url, utf8 } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { openRecord, recordName, sealRecord, type Vault } from '../../protocol/index.ts';
import { StoreError, type StoreName } from '../ports/store.ts';

/** Version of the form inside the seal: JSON with its own record version, see `collection.ts`. */
const PLAINTEXT_FORMAT = 1;
/** Tags asked for again and again (rooms, devices) are remembered; at this many all are forgotten. */
const MAX_REMEMBERED_TAGS = 4_096;

/** Seals records for their place and turns names into tags, with the keys of one open vault. */
export class RecordSealer {
  readonly #crypto: CryptoProvider;
  readonly vault: Vault;
  readonly #tags = new Map<string, Promise<string>>();

  constructor(crypto: CryptoProvider, vault: Vault) {
    this.#crypto = crypto;
    this.vault = vault;
  }

  seal(store: StoreName, key: string, plaintext: Uint8Array): Promise<Uint8Array> {
    return sealRecord(this.#crypto, this.vault, place(store, key), plaintext);
  }

  /** @throws StoreError `damaged` when the record is not what was sealed for this place */
  async open(store: StoreName, key: string, sealed: Uint8Array): Promise<Uint8Array> {
    try {
      return await openRecord(this.#crypto, this.vault, place(store, key), sealed);
    } catch (cause) {
      throw new StoreError('damaged', cause);
    }
  }

  /** What stands in for a name as a key: the same name gives the same tag, and tells nothing else. */
  tag(store: StoreName, name: string): Promise<string> {
    const known = this.#tags.get(`${store} ${name}`);
    if (known) return known;
    if (this.#tags.size >= MAX_REMEMBERED_TAGS) this.#tags.clear();
    const tag = recordName(this.#crypto, this.vault, store, utf8(name)).then(base64url);
    this.#tags.set(`${store} ${name}`, tag);
    return tag;
  }
}

function place(store: StoreName, key: string) {
  return { store, key: utf8(key), version: PLAINTEXT_FORMAT };
}
