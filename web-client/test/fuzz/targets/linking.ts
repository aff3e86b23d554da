import { readFileSync } from 'node:fs';
import { concat, fromHex, utf8 } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { accountId, linkCodeText, parseLinkCode } from '../../../src/protocol/index.ts';
import { meetingOf } from '../../../src/protocol/linking/meeting.ts';
import {
  decodeAnswer,
  decodeCommitment,
  decodeHandover,
  decodeReveal,
  encodeAnswer,
  encodeCommitment,
  encodeHandover,
} from '../../../src/protocol/linking/messages.ts';
import { openLinkMessage } from '../../../src/protocol/linking/sealing.ts';
import type { LinkingVectors } from '../../protocol/linking-vectors.ts';
import type { Target } from '../fuzz.ts';
import { awaited, decoded, same, trusting } from './expectations.ts';

/** What a service, or somebody who has read the code of a linking, can say. */
export async function linkingTargets(crypto: CryptoProvider): Promise<readonly Target[]> {
  const file = new URL('../../../../contracts/vectors/linking-v1.json', import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file; a wrong shape fails the tests
  const written = JSON.parse(readFileSync(file, 'utf8')) as LinkingVectors;
  const code = await parseLinkCode(crypto, written.codeText);
  const meeting = await meetingOf(crypto, code, accountId(fromHex(written.accountId)), 0);
  const sealed = new Set(written.messages.map((message) => message.sealed));
  const believing = trusting(crypto);
  return [
    {
      name: 'link-message',
      seeds: written.messages.map((message) => fromHex(message.plaintext)),
      maxBytes: 16_384,
      check: plaintext,
    },
    {
      name: 'link-sealed',
      seeds: written.messages.map((message) => fromHex(message.sealed)),
      maxBytes: 20_000,
      check: async (input) => {
        const opened = await awaited(() => openLinkMessage(crypto, meeting, meeting.key, 1, input));
        if (opened && !sealed.has(Buffer.from(input).toString('hex'))) throw new Error('another one opened');
        const believed = await awaited(() => openLinkMessage(believing, meeting, meeting.key, 1, input));
        if (believed) plaintext(believed);
      },
    },
    {
      name: 'link-code',
      seeds: [written.codeText, written.codeText.toLowerCase().replaceAll('-', ' ')].map(utf8),
      maxBytes: 128,
      check: async (input) => {
        const read = await awaited(() => parseLinkCode(crypto, Buffer.from(input).toString('utf8')));
        if (!read) return;
        const again = await parseLinkCode(crypto, await linkCodeText(crypto, read));
        same(again.expose(), read.expose(), 'code');
      },
    },
  ];
}

/** Whatever message it is taken for, it has one encoding. */
function plaintext(input: Uint8Array): void {
  const commitment = decoded(() => decodeCommitment(input));
  if (commitment) same(encodeCommitment(commitment), input, 'message 1');
  const answer = decoded(() => decodeAnswer(input));
  if (answer) same(encodeAnswer(answer.ephemeralKey, answer.signedList), input, 'message 2');
  const reveal = decoded(() => decodeReveal(input));
  if (reveal) same(concat(Uint8Array.of(1), reveal.introduction, reveal.place.signature), input, 'message 3');
  const handover = decoded(() => decodeHandover(input));
  if (handover) same(encodeHandover(handover), input, 'message 4');
}
