import { CodecError, concat, Secret, u32, u64, u8, type ByteReader } from '../../bytes/index.ts';
import { POST_QUANTUM_AFTER_MESSAGES, POST_QUANTUM_REPEAT_EVERY } from '../limits.ts';
import { ourAnswer, ourOffer, stepBinding, type StepSecret } from './keys.ts';
import { isOurTurn, type PostQuantum, type PostQuantumStep } from './post-quantum.ts';

const STATE = { idle: 0, offering: 1, agreed: 2, answering: 3 } as const;

/** The last part of the stored form of a ratchet session; contains secrets. */
export function encodePostQuantum({ epoch, messages, sinceMs, step }: PostQuantum): Uint8Array {
  return concat(u32(epoch), u8(messages), u64(sinceMs), u8(STATE[step.state]), encodeStep(step));
}

function encodeStep(step: PostQuantumStep): Uint8Array {
  switch (step.state) {
    case 'idle':
      return new Uint8Array();
    case 'offering':
      return concat(step.seed.expose(), step.offer, u8(step.carriedAfter));
    case 'agreed':
      return encodeSecret(step.secret);
    case 'answering':
      return concat(step.answer, encodeSecret(step.secret), u8(step.carriedAfter));
  }
}

function encodeSecret({ shared, binding }: StepSecret): Uint8Array {
  return concat(shared.expose(), binding);
}

/** @throws CodecError `ratchet-record-…` */
export function decodePostQuantum(reader: ByteReader, initiatedByUs: boolean): PostQuantum {
  const epoch = reader.u32();
  const messages = atMost(POST_QUANTUM_AFTER_MESSAGES, reader.u8());
  const sinceMs = reader.time();
  const step = decodeStep(reader);
  const ours = step.state === 'offering' || step.state === 'agreed';
  if (step.state !== 'idle' && ours !== isOurTurn(epoch, initiatedByUs)) {
    throw new CodecError('ratchet-record-step'); // a state that no session can reach
  }
  return { epoch, messages, sinceMs, step };
}

function decodeStep(reader: ByteReader): PostQuantumStep {
  switch (reader.u8()) {
    case STATE.idle:
      return { state: 'idle' };
    case STATE.offering:
      return {
        state: 'offering',
        seed: Secret.of('KemSeed', 64, reader.take(64)),
        offer: ourOffer(reader.take(1184)),
        carriedAfter: decodeCarriedAfter(reader),
      };
    case STATE.agreed:
      return { state: 'agreed', secret: decodeSecret(reader) };
    case STATE.answering:
      return {
        state: 'answering',
        answer: ourAnswer(reader.take(1088)),
        secret: decodeSecret(reader),
        carriedAfter: decodeCarriedAfter(reader),
      };
    default:
      throw new CodecError('ratchet-record-step');
  }
}

function decodeSecret(reader: ByteReader): StepSecret {
  return {
    shared: Secret.of('KemOutput', 32, reader.take(32)),
    binding: stepBinding(reader.take(32)),
  };
}

function decodeCarriedAfter(reader: ByteReader): number {
  return atMost(POST_QUANTUM_REPEAT_EVERY - 1, reader.u8());
}

function atMost(limit: number, value: number): number {
  if (value > limit) {
    throw new CodecError('ratchet-record-too-many');
  }
  return value;
}
