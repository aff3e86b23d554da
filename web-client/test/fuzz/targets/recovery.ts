import { readFileSync } from 'node:fs';
import { concat, fromHex, Secret, u64, utf8 } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { accountId } from '../../../src/protocol/index.ts';
import { openRecovery, readRecoveryPhrase, wordsOfPhrase } from '../../../src/protocol/recovery/index.ts';
import type { RecoveryVectors } from '../../protocol/recovery-vectors.ts';
import type { Target } from '../fuzz.ts';
import { awaited, decoded, same, trusting } from './expectations.ts';

/** What a service can give as a record, and what somebody can type as a phrase. */
export function recoveryTargets(crypto: CryptoProvider): readonly Target[] {
  const file = new URL('../../../../contracts/vectors/recovery-v1.json', import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file; a wrong shape fails the tests
  const written = JSON.parse(readFileSync(file, 'utf8')) as RecoveryVectors;
  const account = accountId(fromHex(written.accountId));
  const key = Secret.of('RecoveryWrappingKey', 32, fromHex(written.wrappingKey));
  const believing = trusting(crypto);
  return [
    {
      name: 'recovery-record',
      seeds: [fromHex(written.record)],
      maxBytes: 600,
      check: async (input) => {
        const opened = await awaited(() => openRecovery(crypto, key, account, input));
        if (opened && Buffer.from(input).toString('hex') !== written.record) {
          throw new Error('another one opened');
        }
        const believed = await awaited(() => openRecovery(believing, key, account, input));
        if (!believed) return;
        const { seed, head } = believed;
        const plaintext = concat(seed.expose(), u64(head.version), head.hash);
        same(plaintext, input.slice(17, 17 + plaintext.length), 'record');
      },
    },
    {
      name: 'recovery-phrase',
      seeds: [written.words, ...written.typed].map(utf8),
      maxBytes: 256,
      check: async (input) => {
        const read = decoded(() => readRecoveryPhrase(Buffer.from(input).toString('utf8')));
        if (!read) return;
        same(readRecoveryPhrase(wordsOfPhrase(read).join(' ')).expose(), read.expose(), 'phrase');
      },
    },
  ];
}
