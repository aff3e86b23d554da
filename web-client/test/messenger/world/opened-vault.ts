import { Secret } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { Ledger } from '../../../src/messenger/vault/ledger.ts';
import { RecordSealer } from '../../../src/messenger/vault/record-sealer.ts';
import { openVault } from '../../../src/protocol/index.ts';
import { MemoryStore } from '../../../src/storage/memory/memory-store.ts';
import { watchedCrypto } from '../../protocol/ledger.ts';

/** An opened vault without a messenger around it, for what its transactions promise. */
export async function openedVault(): Promise<{ readonly crypto: CryptoProvider; readonly ledger: Ledger }> {
  const crypto = await watchedCrypto();
  const vault = await openVault(crypto, Secret.of('VaultRoot', 32, crypto.random(32)));
  const disk = new MemoryStore();
  return { crypto, ledger: new Ledger(disk, await disk.claim(), 'vault', new RecordSealer(crypto, vault)) };
}
